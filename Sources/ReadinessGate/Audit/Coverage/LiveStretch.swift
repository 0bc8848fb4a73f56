import Attestation
import AuditLog
import Chronology
import Cryptography
import ReadinessReport
import StrictJSON

/// A stretch of time in which an engine ran and stood the same, by its own records.
struct LiveStretch: Sendable, Hashable {
  var from: Timestamp
  /// The first instant that does not belong to it.
  var to: Timestamp
  let environment: TradingEnvironment
  /// Whether it might open positions then.
  let permitsEntries: Bool
  /// The digest of the report that it named.
  let report: SHA256Digest?
  let engine: SHA256Digest?
  let configuration: SHA256Digest?
  /// Nothing was recorded although the session went on.
  var isSilent = false
}

/// Reads sessions out of a decision log: `session-started`, what is recorded each minute and at each change, and
/// `session-stopped`.
struct SessionReading {
  /// How often an engine that runs records that it does.
  static let heartbeat: Int64 = 60_000
  /// Later than this the next record is missing, not late.
  static let longestSilence: Int64 = 150_000

  /// Admission and session record with their own looks at the clock, so neighbours may be out of order by a moment.
  static let tolerance: Int64 = 1_000

  private(set) var stretches: [LiveStretch] = []
  /// Records of a session that say nothing that can be read.
  private(set) var unreadable: [Int64] = []
  private var open: LiveStretch?
  private var last: Timestamp?

  static func stretches(of entries: [DecisionEntry], until end: Timestamp) -> (
    stretches: [LiveStretch], unreadable: [Int64]
  ) {
    var reading = SessionReading()
    for entry in entries { reading.take(entry) }
    reading.finish(at: end)
    return (reading.stretches.filter { $0.from < $0.to }, reading.unreadable)
  }

  private mutating func take(_ entry: DecisionEntry) {
    // Time that goes back would make stretches vanish.
    if let last, last.milliseconds(since: entry.at) > Self.tolerance { unreadable.append(entry.number) }
    last = max(last ?? entry.at, entry.at)
    switch entry.kind {
    case "session-started":
      // A session that a crash ended ran at most until its next record was due.
      close(at: entry.at, isEnd: true)
      open = stretch(entry, engine: entry.digest("engine"), configuration: entry.digest("configuration"))
    case "session-stopped":
      close(at: entry.at, isEnd: false)
      open = nil
    case "heartbeat", "suspended", "resumed":
      guard let session = open else {
        unreadable.append(entry.number)
        return
      }
      close(at: entry.at, isEnd: false)
      open = stretch(entry, engine: session.engine, configuration: session.configuration)
    case "renewed":
      // Between two heartbeats another report takes over. Certifying has reports of its own.
      guard let session = open, entry["scope"]?.stringValue == PermissionScope.live.rawValue else { return }
      close(at: entry.at, isEnd: false)
      open = LiveStretch(
        from: entry.at, to: entry.at, environment: session.environment,
        permitsEntries: session.permitsEntries, report: entry.digest("report"), engine: session.engine,
        configuration: session.configuration)
    default: return
    }
    if entry.kind != "session-stopped", open == nil { unreadable.append(entry.number) }
  }

  private mutating func finish(at end: Timestamp) { close(at: end, isEnd: true) }

  /// - Parameter isEnd: whether nothing was recorded of the session afterwards.
  private mutating func close(at time: Timestamp, isEnd: Bool) {
    guard var stretch = open else { return }
    open = nil
    let elapsed = time.milliseconds(since: stretch.from)
    guard elapsed > (isEnd ? Self.heartbeat : Self.longestSilence) else {
      stretch.to = max(time, stretch.from)
      stretches.append(stretch)
      return
    }
    stretch.to = stretch.from.advanced(byMilliseconds: Self.heartbeat)
    stretches.append(stretch)
    guard !isEnd else { return }
    (stretch.from, stretch.to, stretch.isSilent) = (stretch.to, time, true)
    stretches.append(stretch)
  }

  private func stretch(
    _ entry: DecisionEntry, engine: SHA256Digest?, configuration: SHA256Digest?
  ) -> LiveStretch? {
    guard let environment = entry["environment"]?.stringValue.flatMap(TradingEnvironment.init(rawValue:)),
      let entries = entry["entries"]?.stringValue, ["permitted", "suspended", "stopped"].contains(entries)
    else { return nil }
    return LiveStretch(
      from: entry.at, to: entry.at, environment: environment, permitsEntries: entries == "permitted",
      report: entry.digest("report"), engine: engine, configuration: configuration)
  }
}

extension DecisionEntry {
  fileprivate func digest(_ key: String) -> SHA256Digest? {
    self[key]?.stringValue.flatMap { SHA256Digest(hex: $0) }
  }
}
