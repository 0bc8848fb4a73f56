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

  /// When a code was told that is told seldom, whoever starts meanwhile.
  struct Telling: Sendable, Hashable {
    let code: String
    var at: Timestamp
  }

  /// More than a person reads, and little enough to be written again with each alert.
  public static let mostAlerts = 256
  /// Three days: a long weekend.
  static let longestAge: Int64 = 3 * 24 * 3_600_000

  private(set) var entries: [Entry] = []
  private(set) var losses: [Loss] = []
  private(set) var tellings: [Telling] = []

  public init() {}

  init(entries: [Entry], losses: [Loss], tellings: [Telling] = []) {
    self.entries = entries
    self.losses = losses
    self.tellings = tellings
  }

  public var count: Int { entries.count }

  func count(for channel: AlertChannel) -> Int { entries.count { $0.waiting.contains(channel) } }

  /// What a channel gets next: what cannot wait before the rest, what failed less often before what failed more often,
  /// the more severe first, the older first. So one alert that a receiver never takes holds nothing up, whatever its
  /// severity: what cannot wait goes before the rest for three tries only.
  ///
  /// - Parameters:
  ///   - tries: how often an alert failed there, by its id.
  ///   - least: less severe ones are left out.
  func next(
    for channel: AlertChannel, after tries: [String: Int], atLeast least: AlertSeverity = .info
  ) -> Alert? {
    func isBefore(_ one: Alert, _ other: Alert) -> Bool {
      let (tried, otherTried) = (tries[one.id] ?? 0, tries[other.id] ?? 0)
      let isUrgent = one.severity == .critical && tried < Self.urgentTries
      let isOtherUrgent = other.severity == .critical && otherTried < Self.urgentTries
      guard isUrgent == isOtherUrgent else { return isUrgent }
      guard tried == otherTried else { return tried < otherTried }
      return one.severity > other.severity
    }
    var first: Alert?
    for entry in entries where entry.waiting.contains(channel) && entry.alert.severity >= least {
      if first.map({ isBefore(entry.alert, $0) }) ?? true { first = entry.alert }
    }
    return first
  }

  private static let urgentTries = 3

  /// Whether a code may be told now, and notes that it is.
  mutating func tell(_ code: String, atMostEvery pause: Int64, at wall: Timestamp) -> Bool {
    tellings.removeAll { !(0..<Self.longestAge).contains(wall.milliseconds(since: $0.at)) }
    if let place = tellings.firstIndex(where: { $0.code == code }) {
      guard wall.milliseconds(since: tellings[place].at) >= pause else { return false }
      tellings[place].at = wall
    } else {
      tellings.append(Telling(code: code, at: wall))
    }
    return true
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
  ///
  /// - Returns: the other channels for which an alert waited, each as often as one did.
  mutating func keep(_ channels: [AlertChannel]) -> [AlertChannel] {
    let gone = entries.flatMap(\.waiting).filter { !channels.contains($0) }
    for place in entries.indices { entries[place].waiting.removeAll { !channels.contains($0) } }
    entries.removeAll { $0.waiting.isEmpty }
    losses.removeAll { !channels.contains($0.channel) }
    return gone
  }

  mutating func forgetLoss(of channel: AlertChannel) { losses.removeAll { $0.channel == channel } }

  /// Counts an alert for each that a channel has not got and will not get.
  mutating func note(_ lost: [AlertChannel]) {
    for channel in lost {
      if let place = losses.firstIndex(where: { $0.channel == channel }) {
        losses[place].count += 1
      } else {
        losses.append(Loss(channel: channel, count: 1))
      }
    }
  }
}
