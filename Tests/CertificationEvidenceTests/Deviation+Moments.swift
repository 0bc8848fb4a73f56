import CertificationEvidence
import Testing
import TranscriptScene

extension Deviation {
  /// What readings of a moment say, which a list that was old could have said as well.
  static let moments: [Deviation] = [
    Deviation("the order vanished a moment ago", .readingsUndecided, "the order is gone") {
      $0.remove("reached")
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.staysOpen()
    },
    Deviation("the order was missing for a moment", .readingsUndecided, "the accepted order is missing") {
      $0.hidesTested()
    },
    Deviation("the order was read once, and partly filled", .readingsUndecided, "filled 0.0001") {
      $0.answerTested(#""filledSize":0"#, #""filledSize":0.0001"#)
    },
    Deviation("the order was read once, under another id", .readingsUndecided, "v-other-0") {
      $0.answerTested("v-tested-0", "v-other-0")
    },
    Deviation("the order left without a fill a moment ago", .readingsUndecided, "filled 0") {
      $0.staysOpen()
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.runnerGivesUp()
    },
    Deviation("a fill was missing a moment after the order left", .readingsUndecided, "filled 0") {
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
    },
    Deviation("the position did not end within a moment", .readingsUndecided, "long 0.0001") {
      $0.staysOpen()
      $0.runnerGivesUp()
    },
    Deviation("the position came back in the last reading", .readingsUndecided, "shown flat, and then long") {
      for label in ["end.positions", "end.settled"] { $0.becomes(label, as: "shown.positions") }
    },
    Deviation("the order was still shown in the last reading", .readingsUndecided, "still shown") {
      $0.becomes("end.orders", as: "shown.orders")
    },
    Deviation("the market was suspended while the order waited", .marketSuspended) {
      $0.staysOpen()
      for label in ["flat.orders", "again.orders"] { $0.becomes(label, as: "shown.orders") }
      $0.answer("after.fills", replacing: "f-tested-0", with: "f-old")
      $0.answer("waiting.ticker", replacing: #""suspended":false"#, with: #""suspended":true"#)
      $0.delays["again.positions"] = 4_000_000
      $0.runnerGivesUp()
    },
  ]
}

/// What an honest venue may show as well, and a case that passes all the same.
struct Honesty: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let change: @Sendable (inout TranscriptScene) -> Void

  init(_ name: String, _ change: @escaping @Sendable (inout TranscriptScene) -> Void) {
    (testDescription, self.change) = (name, change)
  }

  static let all: [Honesty] = [
    Honesty("a list that is older than the order") {
      $0.insert(["shown."], before: "shown.positions", as: "old-")
      $0.hidesTested(in: "old-shown.orders")
    },
    Honesty("an old list between others that show the order") {
      $0.insert(["shown."], before: "waiting.ticker", as: "later-")
      $0.insert(["shown."], before: "later-shown.positions", as: "old-")
      $0.hidesTested(in: "old-shown.orders")
    },
    Honesty("an old list beside the flat position") { $0.becomes("flat.orders", as: "shown.orders") },
    Honesty("an old list in the second flat reading") { $0.becomes("again.orders", as: "shown.orders") },
    Honesty("a position that is told late") { $0.insert(["shown."], before: "flat.positions", as: "old-") },
    Honesty("an old position after a flat one") {
      for label in ["again.positions", "again.settled"] { $0.becomes(label, as: "shown.positions") }
      $0.insert(["end."], before: "end.positions", as: "more-")
    },
    Honesty("an order that is shown partly filled when it fires") {
      $0.insert(["shown."], before: "flat.positions", as: "part-")
      $0.answer("part-shown.orders") { body in
        let row = TranscriptScene.testedRow(in: body)
        let part = TranscriptScene.replacing(row, #""filledSize":0"#, #""filledSize":0.00005"#)
        return TranscriptScene.replacing(body, row, part)
      }
    },
    Honesty("an order that is shown under another id when it fires") {
      $0.insert(["shown."], before: "flat.positions", as: "part-")
      $0.answer("part-shown.orders", replacing: "v-tested-0", with: "v-child-0")
    },
    Honesty("another signal that was at the trigger before") {
      $0.answer("waiting.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
    },
    Honesty("all prices together") {
      $0.answer("reached.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
      $0.answer("reached.ticker", replacing: #""indexPrice":70000"#, with: #""indexPrice":69989"#)
    },
    Honesty("a market that was suspended for a while") {
      $0.answer("waiting.ticker", replacing: #""suspended":false"#, with: #""suspended":true"#)
    },
  ]
}

extension TranscriptScene {
  /// The position is still there after the order left.
  mutating func staysOpen() {
    for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
      becomes(label, as: "shown.positions")
    }
  }

  /// Lists lack the order under test.
  mutating func hidesTested(in label: String = "shown.orders") {
    answer(label) { Self.replacing($0, "," + Self.testedRow(in: $0), "") }
  }
}
