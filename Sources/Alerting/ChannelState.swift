/// How deliveries of one channel go.
struct ChannelState: Sendable, Hashable {
  /// The first pause after a failure; each doubles it, up to the longest.
  static let firstPause: Int64 = 1_000
  static let longestPause: Int64 = 300_000
  /// As long as a receiver that asks for patience gets it.
  static let longestPatience: Int64 = 3_600_000
  /// But what cannot wait is tried again after this.
  static let urgentPatience: Int64 = 5_000

  let channel: AlertChannel
  /// The id of the alert that is under way.
  var inFlight: String?
  /// By uptime.
  var notBefore = Int64.min
  /// Until when the receiver wants to be left alone.
  var patientUntil = Int64.min
  private var urgentlyPatientUntil = Int64.min
  private(set) var failures = 0
  /// How often alerts failed that still wait, by their ids.
  private(set) var tries: [String: Int] = [:]
  /// Whether the journal says already that it is so.
  var isRefusalTold = false
  var isFailureTold = false
  var hasFailedSinceClosing = false
  var counters: AlertCounters.Channel

  init(_ channel: AlertChannel) {
    self.channel = channel
    counters = AlertCounters.Channel(channel: channel)
  }

  var hasTrouble: Bool { isRefusalTold || isFailureTold }

  mutating func forgetTrouble() {
    isRefusalTold = false
    isFailureTold = false
  }

  var readyAt: Int64 { max(notBefore, patientUntil) }
  /// For what cannot wait.
  var urgentlyReadyAt: Int64 { max(notBefore, urgentlyPatientUntil) }

  mutating func noteFailure(of id: String, at uptime: Int64, retryAfter: Int64?) {
    tries[id, default: 0] += 1
    let pause = Self.firstPause << min(failures, 20)
    failures += 1
    notBefore = uptime + min(pause, Self.longestPause)
    guard let retryAfter else { return }
    patientUntil = uptime + min(max(0, retryAfter), Self.longestPatience)
    urgentlyPatientUntil = min(patientUntil, uptime + Self.urgentPatience)
  }

  mutating func noteAnswer(to id: String) {
    tries[id] = nil
    failures = 0
    notBefore = .min
    patientUntil = .min
    urgentlyPatientUntil = .min
  }

  /// Forgets alerts that do not wait any more.
  mutating func rememberTries(of ids: [String]) {
    let ids = Set(ids)
    tries = tries.filter { ids.contains($0.key) }
  }

  /// Tries soon, though earlier tries failed: what has come up since cannot wait.
  mutating func hurry(at uptime: Int64) {
    guard failures > 1 else { return }
    failures = 1
    notBefore = min(notBefore, uptime + Self.firstPause)
  }
}

/// What became of alerts, for metrics.
public struct AlertCounters: Sendable, Hashable {
  public struct Channel: Sendable, Hashable {
    public let channel: AlertChannel
    public var delivered: Int64 = 0
    /// Deliveries that did not work and are tried again.
    public var failed: Int64 = 0
    /// Alerts that the receiver did not want.
    public var refused: Int64 = 0
    /// Alerts that were given up, for their age or for want of room.
    public var dropped: Int64 = 0
    public var waiting: Int64 = 0

    public init(channel: AlertChannel) { self.channel = channel }
  }

  /// Of those that are configured.
  public var channels: [Channel] = []
  public var hasHeartbeat = false
  public var heartbeatsSent: Int64 = 0
  public var heartbeatsFailed: Int64 = 0

  public init() {}
}
