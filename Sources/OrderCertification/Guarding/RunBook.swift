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
    var records: [CertificationTranscript.Record] = []
    var knownOrderIDs: Set<String> = []
    /// The command that the next exchange sends.
    var announced: VenueCommand?
    /// Where the open episode begins among the records.
    var open: (start: Int, lastMicroseconds: Int64)?
    var lastMicroseconds: Int64 = 0

    /// The venue's id of an order that it accepted, by which its fills are known to be ours.
    mutating func noteAcceptance(_ exchange: RecordedExchange) {
      guard let command = announced, let adapter = header.flatMap({ TranscriptAdapters.named($0.adapter) }),
        adapter.question(of: exchange.request) == .command
      else { return }
      announced = nil
      if case .accepted(let acceptance) = adapter.outcome(of: command, in: exchange),
        let id = acceptance.venueOrderID
      {
        knownOrderIDs.insert(id)
      }
    }
  }

  init(onProgress: @escaping @Sendable (CertificationProgress) -> Void) {
    self.onProgress = onProgress
  }

  var records: [CertificationTranscript.Record] { state.withLock { $0.records } }
  var knownOrderIDs: Set<String> { state.withLock { $0.knownOrderIDs } }

  var header: CertificationTranscript.Header? {
    get { state.withLock { $0.header } }
    set { state.withLock { $0.header = newValue } }
  }

  func take(_ record: CertificationTranscript.Record) {
    let progress = state.withLock { state -> CertificationProgress? in
      state.records.append(record)
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
        guard let open = state.open else { return nil }
        let milliseconds = (state.lastMicroseconds - open.lastMicroseconds) / 1_000
        return .ended(
          episode, milliseconds: milliseconds, Self.judge(episode, state.records[open.start...], state.header)
        )
      }
    }
    if let progress { onProgress(progress) }
  }

  /// What the judge says of a case by its own records; the whole transcript is judged at the end.
  private static func judge(
    _ episode: TranscriptMarker.Episode, _ records: ArraySlice<CertificationTranscript.Record>,
    _ header: CertificationTranscript.Header?
  ) -> CaseJudgement? {
    guard case .certificationCase(let symbol, let certificationCase) = episode, var header,
      let adapter = TranscriptAdapters.named(header.adapter)
    else { return nil }
    header.plan = .init(symbols: [symbol], cases: [certificationCase])
    let transcript = CertificationTranscript(
      header: header, records: Array(records),
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
