import Chronology
import StrictJSON

extension Fixed {
  var json: JSON { .number(lexeme) }
  /// As `/api/charts` and `/api/history` write numbers.
  var jsonText: JSON { .string(description) }
}

extension JSON {
  /// An object of members in their order.
  static func members(_ list: [(String, JSON?)]) -> JSON {
    .object(list.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }

  static func text(_ value: String?) -> JSON { value.map { JSON.string($0) } ?? .null }
  static func fixed(_ value: Fixed?) -> JSON { value.map { $0.json } ?? .null }
  static func time(_ value: Timestamp) -> JSON { .string(value.description) }
}

extension WireReply {
  /// The envelope of `/derivatives`.
  static func success(_ members: [(String, JSON?)], at now: Timestamp) -> WireReply {
    WireReply(
      status: 200,
      body: JSON.members([("result", "success")] + members + [("serverTime", .time(now))]).encoded())
  }

  /// A request that was not understood, or not allowed.
  static func failure(_ error: String, status: Int = 200, at now: Timestamp) -> WireReply {
    WireReply(
      status: status,
      body: JSON.members([
        ("result", "error"), ("error", .string(error)), ("serverTime", .time(now)),
      ]).encoded())
  }

  /// The other shape of errors: a list with codes.
  static func errors(_ status: Int, code: Int, _ message: String, word: String, at now: Timestamp)
    -> WireReply
  {
    WireReply(
      status: status,
      body: JSON.members([
        ("status", .string(word)), ("result", "error"),
        ("errors", .array([.members([("code", .integer(code)), ("message", .string(message))])])),
        ("serverTime", .time(now)),
      ]).encoded())
  }

  static func notFound(at now: Timestamp) -> WireReply {
    errors(404, code: 0, "Not Found", word: "NOT_FOUND", at: now)
  }
}
