import Chronology
import StrictJSON

/// Why a request is not understood, or not allowed, before any order is looked at.
enum WireRefusal: Error {
  case missing(String)
  case invalid(String)
  /// HTTP 400 with a code and a message.
  case malformed(code: Int, String)
  case unreadableJSON
  case unknownPath
  case notAuthentic
  /// HTTP 401 in a shape of its own.
  case unauthorizedHistory
  case overBudget(VenuePersonality.OverBudgetStatus)
  /// HTTP 400 with plain text.
  case plainText(String)

  func reply(at now: Timestamp) -> WireReply {
    switch self {
    case .missing: .failure("requiredArgumentMissing", at: now)
    case .invalid(let name): .failure("invalidArgument: \(name)", at: now)
    case .malformed(let code, let message): .errors(400, code: code, message, word: "BAD_REQUEST", at: now)
    case .unreadableJSON: .failure("Json Parse Error", at: now)
    case .unknownPath: .notFound(at: now)
    case .notAuthentic: .failure("authenticationError", at: now)
    case .unauthorizedHistory:
      WireReply(
        status: 401,
        body: JSON.members([("status", "unauthorized"), ("reason", "authentication failed")]).encoded())
    case .overBudget(let status):
      .failure("apiLimitExceeded", status: status == .ok ? 200 : 429, at: now)
    case .plainText(let text):
      WireReply(status: 400, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
  }
}
