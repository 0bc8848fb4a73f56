public import Alerting
import Chronology
import EngineConfiguration
import Processes

/// One alert through every channel, for a person who wants to know whether anybody would hear.
public struct AlertTrial: Sendable {
  public struct Line: Sendable, Hashable {
    /// `command`, `webhook` or `heartbeat`.
    public let place: String
    public let isDelivered: Bool
    /// Why not; empty when it is.
    public let trouble: String
    public let milliseconds: Int64
  }

  /// One for each place that is configured.
  public let lines: [Line]

  public static func run(_ places: AlertPlaces, origin: AlertOrigin) async -> AlertTrial {
    let now = SystemClock.now()
    let alert = Alert(
      id: "test-" + String(now.unixMilliseconds, radix: 36), code: "alert.test", severity: .info,
      message: "this is a test: alerts of this engine reach you", at: now, origin: origin)
    var lines: [Line] = []
    for channel in places.channels {
      lines.append(
        await timed(channel.rawValue) {
          switch await places.deliver(alert, to: channel) {
          case .delivered: nil
          case .refused(let why): "refused: \(why)"
          case .failed(let why, _): why
          }
        })
    }
    if places.hasHeartbeat { lines.append(await timed("heartbeat") { await places.beat() }) }
    return AlertTrial(lines: lines)
  }

  private static func timed(_ place: String, _ work: () async -> String?) async -> Line {
    let start = MonotonicInstant.now()
    let trouble = await work()
    return Line(
      place: place, isDelivered: trouble == nil, trouble: trouble ?? "",
      milliseconds: MonotonicInstant.now().microseconds(since: start) / 1_000)
  }
}
