public import Chronology
public import DocumentSchema
import StrictJSON

/// Who is told when a person is needed. Standard error and the decision log always are.
public struct AlertConfiguration: Sendable, Hashable {
  public struct Heartbeat: Sendable, Hashable {
    public var address: AddressSource
    public var every: Milliseconds

    public init(address: AddressSource, every: Milliseconds) {
      self.address = address
      self.every = every
    }
  }

  /// A program that gets each alert as one JSON object on its standard input.
  public var command: DocumentPath?
  /// Gets each alert by HTTP POST.
  public var webhook: WebhookConfiguration?
  /// What is less severe is told to nobody but the journal.
  public var minimumSeverity: AlertSeverity
  /// Asked regularly, so that silence alarms somebody else.
  public var heartbeat: Heartbeat?

  public init(
    command: DocumentPath? = nil, webhook: WebhookConfiguration? = nil,
    minimumSeverity: AlertSeverity = .info, heartbeat: Heartbeat? = nil
  ) {
    self.command = command
    self.webhook = webhook
    self.minimumSeverity = minimumSeverity
    self.heartbeat = heartbeat
  }

  /// Whether an alert would reach anybody who does not read the journal.
  public var hasChannel: Bool { command != nil || webhook != nil }
}

/// How much an alert matters, from the least.
public enum AlertSeverity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Good to know: what was wrong is over.
  case info
  /// Somebody should look today.
  case warning
  /// Somebody has to look now: money is at risk or nothing is traded.
  case critical

  public static func < (left: AlertSeverity, right: AlertSeverity) -> Bool {
    guard let first = allCases.firstIndex(of: left), let second = allCases.firstIndex(of: right) else {
      return false
    }
    return first < second
  }
}

extension AlertConfiguration {
  static let schema: Schema<AlertConfiguration> = .object("the alerts") { fields in
    let command = fields.optional(
      "command", .configuredPath, "an absolute path; the program gets one JSON object on standard input")
    let hasWebhook = fields.isPresent("webhook")
    let webhook = fields.optional(
      "webhook", WebhookConfiguration.schema,
      "gets each alert by HTTP POST: an address that gets one JSON object, or a mapping")
    let minimumSeverity = fields.optional(
      "minimum-severity", Schema<AlertSeverity>.enumeration("a severity"), default: .text("info"),
      "info, warning or critical: what is less severe stays in the journal")
    let heartbeat = fields.optional(
      "heartbeat", Heartbeat.schema, "asked regularly, so that silence alarms somebody else")
    if let command, !command.isAbsolute {
      fields.report(
        "bad-value", at: "command", "the alert program's path '\(command.text)' is relative",
        hint: "write its absolute path: no search path decides what is run")
    }
    guard let minimumSeverity, (webhook != nil) == hasWebhook else { return nil }
    return AlertConfiguration(
      command: command, webhook: webhook, minimumSeverity: minimumSeverity, heartbeat: heartbeat)
  }
}

extension AlertConfiguration.Heartbeat {
  static let schema: Schema<Self> = .object("the heartbeat") { fields in
    let address = AddressSource.read(&fields, of: "the heartbeat")
    let every = fields.optional(
      "every", .duration(.seconds(10)...(.hours(1))), default: .text("60s"), "how often")
    guard let address, let every else { return nil }
    return Self(address: address, every: every)
  }
}
