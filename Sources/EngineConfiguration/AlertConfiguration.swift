public import Chronology
public import DocumentSchema
import StrictJSON

/// Who is told when a person is needed. Standard error and the decision log always are.
public struct AlertConfiguration: Sendable, Hashable {
  public struct Heartbeat: Sendable, Hashable {
    public var url: String
    public var every: Milliseconds
  }

  /// A program that gets each alert as one JSON object on its standard input.
  public var command: DocumentPath?
  /// Gets each alert as an HTTP POST of one JSON object.
  public var webhook: String?
  /// Asked regularly, so that silence alarms somebody else.
  public var heartbeat: Heartbeat?
}

extension AlertConfiguration {
  static let schema: Schema<AlertConfiguration> = .object("the alerts") { fields in
    let command = fields.optional(
      "command", .configuredPath, "an absolute path; the program gets one JSON object on standard input")
    let webhook = fields.optional("webhook", .webAddress, "gets one JSON object by HTTP POST")
    let heartbeat = fields.optional(
      "heartbeat", Heartbeat.schema, "asked regularly, so that silence alarms somebody else")
    if let command, !command.isAbsolute {
      fields.report(
        "bad-value", at: "command", "the alert program's path '\(command.text)' is relative",
        hint: "write its absolute path: no search path decides what is run")
    }
    return AlertConfiguration(command: command, webhook: webhook, heartbeat: heartbeat)
  }
}

extension AlertConfiguration.Heartbeat {
  static let schema: Schema<Self> = .object("the heartbeat") { fields in
    let url = fields.required("url", .webAddress, "what is asked")
    let every = fields.optional(
      "every", .duration(.seconds(10)...(.hours(1))), default: .text("60s"), "how often")
    guard let url, let every else { return nil }
    return Self(url: url, every: every)
  }
}
