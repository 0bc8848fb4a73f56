public import EngineConfiguration
import StrictJSON

extension Alert {
  /// What a webhook gets.
  ///
  /// - Parameter chat: whom a Telegram bot writes to.
  public func body(_ template: AlertTemplate, chat: String? = nil) -> [UInt8] {
    switch template {
    case .json: return json.encoded()
    case .slack: return JSON.object([JSONMember("text", .string(Self.escapedForSlack(text)))]).encoded()
    case .telegram:
      // Without a parse mode the text is shown as it is.
      let chat = chat ?? ""
      let number = JSON.isNumber(chat) ? JSON.number(chat) : JSON.string(chat)
      return JSON.object([JSONMember("chat_id", number), JSONMember("text", .string(text))]).encoded()
    }
  }

  /// For people: what is wrong first, and then where.
  public var text: String {
    let more = repeats == 0 ? "" : " (and \(repeats) more)"
    let account = origin.account.map { ", account \($0)" } ?? ""
    return "\(severity.rawValue): \(message)\(more) [\(code)]\n"
      + "\(origin.environment) on \(origin.host), \(origin.instance)\(account), at \(at)"
  }

  /// Slack gives these three a meaning of their own: `<!channel>` calls everybody.
  private static func escapedForSlack(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
