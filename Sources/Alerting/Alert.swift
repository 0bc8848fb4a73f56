public import Chronology
public import EngineConfiguration

/// Something that a person has to know, as it leaves the engine.
public struct Alert: Sendable, Hashable {
  /// Names it for ever: a receiver that gets one twice knows it by this.
  public let id: String
  /// Stable, for filters: `protection.stop-not-shown`.
  public let code: String
  public let severity: AlertSeverity
  /// One line, lower case, no full stop.
  public let message: String
  public let at: Timestamp
  /// How many more of its code it stands for.
  public let repeats: Int64
  public let origin: AlertOrigin

  /// As much of a message as every receiver takes, Telegram the least of them.
  static let longestMessage = 2_000

  public init(
    id: String, code: String, severity: AlertSeverity, message: String, at: Timestamp, repeats: Int64 = 0,
    origin: AlertOrigin
  ) {
    self.id = id
    self.code = code
    self.severity = severity
    let line = String(message.map { $0.isNewline ? " " : $0 })
    self.message =
      line.unicodeScalars.count <= Self.longestMessage
      ? line : String(String.UnicodeScalarView(line.unicodeScalars.prefix(Self.longestMessage - 1))) + "…"
    self.at = at
    self.repeats = repeats
    self.origin = origin
  }

  /// The same, said to stand for others too.
  func standing(forMore count: Int64) -> Alert {
    Alert(
      id: id, code: code, severity: severity, message: message, at: at, repeats: count, origin: origin)
  }
}

/// Whose alerts they are.
public struct AlertOrigin: Sendable, Hashable {
  public var environment: String
  /// The account that is pinned; nil where none is.
  public var account: String?
  /// The folder of the engine's state: one engine for each on a host.
  public var instance: String
  public var host: String
  /// The engine's version.
  public var engine: String

  public init(environment: String, account: String?, instance: String, host: String, engine: String) {
    self.environment = environment
    self.account = account
    self.instance = instance
    self.host = host
    self.engine = engine
  }
}

/// Where alerts go. Each has a queue of its own, and neither waits for the other.
public enum AlertChannel: String, Sendable, Hashable, CaseIterable {
  case command, webhook
}
