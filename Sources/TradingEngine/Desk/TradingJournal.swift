import StrictJSON
import TradeJournal
import Trading

/// The core's records on disk: what opening made of them, and where new ones go.
struct TradingJournal {
  let memory: TradingMemory
  let keeper: RecordKeeper
  /// What a person should know of the opening; nil for nothing.
  let remark: String?
  /// Nothing was there before.
  let isNew: Bool
  private let writer: JournalWriter

  /// Opens the journal, replays it, and lets a snapshot stand for it, so that the next opening is short.
  init(_ folder: StateFolder) throws(JournalFailure) {
    let journal: Journal
    do { journal = try Journal(opening: folder.journal) } catch { throw JournalFailure(error) }
    memory = try Self.replay(journal.contents)
    isNew = journal.contents.isNew
    let torn = journal.contents.tornBytes
    remark = torn == 0 ? nil : "the journal's last record was torn by a crash and is cut off (\(torn) bytes)"
    if !journal.contents.records.isEmpty {
      do { try journal.compact(body: memory.json) } catch { throw JournalFailure(error) }
    }
    let writer: JournalWriter
    do { writer = try JournalWriter(journal) } catch { throw JournalFailure(error) }
    self.writer = writer
    keeper = RecordKeeper(
      keep: { records in Self.keep(records, writer) },
      hasRoomForEntries: { writer.status.hasRoomForEntries })
  }

  /// What the journal says, for those who may not write it; also while an engine has it open.
  static func memory(_ folder: StateFolder) throws(JournalFailure) -> TradingMemory {
    let contents: JournalContents
    do { contents = try Journal.read(folder.journal) } catch { throw JournalFailure(error) }
    return try replay(contents)
  }

  /// How it stands, as far as its thread has got.
  var standing: JournalStanding { JournalStanding(writer.status) }

  /// Waits until what was handed over is on disk.
  func close() async { await writer.close() }

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

  private static func keep(_ records: [TradeRecord], _ writer: JournalWriter) -> RecordTicket {
    let use: JournalUse = records.allSatisfy(\.isOrdinary) ? .ordinary : .protective
    let ticket = writer.submit(records.map(\.json), use: use)
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
