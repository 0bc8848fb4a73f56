import EngineProcesses
import GateScene
import Glibc
import Testing

/// Where in a session an engine is killed, counted in operations on its state folder.
struct KillPlace: Sendable, CustomTestStringConvertible {
  enum Action: String, CaseIterable, Sendable {
    case before = "kill-before"
    case after = "kill-after"
    case torn = "kill-torn"
  }

  /// What the session is doing; nil: the engine is starting.
  let step: Session.Step?
  /// How much of the step's operations have been done, in hundredths.
  let share: Int
  let action: Action
  /// Counted from 1; set where every operation is tried.
  var operation: Int?

  var testDescription: String {
    operation.map { "\(action.rawValue) at operation \($0)" }
      ?? "\(action.rawValue) at \(share) % of \(step?.rawValue ?? "the start")"
  }

  /// Around entry, stop and exit more than elsewhere.
  static let sample: [KillPlace] = [
    KillPlace(step: nil, share: 70, action: .torn),
    KillPlace(step: .enter, share: 1, action: .before), KillPlace(step: .enter, share: 20, action: .after),
    KillPlace(step: .enter, share: 40, action: .torn), KillPlace(step: .enter, share: 60, action: .after),
    KillPlace(step: .enter, share: 85, action: .before), KillPlace(step: .adjust, share: 50, action: .after),
    KillPlace(step: .exitPart, share: 40, action: .torn), KillPlace(step: .exit, share: 1, action: .after),
    KillPlace(step: .exit, share: 50, action: .before),
    KillPlace(step: .enterLimit, share: 60, action: .after),
    KillPlace(step: .cancel, share: 30, action: .torn),
    KillPlace(step: .enterAgain, share: 99, action: .after),
  ]

  /// Everything, where there is time.
  static let all: [KillPlace] =
    Action.allCases.flatMap { action in
      (1...140).map { KillPlace(step: nil, share: 0, action: action, operation: $0) }
    }

  /// By the environment: minutes instead of seconds.
  static let isEverything = unsafe getenv("TRADING_PROCESS_ALL").map { unsafe String(cString: $0) } == "1"
  static var places: [KillPlace] { isEverything ? all : sample }
}

/// How many operations a session takes, step by step, learned from one without faults.
struct SessionCounts: Sendable {
  /// At the end of the start and of each step.
  private(set) var atStart = 0
  private(set) var ends: [(step: Session.Step, count: Int)] = []

  static let learned = Task { try await SessionCounts() }

  private init() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run(plan: "any:1000000:EIO")
    atStart = scene.operations()
    var ends: [(step: Session.Step, count: Int)] = []
    try await Session.play(scene, engine) { ends.append(($0, scene.operations())) }
    self.ends = ends
    guard ends.count == Session.Step.allCases.count else {
      throw SceneError("the session stopped after \(ends.map(\.step)): \(engine.standardError)")
    }
  }

  /// The number of the operation, from 1.
  func operation(_ place: KillPlace) -> Int {
    if let operation = place.operation { return operation }
    guard let step = place.step, let index = ends.firstIndex(where: { $0.step == step }) else {
      return 1 + atStart * place.share / 100
    }
    let begins = index == 0 ? atStart : ends[index - 1].count
    return 1 + begins + (ends[index].count - begins) * place.share / 100
  }
}
