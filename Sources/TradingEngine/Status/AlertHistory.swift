public import Chronology

/// The alerts since the start: how many of each code, and the newest in full.
public struct AlertHistory: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    public let at: Timestamp
    public let alert: EngineAlert
  }

  static let kept = 8

  /// Oldest first.
  public private(set) var newest: [Entry] = []
  /// By code, in the order of codes.
  public private(set) var counts: [Count] = []

  public struct Count: Sendable, Hashable {
    public let code: String
    public internal(set) var count: Int64
  }

  public init() {}

  public mutating func note(_ alert: EngineAlert, at time: Timestamp) {
    if newest.count >= Self.kept { newest.removeFirst() }
    newest.append(Entry(at: time, alert: alert))
    if let place = counts.firstIndex(where: { $0.code == alert.code }) {
      counts[place].count += 1
    } else {
      let place = counts.firstIndex { alert.code < $0.code } ?? counts.endIndex
      counts.insert(Count(code: alert.code, count: 1), at: place)
    }
  }

  var total: Int64 { counts.reduce(0) { $0 + $1.count } }

  mutating func note(_ effects: [EngineEffect], at time: Timestamp) {
    for effect in effects { if case .alert(let alert) = effect { note(alert, at: time) } }
  }
}
