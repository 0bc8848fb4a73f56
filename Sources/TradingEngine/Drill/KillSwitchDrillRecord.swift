public import Attestation
public import Chronology
public import DurableFiles
public import StrictJSON

/// What a drill of the kill switch did and saw, as its file says it.
public struct KillSwitchDrillRecord: Sendable, Hashable {
  /// Raw values are contract: add cases, never rename one.
  public enum Step: String, Sendable, Hashable, CaseIterable {
    case loaded = "state-loaded"
    case armed, tripped, latched
    /// With a running engine only.
    case acknowledged
    /// With a running engine only.
    case entriesRefused = "entries-refused"
    case reset
    case armedAgain = "armed-again"
  }

  public struct TakenStep: Sendable, Hashable {
    public var step: Step
    public var hasPassed: Bool
    /// Since the step before.
    public var milliseconds: Int64
    public var found: String
  }

  /// When the drill began.
  public let at: Timestamp
  /// Of the program that drilled, and of the one that ran.
  public let engineSha256: String
  public let environment: TradingEnvironment
  public internal(set) var tripID: String?
  /// From asking until the latch stood on disk.
  public internal(set) var tripMilliseconds: Int64?
  public internal(set) var acknowledgedByEngine = false
  public internal(set) var steps: [TakenStep] = []

  init(at: Timestamp, engineSha256: String, environment: TradingEnvironment) {
    self.at = at
    self.engineSha256 = engineSha256
    self.environment = environment
  }

  /// The step that ended the drill before its time.
  public var failure: TakenStep? { steps.first { !$0.hasPassed } }

  public var json: JSON {
    [
      "killSwitchDrill": "v1", "at": .string(at.description), "engineSha256": .string(engineSha256),
      "environment": .string(environment.rawValue), "tripId": .optional(tripID),
      "tripMilliseconds": tripMilliseconds.map { .integer($0) } ?? .null,
      "acknowledgedByEngine": .bool(acknowledgedByEngine),
      "steps": .array(
        steps.map { taken in
          [
            "step": .string(taken.step.rawValue), "passed": .bool(taken.hasPassed),
            "milliseconds": .integer(taken.milliseconds), "found": .string(taken.found),
          ]
        }),
    ]
  }

  public var lines: [String] {
    steps.map { "\($0.hasPassed ? "passed" : "FAILED")  \($0.step.rawValue): \($0.found)" }
  }

  /// Replaces the file in one step. Everybody may read it: it holds no secret.
  public func save(_ path: String) throws(FileError) {
    try DurableFiles.requireNothingSpecial(at: path)
    try DurableFiles.replace(path, with: json.encoded() + [0x0A], mode: 0o644)
  }
}
