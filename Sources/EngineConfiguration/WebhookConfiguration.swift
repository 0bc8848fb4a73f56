public import DocumentSchema
import StrictJSON
import StrictYAML

/// Where alerts are posted, and in whose words.
public struct WebhookConfiguration: Sendable, Hashable {
  public var address: AddressSource
  public var template: AlertTemplate
  /// Whom a Telegram bot writes to; nil for the other templates.
  public var chat: String?

  public init(address: AddressSource, template: AlertTemplate = .json, chat: String? = nil) {
    self.address = address
    self.template = template
    self.chat = chat
  }
}

/// What a webhook understands.
public enum AlertTemplate: String, Sendable, Hashable, CaseIterable {
  /// The alert itself, as one object.
  case json
  /// `{"text": …}`: Slack's incoming webhooks, and what imitates them.
  case slack
  /// `sendMessage` of Telegram's bots.
  case telegram
}

/// Where an address stands, which for a chat is itself the secret.
public enum AddressSource: Sendable, Hashable {
  case inline(String)
  /// A file with one line; a relative path is relative to the configuration's folder.
  case file(DocumentPath)
  /// A file in `$CREDENTIALS_DIRECTORY`, which systemd's `LoadCredential=` fills.
  case systemdCredential(String)
}

extension AddressSource {
  /// Asks a mapping for the one place that it names.
  static func read(_ fields: inout Fields, of what: String) -> AddressSource? {
    let url = fields.optional("url", .webAddress, "the address, where it is no secret")
    let file = fields.optional(
      "url-file", .configuredPath, "a file with the address in one line, readable by the engine alone")
    let credential = fields.optional(
      "systemd-credential", .credentialName, "the name of a credential that the systemd unit loads")
    let keys = ["url", "url-file", "systemd-credential"].filter { fields.isPresent($0) }
    guard keys.count == 1 else {
      fields.report(
        keys.isEmpty ? "missing-key" : "conflict", at: keys.last ?? "url",
        keys.isEmpty ? "\(what) names no address" : "\(what) names more than one address",
        hint: "write one of 'url', 'url-file' and 'systemd-credential'")
      return nil
    }
    return url.map(AddressSource.inline) ?? file.map(AddressSource.file)
      ?? credential.map(AddressSource.systemdCredential)
  }
}

extension WebhookConfiguration {
  /// An address alone gets the alert as it is; a mapping says more.
  static let schema: Schema<WebhookConfiguration> = {
    let address = Schema<String>.webAddress.map { text, _, _ in
      WebhookConfiguration(address: .inline(text))
    }
    return Schema(
      describe: { ["anyOf": [address.describe(), detailed.describe()]] },
      read: { node, reading in
        if case .mapping = node.content { return detailed(node, &reading) }
        return address(node, &reading)
      })
  }()

  private static let detailed: Schema<WebhookConfiguration> = .object("the webhook") { fields in
    let address = AddressSource.read(&fields, of: "the webhook")
    let template = fields.optional(
      "template", Schema<AlertTemplate>.enumeration("a template"), default: .text("json"),
      "json, slack or telegram: what the address understands")
    let chat = fields.optional("chat", .chat, "whom a Telegram bot writes to: a number, or @ and a name")
    if let template, (template == .telegram) != fields.isPresent("chat") {
      fields.report(
        template == .telegram ? "missing-key" : "conflict", at: "chat",
        template == .telegram
          ? "'chat' is missing, which telegram needs" : "'chat' is given, and \(template.rawValue) has none",
        hint: "chat: the number that the bot's getUpdates shows, only with 'template: telegram'")
    }
    guard let address, let template else { return nil }
    return WebhookConfiguration(address: address, template: template, chat: chat)
  }
}

extension Schema<String> {
  fileprivate static let chat = scalar(
    "a chat: a whole number, or @ and a name",
    describe: ["type": ["string", "integer"], "pattern": "^(-?[0-9]{1,20}|@[A-Za-z0-9_]{1,64})$"],
    resolved: JSON.string,
    parse: { text in
      let isNumber = Int64(text).map { String($0) == text } ?? false
      let name = text.utf8.dropFirst()
      let isName =
        text.utf8.first == 0x40 && (1...64).contains(name.count)
        && name.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
      return isNumber || isName ? text : nil
    })
}
