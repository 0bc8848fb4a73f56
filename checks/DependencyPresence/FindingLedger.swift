import ReadinessCheck

/// Gathers what is found out about each dependency into exactly one finding for it.
///
/// The worst status counts: fail beats unknown beats pass. The position, message and hint are those of the
/// first entry that has it.
struct FindingLedger {
  enum Kind: Hashable {
    case python, package, library, executable
  }

  struct Entry {
    var status: Finding.Status
    var expected: String
    var found: String
    var message: String
    var hint: String?
    var position: String?
    var notes: [String] = []
  }

  private struct Key: Hashable {
    let kind: Kind
    let subject: String
  }

  private struct Account {
    var worst: Entry
    var expectations: [String]
    var seen: Set<String>
    var notes: [String]
  }

  private var order: [Key] = []
  private var accounts: [Key: Account] = [:]
  /// Long lists of who asks for a popular distribution help nobody.
  private static let mostExpectations = 8

  mutating func add(_ kind: Kind, _ subject: String, _ entry: Entry) {
    let key = Key(kind: kind, subject: subject)
    // Taken out and put back, so that the arrays in it are changed in place.
    guard var account = accounts.removeValue(forKey: key) else {
      order.append(key)
      accounts[key] = Account(
        worst: entry, expectations: [entry.expected], seen: [entry.expected], notes: entry.notes)
      return
    }
    if Self.rank(entry.status) > Self.rank(account.worst.status) { account.worst = entry }
    if account.seen.insert(entry.expected).inserted { account.expectations.append(entry.expected) }
    for note in entry.notes where !account.notes.contains(note) { account.notes.append(note) }
    accounts[key] = account
  }

  var isEmpty: Bool { order.isEmpty }

  func has(_ kind: Kind) -> Bool { order.contains { $0.kind == kind } }

  /// In the order in which dependencies were first met.
  var findings: [Finding] {
    order.compactMap { key in
      guard let account = accounts[key] else { return nil }
      let entry = account.worst
      let more = account.expectations.count - Self.mostExpectations
      let expected = account.expectations.prefix(Self.mostExpectations).joined(separator: "; ")
      // Requirements may hold a password for where they come from.
      let shown = QuotedText.withoutCredentials
      return Finding(
        entry.status, subject: shown(key.subject),
        expected: shown(more > 0 ? "\(expected); and \(more) more" : expected), found: shown(entry.found),
        message: shown(([entry.message] + account.notes).joined(separator: "; ")),
        hint: entry.hint.map(shown),
        position: entry.position)
    }
  }

  private static func rank(_ status: Finding.Status) -> Int {
    switch status {
    case .pass: 0
    case .unknown: 1
    case .fail: 2
    }
  }
}
