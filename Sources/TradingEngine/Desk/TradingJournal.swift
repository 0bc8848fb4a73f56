import StrictJSON
import TradeJournal
import Trading

/// The core's records on disk: what opening made of them, and where new ones go.
struct TradingJournal {
  let memory: TradingMemory
  let keeper: RecordKeeper
  /// What a person should know of the opening; nil for nothing.
  let remark: String?
  /// Nothing was ever recorded; a journal that was opened by a start that failed is new still.
  let isNew: Bool
  private let tells: @Sendable () -> JournalStanding?
  private let closing: @Sendable () async -> Void

  /// Opens the journal, replays it, and lets a snapshot stand for it, so that the next opening is short.
  ///
  /// - Parameter keep: what writes from then on.
  init(
    _ folder: StateFolder, _ keep: (sending Journal) throws(JournalError) -> KeptRecords
  ) throws(JournalFailure) {
    let journal: Journal
    do { journal = try Journal(opening: folder.journal) } catch { throw JournalFailure(error) }
    memory = try Self.replay(journal.contents)
    isNew = journal.contents.snapshot == nil && journal.contents.records.isEmpty
    let torn = journal.contents.tornBytes
    remark = torn == 0 ? nil : "the journal's last record was torn by a crash and is cut off (\(torn) bytes)"
    if !journal.contents.records.isEmpty {
      do { try journal.compact(body: memory.json) } catch { throw JournalFailure(error) }
    }
    let kept: KeptRecords
    do throws(JournalError) { kept = try keep(journal) } catch { throw JournalFailure(error) }
    (keeper, tells, closing) = (kept.keeper, kept.standing, kept.close)
  }

  /// What the journal says, for those who may not write it; also while an engine has it open.
  static func memory(_ folder: StateFolder) throws(JournalFailure) -> TradingMemory {
    let contents: JournalContents
    do { contents = try Journal.read(folder.journal) } catch { throw JournalFailure(error) }
    return try replay(contents)
  }

  /// How it stands, as far as its thread has got; nil where nobody tells.
  var standing: JournalStanding? { tells() }

  /// Waits until what was handed over is on disk.
  func close() async { await closing() }

  private static func replay(_ contents: JournalContents) throws(JournalFailure) -> TradingMemory {
    var memory = TradingMemory()
    do {
      if let snapshot = contents.snapshot { memory = try TradingMemory(snapshot.body) }
      for record in contents.records { try memory.apply(try TradeRecord(record.body)) }
    } catch {
      throw JournalFailure(code: "journal.damaged", message: "the journal holds what is no record: \(error)")
    }
    return memory
  }

}

extension KeptRecords {
  /// Records that a thread of its own writes, so that nobody waits for the disk but who wants to.
  static func byThread(_ journal: sending Journal) throws(JournalError) -> KeptRecords {
    let writer = try JournalWriter(journal)
    return KeptRecords(
      keeper: RecordKeeper(
        keep: { records in keep(records, writer) },
        hasRoomForEntries: { writer.status.hasRoomForEntries }),
      standing: { JournalStanding(writer.status) }, close: { await writer.close() })
  }

  private static func keep(_ records: [TradeRecord], _ writer: JournalWriter) -> RecordTicket {
    let ticket = writer.submit(records.map(\.json), use: records.use)
    return RecordTicket(
      settled: {
        switch await writer.settled(ticket) {
        case .synced: nil
        case .refused(let error): "\(error) [\(error.code)]"
        }
      },
      settledWithin: { await writer.settled(ticket, withinMilliseconds: $0) != nil })
  }
}

extension [TradeRecord] {
  /// How much of the journal's space they may take.
  var use: JournalUse { allSatisfy(\.isOrdinary) ? .ordinary : .protective }
}

extension TradingMemory {
  /// Refuses the journal of another environment: its orders are not at this venue.
  func require(_ environment: UInt8, in folder: StateFolder) throws(EngineError) {
    let strangers = books.lazy.flatMap(\.orders).map(\.id.owner.environment).filter { $0 != environment }
    guard let stranger = strangers.first else { return }
    throw EngineError(
      .journalEnvironment,
      "the journal '\(folder.journal)' holds orders of environment number \(stranger), this one is \(environment)",
      hint: "give each environment state paths of its own")
  }
}

/// Why the journal cannot be used.
struct JournalFailure: Error, Sendable, Hashable {
  let code: String
  let message: String

  init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: JournalError) { self.init(code: error.code, message: error.description) }
}

extension TradeRecord {
  /// Whether it belongs to something that could also be left undone.
  fileprivate var isOrdinary: Bool {
    switch content {
    case .opened: true
    case .ordered(let order): order.id.role == .entry
    case .answered(_, .accepted), .answered(_, .refused): true
    default: false
    }
  }
}
