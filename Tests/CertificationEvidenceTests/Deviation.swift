import CertificationEvidence
import Testing
import Trading
import TranscriptScene

/// One thing that is not as it should be, and the reason that the judge names.
struct Deviation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: JudgementCode
  let detail: String
  let change: @Sendable (inout TranscriptScene) -> Void

  init(
    _ name: String, _ code: JudgementCode, _ detail: String = "",
    _ change: @escaping @Sendable (inout TranscriptScene) -> Void
  ) {
    (testDescription, self.code, self.detail, self.change) = (name, code, detail, change)
  }

  static let all =
    echoes + trigger + touches + moments + others + fills + positions + orders + strangers + run

  /// What the venue shows of the order, field by field.
  static let echoes: [Deviation] = [
    echo("another type", #""orderType":"stop""#, #""orderType":"take_profit""#, "type:"),
    echo("a type that nobody knows", #""orderType":"stop""#, #""orderType":"unknown""#, "type:"),
    echo("another side", #""side":"sell""#, #""side":"buy""#, "side:"),
    echo("another size", #""unfilledSize":0.0001"#, #""unfilledSize":0.0002"#, "size:"),
    echo("another trigger price", #""stopPrice":69990"#, #""stopPrice":69989"#, "trigger price:"),
    echo("no trigger price", #""stopPrice":69990,"#, "", "trigger price:"),
    echo("another signal", #""triggerSignal":"last""#, #""triggerSignal":"mark""#, "trigger signal:"),
    echo("no signal", #""triggerSignal":"last","#, "", "trigger signal:"),
    echo("not reduce-only", #""reduceOnly":true"#, #""reduceOnly":false"#, "reduce-only:"),
    echo("nothing about reduce-only", #","reduceOnly":true"#, "", "reduce-only:"),
    echo("a limit price", #""stopPrice":69990"#, #""stopPrice":69990,"limitPrice":69900"#, "limit price:"),
    Deviation("the order is shown partly filled", .orderDeviates, "filled") {
      $0.answerTested(#""filledSize":0"#, #""filledSize":0.0001"#)
      $0.showsAgain()
    },
    Deviation("the order is shown under another id of the venue", .orderIDMismatch) {
      $0.answerTested("v-tested-0", "v-other-0")
      $0.showsAgain()
    },
    Deviation("the order is shown under another order's client id", .orderIDMismatch) {
      // The guard's id on the tested order.
      let guardID = TranscriptScene.clientID(.guardStop)
      $0.answerTested(TranscriptScene.clientID(.stopLoss), guardID)
      $0.showsAgain()
    },
    Deviation("the order is shown twice", .orderIDMismatch, "2 orders") {
      $0.answer("shown.orders") { body in
        let row = TranscriptScene.testedRow(in: body)
        return TranscriptScene.replacing(
          body, row, row + "," + TranscriptScene.replacing(row, "v-tested-0", "v-twin-0"))
      }
      $0.showsAgain()
    },
  ]

  private static func echo(_ name: String, _ text: String, _ other: String, _ detail: String) -> Deviation {
    Deviation("the venue shows \(name)", .orderDeviates, detail) { $0.answerTested(text, other) }
  }

  static let trigger: [Deviation] = [
    Deviation("no price was read before the order", .triggerNotRead) { $0.remove("before.ticker") },
    Deviation("the trigger was beyond the price already", .triggerAlreadyReached) {
      $0.answer("before.ticker", replacing: #""last":70000"#, with: #""last":69990"#)
    },
    Deviation("the trigger was reached before the order was shown", .firedBeforeShown) {
      $0.insert(["reached.ticker"], before: "shown.positions", as: "early-")
      for label in ["shown.positions", "shown.settled"] { $0.becomes(label, as: "flat.positions") }
      $0.becomes("shown.orders", as: "flat.orders")
    },
    Deviation("the trigger was never reached", .triggerNotReached, "last 70000") {
      $0.runnerGivesUp(removing: "reached", "flat", "after", "again")
    },
    Deviation("another signal reached the trigger", .triggerNotReached) {
      $0.answer("reached.ticker", replacing: #""last":69989"#, with: #""last":70000"#)
      $0.answer("reached.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
      $0.runnerGivesUp(removing: "flat", "after", "again")
    },
    Deviation("the order acted, and only prices next to its trigger were seen", .triggerNotSeen) {
      $0.answer("reached.ticker", replacing: #""last":69989"#, with: #""last":69991"#)
    },
    Deviation("the price came to the trigger long after the order acted", .fillBeforeTrigger) {
      $0.answerFill(#""price":69988"#, #""price":70000"#)
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "waiting.ticker"))")
      $0.insert(["reached.ticker"], before: "sibling.cancel-marker", as: "late-")
      $0.remove("reached")
      $0.delays["late-reached.ticker"] = 2_000_000
    },
    Deviation("the fill is older than the last price off the trigger", .triggerNotSeen) {
      $0.answer("waiting.ticker", replacing: #""last":70000"#, with: #""last":69991"#)
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "shown.settled"))")
      $0.insert(["reached.ticker"], before: "after.fills", as: "late-")
      $0.remove("reached")
    },
    Deviation("the order filled while the price was far away", .fillBeforeTrigger, "no price around that") {
      $0.answerFill(#""price":69988"#, #""price":70000"#)
      $0.remove("reached")
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "waiting.ticker"))")
    },
    Deviation("the price touched the trigger between two looks, and came there again later", .triggerNotSeen)
    {
      $0.insert(["waiting.ticker"], before: "waiting.ticker", as: "near-")
      $0.answer("near-", replacing: #""last":70000"#, with: #""last":69991"#)
      $0.delays["waiting.ticker"] = 5_000_000
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "shown.settled"))")
    },
    Deviation("the fill is older than the trigger", .fillBeforeTrigger, "no price around that") {
      $0.answerFill(#""price":69988"#, #""price":70000"#)
      $0.insert(["waiting.ticker"], before: "waiting.ticker", as: "early-")
      $0.delays["waiting.ticker"] = 5_000_000
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "shown.settled"))")
    },
    Deviation("the trigger was reached and the order rests on", .orderNotFired, "still rests") {
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
      }
      for label in ["flat.orders", "again.orders"] { $0.becomes(label, as: "shown.orders") }
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.delays["again.positions"] = 4_000_000
      $0.runnerGivesUp()
    },
    Deviation("the order had no time to fire", .triggerNoTime) {
      for label in ["flat.positions", "flat.settled"] { $0.becomes(label, as: "shown.positions") }
      $0.becomes("flat.orders", as: "shown.orders")
      $0.runnerGivesUp(removing: "after", "again")
    },
    Deviation("the order vanished without a trigger and a fill", .orderVanished) {
      $0.remove("reached")
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.looksLong()
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
      }
    },
  ]

  static let fills: [Deviation] = [
    Deviation("the order activated without a fill", .fillNone, "long 0.0001") {
      $0.looksLong()
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
      }
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.runnerGivesUp()
    },
    Deviation("the order filled in part", .fillPartial, "filled 0.00005") {
      $0.looksLong()
      $0.answerFill(#""size":0.0001"#, #""size":0.00005"#)
    },
    Deviation("the order filled for more than the position", .fillExcess) {
      $0.answerFill(#""size":0.0001"#, #""size":0.0002"#)
    },
    Deviation("no fill is the order's", .fillNotFound) {
      $0.looksLong()
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
    },
    Deviation("fills were not read after the order left", .fillsNotRead) { $0.remove("after.fills") },
    Deviation("fills were not read at the beginning", .fillsNoBaseline) { $0.remove("start.fills") },
  ]

  static let positions: [Deviation] = [
    Deviation("the beginning was not read", .startNotRead) { $0.remove("start.settled", "guarded") },
    Deviation("a position was there at the beginning", .startNotFlat, "long") {
      for label in ["start.positions", "start.settled", "guarded.positions", "guarded.settled"] {
        $0.becomes(label, as: "shown.positions")
      }
    },
    Deviation("no entry was sent", .entryNotSent) {
      $0.remove("entry")
      $0.becomes("after.fills", as: "start.fills")
    },
    Deviation("the entry was on the other side", .entryNotOfCase) {
      let short = TranscriptScene(cases: [.init(.stopLoss, .short, .last)])
      $0.takes("entry", from: short)
    },
    Deviation("the entry was refused", .entryRefused, "insufficientAvailableFunds") {
      $0.answer(
        "entry.send", replacing: #""status":"placed""#, with: #""status":"insufficientAvailableFunds""#)
      $0.answer("entry.send") { TranscriptScene.withoutEvents($0) }
    },
    Deviation("the entry's outcome is unknown", .entryUnknown, "transport.timeout") {
      $0.status("entry.send", 0, body: nil)
    },
    Deviation("no position was shown", .positionNotShown) { $0.remove("opened") },
    Deviation("a smaller position was shown", .positionTooSmall) {
      $0.answer("opened.", { TranscriptScene.replacing($0, #""size":0.0001"#, #""size":0.00005"#) })
    },
    Deviation("a larger position was shown", .positionTooLarge) {
      $0.answer("opened.", { TranscriptScene.replacing($0, #""size":0.0001"#, #""size":0.0002"#) })
    },
    Deviation("a position on the other side was shown", .positionWrongSide) {
      $0.answer("opened.", { TranscriptScene.replacing($0, #""side":"long""#, #""side":"short""#) })
    },
    Deviation("the order turned the position round", .positionReversed, "short") {
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
        $0.answer(label, replacing: #""side":"long""#, with: #""side":"short""#)
      }
    },
    Deviation("the position did not end", .positionNotFlat, "long") {
      $0.looksLong()
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
      }
      $0.runnerGivesUp()
    },
    Deviation("the position was flat and came back", .positionNotFlat, "shown flat, and then") {
      for label in ["again.positions", "again.settled"] { $0.becomes(label, as: "shown.positions") }
      for label in ["end.positions", "end.settled"] { $0.becomes(label, as: "shown.positions") }
      $0.delays["end.positions"] = 4_000_000
    },
    Deviation("flat was shown once", .flatNotShownTwice) { $0.remove("again", "end.") },
  ]

  static let orders: [Deviation] = [
    Deviation("no order was sent", .orderNotSent) {
      $0.remove("tested")
      $0.becomes("shown.orders", as: "flat.orders")
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
    },
    Deviation("another order was sent", .orderNotOfCase, "take-profit") {
      let (begins, ends) = ($0.steps.first { $0.label == "begins" }, $0.steps.first { $0.label == "ends" })
      var other = TranscriptScene(cases: [.init(.takeProfit, .long, .last)])
      other.header = $0.header
      for index in other.steps.indices {
        if other.steps[index].label == "begins", let begins { other.steps[index] = begins }
        if other.steps[index].label == "ends", let ends { other.steps[index] = ends }
      }
      $0 = other
    },
    Deviation("the order was refused", .orderRefused, "invalidPrice") {
      $0.answer("tested.send", replacing: #""status":"placed""#, with: #""status":"invalidPrice""#)
    },
    Deviation("the order's outcome is unknown", .orderUnknown, "transport.timeout") {
      $0.status("tested.send", 0, body: nil)
    },
    Deviation("the order's answer is a word that nobody knows", .orderUnknown, "maybe") {
      $0.answer("tested.send", replacing: #""status":"placed""#, with: #""status":"maybe""#)
    },
    Deviation("the order got no id", .orderWithoutID) {
      $0.answer("tested.send", replacing: #""order_id":"v-tested-0","#, with: "")
    },
    Deviation("the order was never shown", .orderNotShown) {
      $0.answer("shown.orders") {
        TranscriptScene.replacing($0, "," + TranscriptScene.testedRow(in: $0), "")
      }
      $0.showsAgain(after: 4_000_000)
    },
    Deviation("the order was shown, but never beside a position that was settled", .firedBeforeShown) {
      $0.remove("shown.settled")
    },
    Deviation("the order is still shown when the position is flat", .orderStillShown) {
      $0.becomes("again.orders", as: "shown.orders")
      $0.becomes("end.orders", as: "shown.orders")
      $0.delays["end.positions"] = 4_000_000
    },
    Deviation("an earlier order under test was left", .earlierOrderNotCancelled) {
      $0.insert(["tested"], before: "tested.marker", as: "first-")
    },
  ]

  static let strangers: [Deviation] = [
    Deviation("a stranger's order", .foreignOrder, "v-strange") {
      $0.answer("waiting.ticker") { $0 }
      $0.answer("flat.orders") {
        TranscriptScene.replacing(
          $0, #""openOrders":["#,
          #""openOrders":[{"order_id":"v-strange","symbol":"PF_XBTUSD","side":"buy","orderType":"lmt","limitPrice":60000,"unfilledSize":1,"filledSize":0,"status":"untouched","reduceOnly":false},"#
        )
      }
    },
    Deviation("an order of another instance of ours", .foreignOrder) {
      let own = TranscriptScene.clientID(.guardStop)
      $0.answer("flat.orders") {
        let row = TranscriptScene.row(holding: own, in: $0)
        let other = TranscriptScene.replacing(
          TranscriptScene.replacing(row, own, TranscriptScene.clientID(.guardStop, instance: 8)), "v-guard-0",
          "v-other")
        return TranscriptScene.replacing($0, row, row + "," + other)
      }
    },
    Deviation("a stranger's fill", .foreignFill, "v-strange") {
      $0.answer("after.fills") {
        TranscriptScene.replacing(
          $0, #""fills":["#,
          #""fills":["#
            + Wire.fill(
              "f-s", order: "v-strange", client: "someone", .buy, "70000", at: "2026-11-23T10:00:00.000Z")
            + ","
        )
      }
    },
    Deviation("a fill of nobody's order on the side of the entry", .foreignFill) {
      $0.answer("after.fills") {
        TranscriptScene.replacing(
          $0, #""fills":["#,
          #""fills":["#
            + Wire.fill("f-s", order: "v-strange", client: nil, .buy, "70000", at: "2026-11-23T10:00:00.000Z")
            + ",")
      }
    },
    Deviation("a position before the entry", .foreignPosition) {
      $0.insert(["shown.positions"], before: "entry.marker", as: "strange-")
    },
  ]

  static let run: [Deviation] = [
    Deviation("the case was not run", .caseNotRun) { scene in
      scene.steps.removeAll { $0.label != "instruments" }
    },
    Deviation("the case has no end", .caseNotEnded) { $0.remove("ends") },
    Deviation("nothing was read after the order was accepted", .orderNotRead) {
      $0.leave(before: "shown.positions")
    },
    Deviation("the run was killed before the order's fill was told", .caseNotEnded, "flat") {
      $0.insert(["start.fills"], before: "after.fills", as: "late-")
      $0.leave(before: "after.fills")
    },
    Deviation("a list could not be read", .readIncomplete, "orders") {
      $0.insert(["start.orders"], before: "waiting.ticker", as: "torn-")
      $0.status("torn-", 503, body: "<html>")
    },
    Deviation("a list was missing from its answer", .readIncomplete, "positions") {
      $0.insert(["start.positions"], before: "waiting.ticker", as: "torn-")
      $0.answer("torn-", replacing: #""openPositions":[],"#, with: "")
    },
    Deviation("a price read was lost", .readIncomplete, "market") {
      $0.insert(["waiting.ticker"], before: "waiting.ticker", as: "torn-")
      $0.status("torn-", 0, body: nil)
    },
    Deviation("a command that was not announced", .commandNotAnnounced, "sendorder") {
      $0.remove("tested.marker")
    },
    Deviation("a command that nobody knows", .commandNotAnnounced, "cancelallorders") {
      $0.insert(
        .exchange(
          RecordedRequest(method: "POST", target: "/derivatives/api/v3/cancelallorders", body: ""),
          status: 200,
          body: "{}"), before: "waiting.ticker", as: "all")
    },
    Deviation("a command that was announced and not sent", .commandNotSent) { $0.remove("sibling.send") },
    Deviation("a request with another parameter than the mapping's", .requestDiffers, "reduceOnly=false") {
      $0.request("tested.send", replacing: "reduceOnly=true", with: "reduceOnly=false")
    },
    Deviation("a request with one parameter more", .requestDiffers, "limitPrice") {
      $0.request("tested.send", replacing: "&reduceOnly", with: "&limitPrice=69900&reduceOnly")
    },
    Deviation("a request without a parameter of the mapping's", .requestDiffers) {
      $0.request("tested.send", replacing: "&triggerSignal=last", with: "")
    },
  ]
}
