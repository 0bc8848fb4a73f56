import CertificationEvidence
import KrakenWorld
import Processes
import Testing
import Trading

/// A venue that does something wrong, and what the judge finds.
struct Fault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// A fault for `/simulator/faults`, or a personality for `/simulator/personality`.
  let control: String
  let body: String
  let code: JudgementCode
  var symbol = "PF_XBTUSD"
  /// The signal that is brought to the trigger.
  var plays: String? = "last"

  static let all = shown + traded + answered

  /// What `openorders` shows of the order under test: only a take-profit is disguised, so that the guard stays as it is.
  static let shown: [Fault] = [
    disguise("another signal", "{signal: mark}", .orderDeviates),
    disguise("another trigger price", "{stop-price: \"70003\"}", .orderDeviates),
    disguise("a limit price", "{limit-price: \"70004\"}", .orderDeviates),
    disguise("another size", "{size: \"0.0002\"}", .orderDeviates),
    disguise("another type", "{type: lmt}", .orderDeviates),
    disguise("the other side", "{side: buy}", .orderDeviates),
    disguise("an order that is not reduce-only", "{reduce-only: false}", .orderDeviates),
    disguise("nothing", "{hidden: true}", .orderNotShown, plays: nil),
  ]

  static let traded: [Fault] = [
    order("activates without a fill", "fault: fail-activation", .fillNone),
    order("fills no part", "fault: fill-part, part: 0", .fillNone),
    order("fills in part", "fault: fill-part, part: 40", .fillPartial, symbol: "PF_PEPEUSD"),
    order("never fires", "fault: never-fire", .orderNotFired),
    order("watches the mark price, and shows the last", "fault: watch-signal, signal: mark", .orderNotFired),
    order(
      "fires on the mark price, and shows the last", "fault: watch-signal, signal: mark", .fillBeforeTrigger,
      plays: "mark"),
  ]

  static let answered: [Fault] = [
    answer("loses the answer after the order was taken", "fault: lose-reply", .orderUnknown),
    answer(
      "answers with a gateway's error after the order was taken", "fault: fail-after, status: 502",
      .orderUnknown),
    answer("cuts the answer off", "fault: truncate, bytes: 40", .orderUnknown),
    answer("answers after the time-out", "fault: delay, by: 4s", .orderUnknown),
    answer("takes the order after the time-out", "fault: accept-late, by: 4s", .orderUnknown),
    answer("does not take the order and says nothing", "fault: disconnect", .orderUnknown),
    answer(
      "refuses the order",
      #"fault: replace, text: '{"result":"success","sendStatus":{"status":"invalidPrice","orderEvents":[]}}'"#,
      .orderRefused),
    answer(
      "gives the order no id",
      #"fault: replace, text: '{"result":"success","sendStatus":{"status":"placed","orderEvents":[]}}'"#,
      .orderWithoutID),
    answer(
      "gives the order another id than it shows",
      #"fault: replace, text: '{"result":"success","sendStatus":{"status":"placed","order_id":"0b5f7f8e-0000-4000-8000-000000000000","orderEvents":[]}}'"#,
      .orderIDMismatch),
    Fault(
      testDescription: "cannot list the orders", control: "faults",
      body: "{fault: refuse, status: 503, endpoint: openorders, nth: 6}", code: .readIncomplete, plays: nil),
    Fault(
      testDescription: "finds that there are too many requests", control: "faults",
      body: "{fault: limit, endpoint: openpositions, nth: 10}", code: .readIncomplete, plays: nil),
    Fault(
      testDescription: "leaves the list of positions out of an answer", control: "faults",
      body: "{fault: omit, text: openPositions, endpoint: openpositions, nth: 10}", code: .readIncomplete,
      plays: nil),
    Fault(
      testDescription: "cannot tell the price", control: "faults",
      body: "{fault: refuse, status: 502, endpoint: ticker, nth: 8}", code: .readIncomplete, plays: nil),
  ]

  private static func disguise(
    _ what: String, _ shown: String, _ code: JudgementCode, plays: String? = "last"
  ) -> Fault {
    Fault(
      testDescription: "shows \(what)", control: "faults",
      body: "{fault: disguise, order-type: take_profit, always: true, shown: \(shown)}", code: code,
      plays: plays)
  }

  private static func order(
    _ what: String, _ fault: String, _ code: JudgementCode, symbol: String = "PF_XBTUSD",
    plays: String = "last"
  ) -> Fault {
    Fault(
      testDescription: "takes an order that \(what)", control: "faults",
      body: "{\(fault), order-type: take_profit, always: true}", code: code, symbol: symbol, plays: plays)
  }

  /// Entry, guard, sibling, and the order under test are sent in this order.
  private static func answer(_ what: String, _ fault: String, _ code: JudgementCode) -> Fault {
    Fault(
      testDescription: what, control: "faults", body: "{\(fault), endpoint: sendorder, nth: 4}", code: code,
      plays: nil)
  }
}

@Suite("A case turns red at a venue that", .inTurn) struct FaultTests {
  @Test("a case turns red at such a venue", arguments: Fault.all)
  func fault(_ fault: Fault) async throws {
    let scene = try CertifyScene(symbols: [fault.symbol])
    let isSmall = fault.symbol == "PF_PEPEUSD"
    try await scene.hold(fault.symbol, at: isSmall ? "0.00001" : "70000")
    try await scene.simulator.control(fault.control, fault.body)
    scene.start(
      ["--symbols", fault.symbol, "--cases", "TC-TP-LONG-LAST", "--cases-only"],
      wait: fault.plays == nil ? "1s" : "8s")
    if let signal = fault.plays { try await scene.playAlong(signal) }
    let result = await scene.end()
    let report = scene.lines.joined(separator: "\n")
    #expect(result.termination == .exited(1), "\(report)")
    let (certification, judgement, _) = try scene.evidence()
    let found = try #require(judgement.cases.first)
    #expect(found.verdict != .pass)
    // A case that proved nothing is tried again, and a fault comes once: what counts is that its attempt was seen red.
    let isSeen = scene.lines.contains { $0.contains(": \(fault.code.rawValue), ") }
    #expect(isSeen, "\(fault.code.rawValue)\n\(report)")
    if fault.code.verdict == .fail {
      #expect(found.code == fault.code, "\(found.code.rawValue): \(found.detail)")
    }
    #expect(certification.cases.map(\.verdict) == [found.verdict])
    #expect(try await scene.venue().positions == 0, "\(report)")
  }
}
