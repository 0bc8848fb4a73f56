import Chronology
import ExactDecimal
import Trading

/// One attempt at one case, examined step by step; the first objection decides. What was seen until then stands in the
/// record in every case.
struct CaseExamination {
  /// A trigger that was seen reached has to fire within this time.
  static let firingPatienceMicroseconds: Int64 = 3_000_000
  /// A price that was read so soon after the order was seen to be gone still tells of the time when it fired.
  static let readingMicroseconds: Int64 = 1_000_000
  /// How much older than its answer a price may be: a ticker is a summary that the venue renews now and then.
  static let tickerLagMilliseconds: Int64 = 1_000

  /// A price so near to the trigger, besides the spread, may have touched it between two reads.
  static let touchTicks = ExactDecimal(2)

  let certificationCase: CertificationCase
  let symbol: Symbol
  let window: Timeline.Window
  let timeline: Timeline
  let events: ArraySlice<Timeline.Event>
  let settled: [SettledReadingInTime]
  /// Fills that were there before the case began.
  var baseline: Set<String> = []
  private(set) var judgement: CaseJudgement

  init(
    _ certificationCase: CertificationCase, _ symbol: Symbol, in window: Timeline.Window,
    of timeline: Timeline
  ) {
    self.certificationCase = certificationCase
    self.symbol = symbol
    self.window = window
    self.timeline = timeline
    events = timeline.events[window.events]
    settled = events.settledReadings(of: symbol)
    judgement = CaseJudgement(certificationCase, symbol)
  }

  mutating func judged() -> CaseJudgement {
    do throws(CaseObjection) { try examine() } catch {
      let reason = reason(behind: error)
      judgement.code = reason.code
      judgement.detail = reason.detail
    }
    judgement.record.verdict = judgement.verdict
    judgement.record.reason = judgement.code == .passed ? nil : judgement.code.rawValue
    return judgement
  }

  private mutating func examine() throws(CaseObjection) {
    try requireBeginning()
    try requireAnnounced()
    try requireNobodyElse()
    let entry = try opening()
    let tested = try placement(of: entry)
    let firing = try firing(of: tested)
    try closing(tested, firing)
    try requireWhole()
  }

  // MARK: What must hold before anything is judged

  /// Flat at the beginning, with a list of the fills that there were.
  private mutating func requireBeginning() throws(CaseObjection) {
    let first = commands.first?.event.sentMicroseconds ?? .max
    guard let start = settled.last(where: { $0.endedMicroseconds <= first }) else {
      throw CaseObjection(.startNotRead, "no settled reading of \(symbol) before the first command")
    }
    if let position = start.position {
      throw CaseObjection(.startNotFlat, "the case began with \(position.side.rawValue) \(position.size)")
    }
    var isKnown = false
    for event in events where event.receivedMicroseconds <= first {
      guard case .fills(let fills) = event.content else { continue }
      baseline.formUnion(fills.map(\.id))
      isKnown = true
    }
    guard isKnown else {
      throw CaseObjection(.fillsNoBaseline, "fills were not read before the first command")
    }
  }

  /// Every command was announced and sent, by the request that the order mapping makes of it.
  private func requireAnnounced() throws(CaseObjection) {
    for event in events {
      switch event.content {
      case .unannounced(let request): throw CaseObjection(.commandNotAnnounced, request)
      case .command(let sent) where !sent.isExact:
        throw CaseObjection(.requestDiffers, "\(sent.request.target) \(sent.request.body)")
      default: break
      }
    }
  }

  /// What is asked of the whole attempt, once everything else holds.
  private func requireWhole() throws(CaseObjection) {
    if let incomplete { throw incomplete }
    guard window.unsent == 0 else { throw CaseObjection(.commandNotSent, "\(window.unsent)") }
    guard window.hasEnded else {
      throw CaseObjection(.caseNotEnded, "the transcript leaves it before its end")
    }
  }

  private var incomplete: CaseObjection? {
    for event in events {
      guard case .incomplete(let kind) = event.content else { continue }
      return CaseObjection(
        .readIncomplete, "\(kind.rawValue) could not be read whole, exchange \(event.number)")
    }
    return nil
  }

  /// An attempt that proved nothing after a read failed went no further because of that read; and one that was left
  /// before its end can fail by what was seen, never by what was not seen yet.
  private func reason(behind objection: CaseObjection) -> CaseObjection {
    if objection.code.isAbsence, !window.hasEnded {
      return CaseObjection(.caseNotEnded, "the transcript leaves it before its end: \(objection.detail)")
    }
    return switch objection.code.verdict {
    case .pass, .contaminated, .fail: objection
    case .aborted, .notTriggered: incomplete ?? objection
    }
  }

  // MARK: Access for the steps

  typealias Command = (event: Timeline.Event, sent: Timeline.SentCommand)

  var commands: [Command] {
    events.compactMap { event in
      if case .command(let sent) = event.content { (event, sent) } else { nil }
    }
  }

  func commands(as role: TranscriptMarker.CommandRole) -> [Command] {
    commands.filter { $0.sent.role == role }
  }

  /// Complete lists of the symbol's open orders, with when they were asked for.
  var orderLists: [(event: Timeline.Event, orders: [VenueOrder])] {
    events.compactMap { event in
      guard case .orders(let orders) = event.content else { return nil }
      return (event, orders.filter { $0.symbol == symbol })
    }
  }

  var positionReads: [(event: Timeline.Event, position: VenuePosition?)] {
    events.compactMap { event in
      guard case .positions(let positions) = event.content else { return nil }
      return (event, positions.first { $0.symbol == symbol })
    }
  }

  /// Every fill on the symbol that was read in the attempt and was not there before, once.
  var newFills: [VenueFill] {
    var known = baseline
    var fills: [VenueFill] = []
    for event in events {
      guard case .fills(let list) = event.content else { continue }
      for fill in list where fill.symbol == symbol && known.insert(fill.id).inserted { fills.append(fill) }
    }
    return fills
  }

  mutating func note(_ change: (inout CaseJudgement) -> Void) { change(&judgement) }

  func exact<Value>(_ calculate: () throws(DecimalError) -> Value) throws(CaseObjection) -> Value {
    do { return try calculate() } catch { throw CaseObjection(.arithmetic, error.rawValue) }
  }
}
