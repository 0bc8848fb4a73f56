public import CertificationEvidence
import Chronology
import Synchronization
public import Trading

/// What a run has recorded so far, and what a person sees of it.
final class RunBook: Sendable {
  private let state = Mutex(State())
  private let onProgress: @Sendable (CertificationProgress) -> Void

  private struct State: Sendable {
    var header: CertificationTranscript.Header?
    var partial: PartialTranscript?
    /// What somebody else did, once the judge has said so of a case.
    var contamination: String?
    /// Why the transcript on disk does not grow any more.
    var trouble: String?
    var records: [CertificationTranscript.Record] = []
    var knownOrderIDs: Set<String> = []
    /// The command that the next exchange sends.
    var announced: VenueCommand?
    /// Whether the open episode sent something whose answer nobody has.
    var mayStillArrive = false
    /// Where the open episode begins among the records.
    var open: (start: Int, lastMicroseconds: Int64)?
    var lastMicroseconds: Int64 = 0
    var exchanges: Int64 = 0

    mutating func write(_ record: CertificationTranscript.Record) {
      guard let partial, trouble == nil else { return }
      do { try partial.append(record) } catch { trouble = "the transcript cannot be written: \(error)" }
    }

    /// The venue's id of an order that it accepted, by which its fills are known to be ours.
    mutating func noteAcceptance(_ exchange: RecordedExchange) {
      guard let command = announced, let adapter = header.flatMap({ TranscriptAdapters.named($0.adapter) }),
        adapter.question(of: exchange.request) == .command
      else { return }
      announced = nil
      switch adapter.outcome(of: command, in: exchange) {
      case .accepted(let acceptance):
        if let id = acceptance.venueOrderID { knownOrderIDs.insert(id) }
      case .unknown: mayStillArrive = true
      case .refused: break
      }
    }
  }

  init(onProgress: @escaping @Sendable (CertificationProgress) -> Void) {
    self.onProgress = onProgress
  }

  var records: [CertificationTranscript.Record] { state.withLock { $0.records } }
  /// Whether the venue may yet take something that was sent: an episode that ended has waited for it.
  var mayStillArrive: Bool { state.withLock { $0.mayStillArrive || $0.announced != nil } }
  var knownOrderIDs: Set<String> { state.withLock { $0.knownOrderIDs } }

  /// Begins the transcript, on disk where one is given.
  func open(_ header: CertificationTranscript.Header, _ partial: PartialTranscript?) {
    state.withLock { state in
      (state.header, state.partial) = (header, partial)
      for record in state.records { state.write(record) }
    }
  }

  /// Why nothing more can be recorded; nil while it can.
  var trouble: String? {
    state.withLock { state in
      // Clean-up, too, has to find room.
      let isNearlyFull = (state.partial?.size ?? 0) > CertificationTranscript.fileLimit / 4 * 3
      return state.trouble ?? (isNearlyFull ? "the transcript is nearly as large as one may be" : nil)
    }
  }

  /// Somebody else trades on a symbol of the run.
  var contamination: String? { state.withLock { $0.contamination } }

  /// The transcript is complete and stands elsewhere.
  func close() { state.withLock { $0.partial?.remove() } }

  func take(_ record: CertificationTranscript.Record) {
    let progress = state.withLock { state -> CertificationProgress? in
      var record = record
      // Two processes record, each counting for itself.
      if case .exchange(var exchange) = record {
        state.exchanges += 1
        exchange.number = state.exchanges
        record = .exchange(exchange)
      }
      state.records.append(record)
      state.write(record)
      switch record {
      case .exchange(let exchange):
        state.lastMicroseconds = max(state.lastMicroseconds, exchange.receivedMicroseconds)
        state.noteAcceptance(exchange)
        return nil
      case .marker(.begins(let episode)):
        state.open = (state.records.count - 1, state.lastMicroseconds)
        return .began(episode)
      case .marker(.command(let role, let command)):
        state.announced = command
        return .sending(role, command)
      case .marker(.ends(let episode)):
        state.mayStillArrive = false
        guard let open = state.open else { return nil }
        let milliseconds = (state.lastMicroseconds - open.lastMicroseconds) / 1_000
        let judgement = Self.judge(episode, state.records, from: open.start, state.header)
        if let judgement, judgement.verdict == .contaminated {
          state.contamination = "\(judgement.code.rawValue): \(judgement.detail)"
        }
        return .ended(episode, milliseconds: milliseconds, judgement)
      }
    }
    if let progress { onProgress(progress) }
  }

  /// What the judge says of a case by its own records, and by what was told of the markets before all cases; the whole
  /// transcript is judged at the end.
  private static func judge(
    _ episode: TranscriptMarker.Episode, _ records: [CertificationTranscript.Record], from start: Int,
    _ header: CertificationTranscript.Header?
  ) -> CaseJudgement? {
    guard case .certificationCase(let symbol, let certificationCase) = episode, var header,
      let adapter = TranscriptAdapters.named(header.adapter)
    else { return nil }
    header.plan = .init(symbols: [symbol], cases: [certificationCase])
    let before = records[..<start].prefix { record in
      if case .marker(.begins) = record { false } else { true }
    }
    let transcript = CertificationTranscript(
      header: header, records: Array(before) + records[start...],
      ending: .init(how: .completed, reason: "", at: header.startedAt))
    return TranscriptJudgement(transcript, adapter: adapter).cases.first
  }
}

/// What a person may want to see of a run.
public enum CertificationProgress: Sendable {
  case planned(CertificationPlan)
  case began(TranscriptMarker.Episode)
  case sending(TranscriptMarker.CommandRole, VenueCommand)
  /// Why a step goes no further.
  case note(String)
  /// With the judge's word on a case.
  case ended(TranscriptMarker.Episode, milliseconds: Int64, CaseJudgement?)
}
