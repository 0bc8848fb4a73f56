import Chronology
import EngineConfiguration

/// What is to be delivered, in the order in which it was raised: each alert stays until every channel has it, or has
/// refused it, or it is too old to help anybody.
public struct AlertSpool: Sendable, Hashable {
  struct Entry: Sendable, Hashable {
    let alert: Alert
    /// Channels that do not have it yet.
    var waiting: [AlertChannel]
  }

  /// Alerts of a channel that were given up, and of which it has not been told.
  struct Loss: Sendable, Hashable {
    let channel: AlertChannel
    var count: Int64
  }

  /// More than a person reads, and little enough to be written again with each alert.
  public static let mostAlerts = 256
  /// Three days: a long weekend.
  static let longestAge: Int64 = 3 * 24 * 3_600_000

  private(set) var entries: [Entry] = []
  private(set) var losses: [Loss] = []

  public init() {}

  init(entries: [Entry], losses: [Loss]) {
    self.entries = entries
    self.losses = losses
  }

  public var count: Int { entries.count }

  func count(for channel: AlertChannel) -> Int { entries.count { $0.waiting.contains(channel) } }

  func next(for channel: AlertChannel) -> Alert? {
    entries.first { $0.waiting.contains(channel) }?.alert
  }

  func loss(of channel: AlertChannel) -> Int64 { losses.first { $0.channel == channel }?.count ?? 0 }

  /// Adds an alert, and gives up the oldest of the least severe when there are too many.
  ///
  /// - Parameter held: ids of alerts that are under way and stay.
  /// - Returns: the channels that lost one, each as often as it did.
  mutating func add(_ alert: Alert, for channels: [AlertChannel], keeping held: [String]) -> [AlertChannel] {
    guard !channels.isEmpty else { return [] }
    entries.append(Entry(alert: alert, waiting: channels))
    var lost: [AlertChannel] = []
    while entries.count > Self.mostAlerts {
      var victim: Int?
      for place in entries.indices where !held.contains(entries[place].alert.id) {
        if victim.map({ entries[place].alert.severity < entries[$0].alert.severity }) ?? true {
          victim = place
        }
      }
      guard let victim else { break }
      lost += entries.remove(at: victim).waiting
    }
    note(lost)
    return lost
  }

  /// A channel has it, or will never have it.
  mutating func settle(_ id: String, _ channel: AlertChannel) {
    guard let place = entries.firstIndex(where: { $0.alert.id == id }) else { return }
    entries[place].waiting.removeAll { $0 == channel }
    if entries[place].waiting.isEmpty { entries.remove(at: place) }
  }

  /// Gives up what is too old.
  ///
  /// - Returns: as ``add(_:for:keeping:)``.
  mutating func expire(at wall: Timestamp, keeping held: [String]) -> [AlertChannel] {
    var lost: [AlertChannel] = []
    entries.removeAll { entry in
      guard wall.milliseconds(since: entry.alert.at) > Self.longestAge, !held.contains(entry.alert.id) else {
        return false
      }
      lost += entry.waiting
      return true
    }
    note(lost)
    return lost
  }

  /// Leaves only channels that there are.
  mutating func keep(_ channels: [AlertChannel]) {
    for place in entries.indices { entries[place].waiting.removeAll { !channels.contains($0) } }
    entries.removeAll { $0.waiting.isEmpty }
    losses.removeAll { !channels.contains($0.channel) }
  }

  mutating func forgetLoss(of channel: AlertChannel) { losses.removeAll { $0.channel == channel } }

  private mutating func note(_ lost: [AlertChannel]) {
    for channel in lost {
      if let place = losses.firstIndex(where: { $0.channel == channel }) {
        losses[place].count += 1
      } else {
        losses.append(Loss(channel: channel, count: 1))
      }
    }
  }
}
