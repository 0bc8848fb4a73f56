import Attestation
import CertificationEvidence
import ExactDecimal
import Testing
import Trading
import TranscriptScene

extension Deviation {
  /// The price jumps over two of our own orders at once.
  static let others: [Deviation] = [
    Deviation("the guard closed the position, and the order has no fill", .orderOtherTraded, "v-guard-0") {
      $0.looksLong()
      $0.guardTrades()
    },
    Deviation("the guard closed the position before a price was read", .orderOtherTraded) {
      $0.looksLong()
      $0.guardTrades()
      $0.answer("after.fills", replacing: "FILLTIME-0#", with: "\($0.venueTime(of: "reached.ticker"))")
      $0.remove("reached")
    },
    Deviation("guard and order shared the position", .orderOtherTraded, "sell 0.00005") {
      $0.looksLong()
      $0.answerFill(#""size":0.0001"#, #""size":0.00005"#)
      $0.guardTrades(beside: true)
    },
    Deviation("the sibling traded as well", .orderOtherTraded, "v-sibling-0") {
      $0.guardTrades(beside: true, as: "v-sibling-0")
    },
    Deviation("the order did not fire for long, until the guard did", .orderNotFired) {
      $0.insert(["shown."], before: "flat.positions", as: "late-")
      $0.delays["late-shown.positions"] = 4_000_000
      $0.guardTrades()
    },
    Deviation("the order turned the position round beside the guard", .positionReversed) {
      for label in ["flat.positions", "flat.settled", "again.positions", "again.settled"] {
        $0.becomes(label, as: "shown.positions")
        $0.answer(label, replacing: #""side":"long""#, with: #""side":"short""#)
      }
      $0.guardTrades(beside: true)
    },
  ]
}

@Suite("The observation of behaviours") struct BehaviourTests {
  @Test(
    "says yes only where the fills are of the order under test",
    arguments: [
      CertifiedBehaviour.oversizedReduceOnlyCappedWhenFired, .crossedTriggerFiresAtOnce,
    ])
  func fills(_ behaviour: CertifiedBehaviour) {
    func observed(_ change: (inout TranscriptScene) -> Void) -> CertifiedBehaviour.Observation? {
      var scene = TranscriptScene()
      scene.observes(behaviour)
      change(&scene)
      return JudgeTests.judge(scene).behaviours[behaviour]
    }
    #expect(observed { _ in } == .yes)
    #expect(observed { $0.guardTrades() } == .notObserved)
    #expect(observed { $0.answerFill(#""size":0.0001"#, #""size":0.00005"#) } == .notObserved)
    #expect(observed { $0.remove("after.fills") } == .notObserved)
  }
}

extension TranscriptScene {
  /// A fill is the guard's, or there is one of another order beside the one of the order under test.
  mutating func guardTrades(beside isBeside: Bool = false, as venueOrderID: String = "v-guard-0") {
    answer("after.fills") { body in
      let row = Self.row(holding: "f-tested-0", in: body)
      var other = Self.replacing(row, "v-tested-0", venueOrderID)
      other = Self.replacing(other, #""cliOrdId":"\#(Self.clientID(.stopLoss))","#, "")
      other = Self.replacing(other, "f-tested-0", "f-other-0")
      return Self.replacing(body, row, isBeside ? "\(row),\(other)" : other)
    }
  }

  /// The steps of the case as those of a behaviour.
  mutating func observes(_ behaviour: CertifiedBehaviour) {
    for index in steps.indices {
      switch steps[index].content {
      case .marker(.begins): steps[index].content = .marker(.begins(.behaviour(Self.symbol, behaviour)))
      case .marker(.ends): steps[index].content = .marker(.ends(.behaviour(Self.symbol, behaviour)))
      case .marker(.command(.tested, .protect(var order)))
      where behaviour == .oversizedReduceOnlyCappedWhenFired:
        order.size = Self.decimal("0.0002")
        steps[index].content = .marker(.command(.tested, .protect(order)))
      default: break
      }
    }
    switch behaviour {
    case .oversizedReduceOnlyCappedWhenFired:
      request("tested.send", replacing: "size=0.0001", with: "size=0.0002")
    default: answer("before.ticker", replacing: #""last":70000"#, with: #""last":69989"#)
    }
  }
}
