import ExactDecimal
import GateScene
import Trading
import TradingEngine

/// What a strategy and a person do, one after the other: everything that the engine writes down something for. Every
/// intent has another size, by which its entries are told apart at the venue.
package struct Session {
  package enum Step: String, CaseIterable {
    case enter, adjust, exitPart, exit, enterLimit, cancel, enterAgain
  }

  /// Entries by size, as they are written to the venue.
  package static let sizes = ["0.01", "0.02", "0.015"]

  package static func intent(_ step: Step) -> (id: String, line: String) {
    let symbol = TradingScene.symbol
    return switch step {
    case .enter:
      (
        "e1",
        #"{"enter":{"id":"e1","symbol":"\#(symbol)","side":"long","size":"0.01","entry":"market","stop-loss":"69000","take-profit":"72000"}}"#
      )
    case .adjust: ("a1", #"{"adjust":{"id":"a1","of":"e1","stop-loss":"69300"}}"#)
    case .exitPart: ("x1", #"{"exit":{"id":"x1","of":"e1","fraction":"0.4"}}"#)
    case .exit: ("x2", #"{"exit":{"id":"x2","of":"e1"}}"#)
    case .enterLimit:
      (
        "e2",
        #"{"enter":{"id":"e2","symbol":"\#(symbol)","side":"long","size":"0.02","entry":{"limit":"69500","good-for":"60s"},"stop-loss":"68500"}}"#
      )
    case .cancel: ("c2", #"{"cancel":{"id":"c2","of":"e2"}}"#)
    case .enterAgain:
      (
        "e3",
        #"{"enter":{"id":"e3","symbol":"\#(symbol)","side":"short","size":"0.015","entry":"market","stop-loss":"71000","take-profit":"68000"}}"#
      )
    }
  }

  /// When a step is over, as the strategy sees it; nil: nothing more to wait for.
  private static func end(_ step: Step) -> (intent: String, words: [String]) {
    switch step {
    case .enter: ("e1", ["protected", "refused", "closed"])
    case .adjust: ("a1", [])
    case .exitPart: ("x1", ["done", "refused"])
    case .exit: ("e1", ["closed", "refused"])
    case .enterLimit: ("e2", ["accepted", "refused"])
    case .cancel: ("e2", ["not-executed", "refused", "closed"])
    case .enterAgain: ("e3", ["protected", "refused", "closed"])
    }
  }

  /// Does the steps until the engine ends or all is done.
  ///
  /// - Parameter after: called when a step is over.
  package static func play(
    _ scene: TradingScene, _ engine: EngineProcess, after: (Step) async throws -> Void = { _ in }
  ) async throws {
    guard let strategy = Strategy(scene.paths.intents) else { return }
    for step in Step.allCases {
      strategy.send(intent(step).line)
      let (intent, words) = end(step)
      await strategy.answer(to: intent, words, within: 6_000)
      guard engine.isRunning, !strategy.isOver else { return }
      switch step {
      case .adjust:
        _ = try await scene.awaitTruth(within: 3_000) { truth in
          let stops = truth.own(.stopLoss)
          return stops.count == 1 && stops.allSatisfy { $0.stopPrice?.description == "69300" }
        }
      case .enterLimit: _ = try await scene.awaitTruth(within: 3_000) { !$0.entries.isEmpty }
      default: break
      }
      try await after(step)
    }
    try? flatten(scene)
    _ = try await scene.awaitTruth(within: 8_000) { $0.isFlat && $0.orders.isEmpty || !engine.isRunning }
  }

  /// As a person does it beside a running engine.
  package static func flatten(_ scene: TradingScene) throws {
    try scene.dropTrip(KillSwitchRequest.tripDocument(reason: "the session's end", flattens: true))
  }

  /// What a strategy does that found its engine gone: everything is asked for again.
  package static func repeatAll(_ scene: TradingScene) async {
    guard let strategy = Strategy(scene.paths.intents) else { return }
    for step in Step.allCases {
      let (id, line) = intent(step)
      strategy.send(line)
      await strategy.answer(to: id, within: 4_000)
      // What was said before may be all that there is to say.
      let (intent, words) = end(step)
      await strategy.answer(to: intent, words, within: 3_000)
      // An exit that nobody carries out any more is asked for anew.
      if [.exitPart, .exit].contains(step), strategy.code(to: id) == "intent.interrupted" {
        strategy.send(line.replacing(#""id":"\#(id)""#, with: #""id":"\#(id)-again""#))
        await strategy.answer(to: "\(id)-again", ["done", "refused"], within: 4_000)
      }
    }
  }
}
