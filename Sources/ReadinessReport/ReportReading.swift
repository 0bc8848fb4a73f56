public import Attestation
import Chronology
import Cryptography
import ExactDecimal
public import ReadinessCheck
public import StrictJSON

extension ReadinessReport {
  /// Reads a report strictly: every field there, in its place, nothing besides, every value of its type and in its one
  /// spelling. So ``statement()`` gives the same statement again, unless the stated summary is not that of the blockers.
  ///
  /// The stated verdict and summary are compared with the blockers' outcomes by ``hasConsistentVerdict``, not
  /// here, because that has a refusal code of its own.
  ///
  /// - Throws: ``JSONShapeError`` for the first thing that is not as design §5 says.
  public init(statement: Statement) throws(JSONShapeError) {
    guard statement.predicateType == Self.predicateType else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicateType", expected: Self.predicateType, found: statement.predicateType)
    }
    var reader = try JSONObjectReader(
      statement.predicate, at: "$.predicate", demandingOneForm: true)
    subjects = statement.subjects.map { Subject(name: $0.name, sha256: $0.sha256.hex) }
    verdict = try reader.word("verdict")
    environment = try reader.word("environment")
    scope = try reader.word("scope")
    account = try reader.optionalString("account")
    policy = try Policy(reader.object("policy"))
    var gate = try reader.object("gate")
    gateVersion = try gate.string("version")
    gateSha256 = try gate.sha256("sha256")
    try gate.finish()
    keyringSha256 = try reader.optionalSHA256("keyringSha256")
    host = try Host(reader.object("host"))
    startedAt = try reader.timestamp("startedAt")
    issuedAt = try reader.timestamp("issuedAt")
    expiresAt = try reader.timestamp("expiresAt")
    expiresBecause = try reader.string("expiresBecause")
    sequence = try reader.natural("sequence")
    previous = try reader.optionalSHA256("previous")
    anchor = try reader.optionalObject("anchor").map { object throws(JSONShapeError) in try Anchor(object) }
    var runtime = try reader.object("runtime")
    libraries = try runtime.dictionary("libraries")
    statePaths = try runtime.dictionary("statePaths")
    try runtime.finish()
    grants = try Grants(reader.object("grants"))
    var blockers: [Blocker] = []
    for object in try reader.objects("blockers") { blockers.append(try Blocker(object)) }
    self.blockers = blockers
    var waivers: [Waiver] = []
    for var object in try reader.objects("waivers") {
      waivers.append(Waiver(blocker: try object.string("blocker"), envelope: try object.value("envelope")))
      try object.finish()
    }
    self.waivers = waivers
    var stated = try reader.object("summary")
    var counts: [Int64] = []
    for outcome in Outcome.allCases { counts.append(try stated.natural(outcome.rawValue)) }
    try stated.finish()
    extensions = try reader.members("extensions")
    try reader.finish()
    let ids = Set(blockers.map(\.id))
    guard ids.count == blockers.count else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicate.blockers", expected: "each id once", found: "an id twice")
    }
    statedSummary = counts
  }

  /// Whether verdict and summary follow from the blockers' outcomes, and each outcome from what was observed,
  /// its findings and the waivers.
  public var hasConsistentVerdict: Bool {
    let outcomes = blockers.map(\.outcome)
    let counts = Outcome.allCases.map { outcome in Int64(outcomes.count { $0 == outcome }) }
    return verdict == Verdict(of: outcomes) && (statedSummary.isEmpty || statedSummary == counts)
      && blockers.allSatisfy(isConsistent)
  }

  private func isConsistent(_ blocker: Blocker) -> Bool {
    if blocker.observed == .waived { return false }
    if blocker.observed == .pass, Outcome(of: blocker.findings) != .pass { return false }
    if blocker.outcome == .waived {
      return blocker.observed.isExcusable && waivers.contains { $0.blocker == blocker.id }
    }
    return blocker.outcome == blocker.observed
  }
}

extension JSONObjectReader {
  mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(JSONShapeError) -> Word
  where Word.RawValue == String {
    let text = try string(key)
    // Swift holds texts to be equal that Unicode does, such as one with a Kelvin sign for K; a word has one spelling.
    guard let word = Word(rawValue: text), text.utf8.elementsEqual(word.rawValue.utf8) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "one of \(words)", found: text)
    }
    return word
  }

  mutating func timestamp(_ key: String) throws(JSONShapeError) -> Timestamp {
    let text = try string(key)
    guard let time = Timestamp(canonical: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a time like 2026-11-23T14:05:09.120Z", found: text)
    }
    return time
  }

  mutating func optionalTimestamp(_ key: String) throws(JSONShapeError) -> Timestamp? {
    guard let text = try optionalString(key) else { return nil }
    guard let time = Timestamp(canonical: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a time like 2026-11-23T14:05:09.120Z", found: text)
    }
    return time
  }

  mutating func natural(_ key: String) throws(JSONShapeError) -> Int64 {
    let number = try integer(key)
    guard number >= 0 else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a number from 0", found: "\(number)")
    }
    return number
  }

  mutating func sha256(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    try requireSHA256(text, key)
    return text
  }

  mutating func optionalSHA256(_ key: String) throws(JSONShapeError) -> String? {
    guard let text = try optionalString(key) else { return nil }
    try requireSHA256(text, key)
    return text
  }

  private func requireSHA256(_ text: String, _ key: String) throws(JSONShapeError) {
    let isDigest =
      text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isDigest else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "64 lower-case hexadecimal digits", found: text)
    }
  }

  mutating func members(_ key: String) throws(JSONShapeError) -> [JSONMember] {
    let json = try value(key)
    guard case .object(let members) = json else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "an object", found: "something else")
    }
    return members
  }

  /// An object of texts.
  mutating func dictionary(_ key: String) throws(JSONShapeError) -> [String: String] {
    var values: [String: String] = [:]
    var last: String?
    for member in try members(key) {
      if demandsOneForm, let last, !last.utf8.lexicographicallyPrecedes(member.key.utf8) {
        throw JSONShapeError(
          .otherForm, at: path(of: key), expected: "members sorted by their keys", found: "another order")
      }
      last = member.key
      guard case .string(let text) = member.value else {
        throw JSONShapeError(
          .wrongKind, at: "\(path).\(key).\(member.key)", expected: "a text", found: "something else")
      }
      values[member.key] = text
    }
    return values
  }

}

extension ReadinessReport.Policy {
  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    name = try object.string("name")
    resolvedSha256 = try object.sha256("resolvedSha256")
    var files: [File] = []
    for var file in try object.objects("files") {
      files.append(File(path: try file.string("path"), sha256: try file.sha256("sha256")))
      try file.finish()
    }
    self.files = files
    var expanded: [Expansion] = []
    for var use in try object.objects("expanded") {
      expanded.append(
        Expansion(
          name: try use.string("name"), value: try use.string("value"), position: try use.string("position")))
      try use.finish()
    }
    self.expanded = expanded
    try object.finish()
  }
}

extension ReadinessReport.Host {
  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    machineId = try object.string("machineId")
    bootId = try object.string("bootId")
    hostname = try object.string("hostname")
    try object.finish()
  }
}

extension ReadinessReport.Anchor {
  public init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    entries = try object.natural("entries")
    headSha256 = try object.sha256("headSha256")
    try object.finish()
  }
}

extension Grants {
  public init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    func amount(_ key: String) throws(JSONShapeError) -> ExactDecimal? {
      guard let text = try object.optionalString(key) else { return nil }
      guard let value = ExactDecimal(text), value > .zero, value.description == text else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: key), expected: "a decimal above zero", found: text)
      }
      return value
    }
    func count(_ key: String) throws(JSONShapeError) -> Int64? {
      let json = try object.value(key)
      if json == .null { return nil }
      guard let value = json.integerValue, value > 0 else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: key), expected: "a number above zero", found: json.text())
      }
      return value
    }
    let symbolList = try object.value("symbols")
    if symbolList == .null {
      symbols = nil
    } else {
      var names: [String] = []
      for element in symbolList.arrayValue ?? [.null] {
        guard case .string(let name) = element else {
          throw JSONShapeError(
            .wrongKind, at: object.path(of: "symbols"), expected: "a list of texts", found: element.text())
        }
        names.append(name)
      }
      symbols = names
    }
    maxOrderNotionalUSD = try amount("maxOrderNotionalUSD")
    maxPositionNotionalUSD = try amount("maxPositionNotionalUSD")
    maxDailyLossUSD = try amount("maxDailyLossUSD")
    maxOrdersPerMinute = try count("maxOrdersPerMinute")
    maxOrders = try count("maxOrders")
    behaviours = try object.dictionary("behaviours")
    try object.finish()
  }
}

extension ReadinessReport.Blocker {
  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    id = try object.string("id")
    title = try object.string("title")
    risk = try object.word("risk")
    check = try object.string("check")
    outcome = try object.word("outcome")
    observed = try object.word("observed")
    position = try object.string("position")
    startedAt = try object.timestamp("startedAt")
    durationMicroseconds = try object.natural("durationMicroseconds")
    var findings: [Finding] = []
    for finding in try object.objects("findings") { findings.append(try Finding(finding)) }
    self.findings = findings
    remediation = try object.string("remediation")
    try object.finish()
  }
}

extension Finding {
  /// Reads what ``json`` wrote, from a report or from a worker.
  public init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let status: Status = try object.word("status")
    let subject = try object.string("subject")
    let expected = try object.string("expected")
    let found = try object.string("found")
    let message = try object.string("message")
    let hint = try object.optionalString("hint")
    let position = try object.optionalString("position")
    let validUntil = try object.optionalTimestamp("validUntil")
    var artifact: Artifact?
    if var file = try object.optionalObject("artifact") {
      artifact = Artifact(name: try file.string("name"), sha256: try file.sha256("sha256"))
      try file.finish()
    }
    try object.finish()
    self.init(
      status, subject: subject, expected: expected, found: found, message: message, hint: hint,
      position: position, validUntil: validUntil, artifact: artifact)
  }
}
