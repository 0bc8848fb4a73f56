import EngineConfiguration

/// Keeps what is said again and again from drowning the rest: the first few of a kind go at once, those that follow soon
/// are counted, and the newest of them goes with their number.
struct AlertRateLimit: Sendable, Hashable {
  /// How long after one the next of its kind are counted, and how often one may go at once before.
  struct Pace: Sendable, Hashable {
    let window: Int64
    /// What windows grow to while there is no end of it.
    let longestWindow: Int64
    let burst = 3

    /// What cannot wait is held back for seconds at most.
    init(_ severity: AlertSeverity) {
      switch severity {
      case .critical: (window, longestWindow) = (3_000, 10_000)
      // Also of what is over: who was told that a stop is missing has to hear that it is there again.
      case .warning, .info: (window, longestWindow) = (60_000, 600_000)
      }
    }
  }

  private struct Row: Sendable, Hashable {
    let code: String
    let subject: String?
    var window: Int64
    var endsAt: Int64
    var used = 1
    var held: Held?
  }

  private struct Held: Sendable, Hashable {
    let alert: Alert
    let count: Int64
  }

  /// As many kinds as are kept apart; there are fewer codes.
  private static let mostRows = 512

  private var rows: [Row] = []

  /// When something that is held goes.
  var nextRelease: Int64? { rows.filter { $0.held != nil }.map(\.endsAt).min() }

  /// - Parameter subject: what it is about, where alerts of one code about different things are not the same.
  /// - Returns: nil when it is held back.
  mutating func take(_ alert: Alert, about subject: String?, at uptime: Int64) -> Alert? {
    let pace = Pace(alert.severity)
    guard let place = rows.firstIndex(where: { $0.code == alert.code && $0.subject == subject }) else {
      if rows.count >= Self.mostRows { rows.removeAll { $0.held == nil && $0.endsAt <= uptime } }
      rows.append(
        Row(code: alert.code, subject: subject, window: pace.window, endsAt: uptime + pace.window))
      return alert
    }
    if rows[place].held == nil, rows[place].endsAt <= uptime {
      // A whole window without one: it begins anew.
      rows[place].window = pace.window
      rows[place].endsAt = uptime + pace.window
      rows[place].used = 1
      return alert
    }
    if rows[place].held == nil, rows[place].used < pace.burst {
      rows[place].used += 1
      return alert
    }
    rows[place].held = Held(alert: alert, count: (rows[place].held?.count ?? 0) + 1)
    return nil
  }

  /// What has been held long enough; the newest of each kind, with how many more there were.
  mutating func release(at uptime: Int64) -> [Alert] {
    var released: [Alert] = []
    for place in rows.indices where rows[place].endsAt <= uptime {
      guard let held = rows[place].held else { continue }
      let pace = Pace(held.alert.severity)
      released.append(held.alert.standing(forMore: held.count - 1))
      rows[place].held = nil
      rows[place].window = min(2 * rows[place].window, pace.longestWindow)
      rows[place].endsAt = uptime + rows[place].window
      rows[place].used = pace.burst
    }
    return released
  }

  /// Everything that is held, for an engine that ends.
  mutating func releaseAll() -> [Alert] {
    var released: [Alert] = []
    for place in rows.indices {
      guard let held = rows[place].held else { continue }
      released.append(held.alert.standing(forMore: held.count - 1))
      rows[place].held = nil
    }
    return released
  }
}
