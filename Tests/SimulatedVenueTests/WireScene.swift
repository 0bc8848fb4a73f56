import Chronology
import Cryptography
import StrictJSON
import Testing

@testable import SimulatedVenue

/// The venue behind its wire, without HTTP: requests are signed here by the published rule, as any client would.
struct WireScene {
  var kraken: SimulatedKraken
  private(set) var now = Timestamp(clamping: 1_795_000_000_000)
  private var token = 0
  static let secret: [UInt8] = Array(0..<64)

  init(_ personality: VenuePersonality = VenuePersonality(), dollars: Fixed = 100_000) {
    var configuration = VenueConfiguration(seed: 1, personality: personality)
    configuration.path = .held
    configuration.accounts = [
      (
        id: "account", credential: Credential(key: "TESTKEY", secret: Self.secret),
        deposits: [(Currency.usd, dollars)]
      )
    ]
    kraken = SimulatedKraken(configuration, at: now)
    _ = kraken.apply([.control(.moveTo(symbol: "PF_XBTUSD", 70_000))])
  }

  mutating func pass(_ milliseconds: Int64) -> [WireOutput] {
    now = now.advanced(byMilliseconds: milliseconds)
    return kraken.advance(to: now)
  }

  /// Sends a request and does not wait.
  mutating func start(_ request: WireRequest) -> [WireOutput] {
    token += 1
    return kraken.handle(request, token: token, at: now)
  }

  /// Sends a request as it is and waits until the venue answers.
  mutating func send(_ request: WireRequest) throws -> WireReply {
    var outputs = start(request)
    let mine = token
    for _ in 0..<200 where !outputs.contains(where: { $0.token == mine }) { outputs = pass(1) }
    return try #require(outputs.first { $0.token == mine }).reply
  }

  /// A signed request: a form in the body of POST, in the query of everything else.
  mutating func ask(_ method: String, _ endpoint: String, _ form: String = "", history: Bool = false) throws
    -> WireReply
  {
    try send(request(method, endpoint, form, history: history))
  }

  func request(_ method: String, _ endpoint: String, _ form: String = "", history: Bool = false)
    -> WireRequest
  {
    let path = history ? "/api/history/v3/\(endpoint)" : "/derivatives/api/v3/\(endpoint)"
    let signed = history ? path : "/api/v3/\(endpoint)"
    let digest = SHA256.digest(of: Array((form + signed).utf8))
    let authent = Base64.encode(HMAC.sha512(key: Self.secret, message: digest.bytes))
    let isBody = method == "POST"
    return WireRequest(
      method: method, target: isBody || form.isEmpty ? path : "\(path)?\(form)",
      body: isBody ? Array(form.utf8) : [], apiKey: "TESTKEY", authent: authent)
  }

  mutating func json(_ method: String, _ endpoint: String, _ form: String = "", history: Bool = false) throws
    -> JSON
  {
    try JSON.parse(try ask(method, endpoint, form, history: history).body)
  }

  mutating func get(_ target: String) throws -> WireReply {
    try send(WireRequest(method: "GET", target: target))
  }

  @discardableResult mutating func control(_ name: String, _ body: String, method: String = "POST") throws
    -> WireReply
  {
    try send(WireRequest(method: method, target: "/simulator/\(name)", body: Array(body.utf8)))
  }
}

extension WireReply {
  var text: String { String(decoding: body, as: UTF8.self) }

  func json() throws -> JSON { try JSON.parse(body) }
}

extension JSON {
  /// A member by a path of keys and places: `openOrders.0.stopPrice`.
  func at(_ path: String) -> JSON? {
    var value: JSON? = self
    for part in path.split(separator: ".") {
      if let place = Int(part) {
        let items = value?.arrayValue ?? []
        value = items.indices.contains(place) ? items[place] : nil
      } else {
        value = value?[String(part)]
      }
    }
    return value
  }

  var keys: [String] { (members ?? []).map(\.key) }
}
