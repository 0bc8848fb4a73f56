import Chronology
import SimulatedVenue
import StrictJSON
import TradeJournal

/// The paper account beyond this process: what the venue began with and every input that changed an account, in a
/// journal of its own. The account is what they lead to, so nothing of the simulated venue has to be written down that
/// could be read otherwise.
struct PaperLedger {
  private let journal: Journal
  private(set) var beginning: PaperBeginning
  private(set) var kraken: SimulatedKraken
  /// The newest quotes that changed no account, and were not kept so far.
  private var unkept: [(quote: PaperQuote, at: Timestamp)] = []

  private static let settings = JournalSettings(
    segmentBytes: 1 << 20, reserveBytes: 0, bodyBytes: 64 << 10, spareSegments: 1)

  /// Opens the account, or begins one.
  ///
  /// - Parameters:
  ///   - listings: the markets that are to be traded.
  ///   - isEngineFlat: whether the engine's own journal knows of nothing open; then a flat account is begun anew with
  ///     its money, and what led to it is let go.
  ///   - isEngineNew: whether the engine has no journal; an engine that has one has an account as well.
  init(
    _ folder: String, listings: [PaperBeginning.Listing], isEngineFlat: Bool, isEngineNew: Bool,
    seed: UInt64, at now: Timestamp
  ) throws(PaperError) {
    do { journal = try Journal(opening: folder, Self.settings) } catch {
      if case .damaged = error { throw Self.damaged("\(error)") }
      throw PaperError(
        .accountUnusable, "the paper account cannot be opened: \(error) [\(error.code)]",
        hint: "its folder has to be writable for the engine's user, and used by one engine alone")
    }
    // One that ended before it had begun is none.
    if journal.contents.snapshot == nil, journal.contents.records.isEmpty {
      guard isEngineNew else {
        throw PaperError(
          .accountMissing, "the engine's journal knows of paper trades, and '\(folder)' holds no account",
          hint: "restore the folder, or move the whole folder of paper's state away to begin anew")
      }
      let begun = PaperBeginning(
        seed: seed, at: now, collateralUSD: PaperBeginning.collateralUSD, listings: listings)
      guard let kraken = begun.venue() else { throw Self.damaged("the venue's list makes no market") }
      (beginning, self.kraken) = (begun, kraken)
      try begin(begun)
      return
    }
    (beginning, kraken) = try Self.replay(journal.contents)
    // What was held at the end has been let go meanwhile.
    _ = kraken.advance(to: now)
    if isEngineFlat, kraken.isIdle {
      let begun = PaperBeginning(
        seed: beginning.seed &+ 1, at: max(now, kraken.venue.now),
        collateralUSD: kraken.venue.accounts.first?.balance(.usd) ?? .zero, listings: listings)
      guard let kraken = begun.venue() else { throw Self.damaged("the venue's list makes no market") }
      (beginning, self.kraken) = (begun, kraken)
      try begin(begun)
      return
    }
    let known = beginning.listings.compactMap(\.symbol)
    let added = listings.filter { !known.contains($0.symbol ?? "") }
    guard !added.isEmpty else { return }
    try write(added.map { PaperInput.listed($0).json(leadingTo: nil) })
    // From the start again: a market more at the end changes nothing of the others.
    (beginning, kraken) = try Self.replay(journal.contents, adding: added)
    _ = kraken.advance(to: now)
  }

  private func begin(_ beginning: PaperBeginning) throws(PaperError) {
    do { try journal.compact(body: beginning.json) } catch {
      throw PaperError(
        .accountUnusable, "the paper account cannot be written: \(error) [\(error.code)]",
        hint: "make room on its file system, or see what the kernel says about the disk (`dmesg`)")
    }
  }

  /// Writes an input down before it counts.
  mutating func keep(_ input: PaperInput, leadingTo next: SimulatedKraken) throws(PaperError) {
    var bodies = unkept.sorted { $0.at < $1.at }
      .map { PaperInput.quote($0.quote, at: $0.at).json(leadingTo: nil) }
    bodies.append(input.json(leadingTo: next.accountDigest))
    try write(bodies)
    unkept = []
  }

  /// Writes a quote down where it changes an account, or may change when something held is let go; else remembers it for
  /// the next input, which it is the price of.
  mutating func keep(
    _ quote: PaperQuote, at now: Timestamp, from kraken: SimulatedKraken, to next: SimulatedKraken
  ) throws(PaperError) {
    if next.venue.revision != kraken.venue.revision || !kraken.venue.held.isEmpty || !next.venue.held.isEmpty
    {
      unkept.removeAll { $0.quote.symbol == quote.symbol }
      return try keep(.quote(quote, at: now), leadingTo: next)
    }
    unkept.removeAll { $0.quote.symbol == quote.symbol }
    unkept.append((quote, now))
  }

  private func write(_ bodies: [JSON]) throws(PaperError) {
    do {
      try journal.prepareSpares()
      try journal.append(bodies, use: .protective)
      try journal.synchronize()
    } catch {
      throw PaperError(
        .accountUnusable, "\(error) [\(error.code)]",
        hint: "make room on the file system of the paper account")
    }
  }

  private static func replay(
    _ contents: JournalContents, adding added: [PaperBeginning.Listing] = []
  ) throws(PaperError) -> (PaperBeginning, SimulatedKraken) {
    guard let body = contents.snapshot?.body, var beginning = PaperBeginning(body) else {
      throw damaged("it does not say what it began with")
    }
    var inputs: [(input: PaperInput, digest: String?)] = []
    for record in contents.records {
      guard record.body["environment"]?.stringValue == "paper", let input = PaperInput(record.body) else {
        throw damaged("record \(record.seq) is none")
      }
      if case .listed(let listing) = input { beginning.listings.append(listing) }
      inputs.append((input, record.body["digest"]?.stringValue))
    }
    beginning.listings += added
    guard var kraken = beginning.venue() else { throw damaged("what it began with makes no venue") }
    for (place, (input, digest)) in inputs.enumerated() {
      input.apply(to: &kraken)
      guard let digest else { continue }
      guard digest == kraken.accountDigest else {
        throw damaged("input \(place + 1) of \(inputs.count) leads to another account than it led to then")
      }
    }
    return (beginning, kraken)
  }

  private static func damaged(_ what: String) -> PaperError {
    PaperError(
      .accountDamaged, "the paper account is not what was written: \(what)",
      hint:
        "restore its folder, go back to the release that wrote it, or move the whole folder of paper's state away "
        + "to begin anew")
  }
}
