import CertificationEvidence
import Chronology
import TranscriptScene

extension Deviation {
  /// The order fired and no price was seen at its trigger: what a wick between two looks leaves, and what does not.
  static let touches: [Deviation] = [
    Deviation("no price was near the trigger, but the fill was", .triggerNotSeen) {
      unseen(&$0, fill: 69_988)
    },
    Deviation("the fill was as far as spread and slippage can take it", .triggerNotSeen) {
      unseen(&$0, fill: 69_994)
    },
    Deviation("the fill was a tick further than that", .fillBeforeTrigger) { unseen(&$0, fill: 69_995) },
    Deviation("the tested signal was as near as the spread", .triggerNotSeen) {
      unseen(&$0, fill: 70_000)
      $0.answer("before.ticker", replacing: #""last":70000"#, with: #""last":69994"#)
    },
    Deviation("the bid was near the trigger", .triggerNotSeen) {
      unseen(&$0, fill: 70_000)
      $0.answer("waiting.ticker", replacing: #""bid":70000"#, with: #""bid":69992"#)
    },
    Deviation("the spread was wide", .triggerNotSeen) {
      unseen(&$0, fill: 70_000)
      $0.answer("waiting.ticker", replacing: #""ask":70001"#, with: #""ask":70004"#)
    },
    Deviation("the fill was near, and another signal was at the trigger", .fillBeforeTrigger) {
      unseen(&$0, fill: 69_994)
      $0.answer("waiting.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
    },
    Deviation("the fill was at the trigger, and another signal as well", .triggerNotSeen) {
      unseen(&$0, fill: 69_990)
      $0.answer("waiting.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
    },
    Deviation(
      "another signal alone was at the trigger when lists told of the fill", .triggerSignalAmbiguous, "mark"
    ) {
      $0.answer("waiting.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
      $0.insert(["reached.ticker"], before: "after.fills", as: "late-")
      let fired = $0.venueTime(of: "flat.positions").advanced(byMilliseconds: -70)
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: fired.description)
      $0.remove("reached")
    },
    Deviation("another signal alone was at the trigger when it filled", .triggerSignalAmbiguous, "index") {
      $0.answer("waiting.ticker", replacing: #""indexPrice":70000"#, with: #""indexPrice":69989"#)
      let filled = $0.venueTime(of: "waiting.ticker").description
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: filled)
    },
    Deviation("no price was read soon after the fill", .triggerNotSeen) {
      unseen(&$0, fill: 70_000)
      let filled = "\($0.venueTime(of: "waiting.ticker"))"
      let earlier = "\($0.venueTime(of: "shown.settled"))"
      $0.answer("after.fills", replacing: filled, with: earlier)
      $0.delays["waiting.ticker"] = 5_000_000
    },
  ]

  private static func unseen(_ scene: inout TranscriptScene, fill price: Int) {
    scene.answerFill(#""price":69988"#, #""price":\#(price)"#)
    scene.remove("reached")
    let filled = "\(scene.venueTime(of: "waiting.ticker"))"
    scene.answer("after.fills") { TranscriptScene.replacing($0, "FILLTIME-0#", filled) }
  }
}
