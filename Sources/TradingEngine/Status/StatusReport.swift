public import Attestation
public import AuditLog
public import Chronology
public import ExactDecimal
public import ReadinessReport
public import StrictJSON
public import Trading

/// Everything that `status` knows at one instant: what the process that holds the lock says of itself, and what lies on
/// disk. Pure; ``StatusPage`` and ``json`` show it.
public struct StatusReport: Sendable {
  /// What became of the question how the running process is.
  public enum Answer: Sendable, Hashable {
    case notRunning
    /// Something holds the instance lock and does not answer at its address.
    case silent
    /// The body of `/status`, or of `/healthz` where an older one runs.
    case document(JSON)
  }

  public enum KillSwitch: Sendable, Hashable {
    case state(KillSwitchState)
    case missing
    case unreadable(String)
  }

  public enum Decisions: Sendable, Hashable {
    /// Without heartbeats, oldest first, and when the last heartbeat was.
    case last([DecisionEntry], heartbeat: Timestamp?)
    case unreadable(String)
  }

  /// What the journal on disk says of a symbol: what an engine knew when it last wrote.
  public struct Remembered: Sendable, Hashable {
    public var symbol: Symbol
    public var own: ExactDecimal
    public var stop: ExactDecimal?
    public var quarantine: String?
    public var openOrders: Int

    public init(
      symbol: Symbol, own: ExactDecimal, stop: ExactDecimal?, quarantine: String?, openOrders: Int
    ) {
      self.symbol = symbol
      self.own = own
      self.stop = stop
      self.quarantine = quarantine
      self.openOrders = openOrders
    }
  }

  /// Asked for only when nobody answers.
  public enum Memory: Sendable, Hashable {
    case notAsked
    case symbols([Remembered], lastRecordAt: Timestamp?)
    case unreadable(String)
  }

  public var at: Timestamp
  /// As configured.
  public var environment: TradingEnvironment
  /// As the user typed it, for what to type next.
  public var configuration: String
  /// Holds the instance lock; nil when nobody does.
  public var processID: Int32?
  /// As it lies on disk, whoever wrote it.
  public var record: InstanceRecord?
  public var answer: Answer
  public var killSwitch: KillSwitch
  public var killSwitchPath: String
  public var states: [StateFileAnswer]
  public var decisions: Decisions
  public var memory: Memory
  /// Of the report behind the Grant; nil where that report is not at hand.
  public var waivers: [BlockerWaiver]?
  public var disk: DiskStanding?

  public init(
    at time: Timestamp, environment: TradingEnvironment, configuration: String, processID: Int32?,
    record: InstanceRecord?, answer: Answer,
    killSwitch: KillSwitch, killSwitchPath: String, states: [StateFileAnswer], decisions: Decisions,
    memory: Memory, waivers: [BlockerWaiver]?, disk: DiskStanding?
  ) {
    at = time
    self.environment = environment
    self.configuration = configuration
    self.processID = processID
    self.record = record
    self.answer = answer
    self.killSwitch = killSwitch
    self.killSwitchPath = killSwitchPath
    self.states = states
    self.decisions = decisions
    self.memory = memory
    self.waivers = waivers
    self.disk = disk
  }

  /// What the running process says of itself; nil where none answers.
  public var engine: JSON? { if case .document(let document) = answer { document } else { nil } }

  /// Of the process that runs.
  var running: InstanceRecord? { record.flatMap { $0.processID == processID ? $0 : nil } }

  /// Of one that ended without taking it away: it was killed, or the machine went down.
  var leftBehind: InstanceRecord? { processID == nil ? record : nil }

  /// Whether an engine, or what stands in for it, runs and answers.
  public var isAnswering: Bool { engine != nil }
}
