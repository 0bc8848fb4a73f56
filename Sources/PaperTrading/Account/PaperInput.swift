import Chronology
import SimulatedVenue
import StrictJSON

/// Something that happened to the paper venue, as it is kept.
enum PaperInput: Sendable, Hashable {
  /// A market was listed after the account began.
  case listed(PaperBeginning.Listing)
  case quote(PaperQuote, at: Timestamp)
  case request(WireRequest, at: Timestamp)

  /// Does to a venue what was done then.
  func apply(to kraken: inout SimulatedKraken) {
    switch self {
    case .listed: break
    case .quote(let quote, let at):
      _ = kraken.advance(to: at)
      _ = kraken.apply(quote.actions)
    case .request(let request, let at):
      let signed = WireRequest.signed(
        method: request.method, target: request.target, body: request.body, by: PaperCredential.simulated,
        nonce: "")
      _ = kraken.handle(signed, token: 0, at: at)
    }
  }

  /// - Parameter digest: of the venue afterwards; nil where it changes no account.
  func json(leadingTo digest: String?) -> JSON {
    let content: [JSONMember] =
      switch self {
      case .listed(let listing):
        [
          JSONMember("input", "listed"),
          JSONMember("listing", ["price": .string(listing.price.exactText), "row": listing.row]),
        ]
      case .quote(let quote, let at):
        [JSONMember("input", "quote"), JSONMember("at", .integer(at.unixMilliseconds))] + quote.members
      case .request(let request, let at):
        [
          JSONMember("input", "request"), JSONMember("at", .integer(at.unixMilliseconds)),
          JSONMember("method", .string(request.method)), JSONMember("target", .string(request.target)),
          JSONMember("body", .string(String(decoding: request.body, as: UTF8.self))),
        ]
      }
    return .object(
      [JSONMember("environment", "paper")] + content + [
        JSONMember("digest", digest.map(JSON.string) ?? .null)
      ])
  }

  init?(_ json: JSON) {
    func time() -> Timestamp? { json["at"]?.integerValue.flatMap { Timestamp(unixMilliseconds: $0) } }
    switch json["input"]?.stringValue {
    case "listed":
      guard let listing = json["listing"].flatMap({ PaperBeginning.Listing($0) }) else { return nil }
      self = .listed(listing)
    case "quote":
      guard let quote = PaperQuote(json), let at = time() else { return nil }
      self = .quote(quote, at: at)
    case "request":
      guard let method = json["method"]?.stringValue, let target = json["target"]?.stringValue,
        let body = json["body"]?.stringValue, let at = time()
      else { return nil }
      self = .request(WireRequest(method: method, target: target, body: Array(body.utf8)), at: at)
    default: return nil
    }
  }
}

extension PaperQuote {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("symbol", .string(symbol)), JSONMember("last", .string(last.exactText)),
      JSONMember("mark", .string(mark.exactText)), JSONMember("index", .string(index.exactText)),
      JSONMember("bid", .string(bid.exactText)), JSONMember("ask", .string(ask.exactText)),
      JSONMember("tradeable", .bool(isTradeable)), JSONMember("suspended", .bool(isSuspended)),
      JSONMember("postOnly", .bool(isPostOnly)),
    ]
  }

  fileprivate init?(_ json: JSON) {
    func fixed(_ key: String) -> Fixed? { json[key]?.stringValue.flatMap { Fixed(exactText: $0) } }
    guard let symbol = json["symbol"]?.stringValue, let last = fixed("last"), let mark = fixed("mark"),
      let index = fixed("index"), let bid = fixed("bid"), let ask = fixed("ask"),
      let isTradeable = json["tradeable"]?.boolValue, let isSuspended = json["suspended"]?.boolValue,
      let isPostOnly = json["postOnly"]?.boolValue
    else { return nil }
    self.init(symbol: symbol, last: last, mark: mark, index: index, bid: bid, ask: ask)
    (self.isTradeable, self.isSuspended, self.isPostOnly) = (isTradeable, isSuspended, isPostOnly)
  }
}
