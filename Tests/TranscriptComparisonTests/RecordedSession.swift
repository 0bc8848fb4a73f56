import Chronology
import Cryptography
import KrakenSimulator
import SimulatedVenue
import StrictJSON
import TranscriptComparison

/// A transcript that a test makes itself, and whose answers it can change before the lines are chained.
struct RecordedSession {
  struct Line {
    let method: String
    let target: String
    let body: String
    let sentAt: Timestamp
    /// Nil for a request to which no answer came.
    var status: Int?
    var answer: String
  }

  static let start = Timestamp(clamping: 1_795_000_000_000)
  static let client = "54524445-0102-8000-8000-0132bfaaf89"

  var lines: [Line] = []
  var environment = "live"
  var adapter = RecordedRun.adapter
  var version = RecordedRun.version
  var symbols = ["PF_XBTUSD"]
  private var kraken: SimulatedKraken
  private var now = RecordedSession.start

  init(personality: VenuePersonality = VenuePersonality(), instruments: [Instrument]? = nil) {
    // Other seeds than the comparison's: ids and sizes of trades must not matter.
    var configuration = VenueConfiguration.standard(seed: 99)
    configuration.path = .held
    configuration.personality = personality
    if let instruments { configuration.instruments = instruments }
    kraken = SimulatedKraken(configuration, at: now)
  }

  /// Asks the venue and notes what it answers.
  @discardableResult mutating func ask(_ method: String, _ target: String, _ body: String = "") -> JSON? {
    now = now.advanced(byMilliseconds: 100)
    let sentAt = now
    let token = lines.count + 1
    let request = WireRequest.signed(
      method: method, target: target, body: Array(body.utf8), by: .standard, nonce: "\(token)")
    var outputs = kraken.handle(request, token: token, at: now)
    while !outputs.contains(where: { $0.token == token }), let release = kraken.nextRelease {
      now = release
      outputs += kraken.advance(to: release)
    }
    guard let reply = outputs.first(where: { $0.token == token })?.reply else { return nil }
    lines.append(
      Line(
        method: method, target: target, body: body, sentAt: sentAt, status: reply.status,
        answer: String(decoding: reply.body, as: UTF8.self)))
    return try? JSON.parse(reply.body)
  }

  mutating func move(_ symbol: String, to price: Fixed) {
    now = now.advanced(byMilliseconds: 50)
    _ = kraken.advance(to: now)
    _ = kraken.apply([.control(.moveTo(symbol: symbol, price))])
  }

  /// A position that its stop closes between two looks, and the questions around it.
  static func standard(personality: VenuePersonality = VenuePersonality()) -> RecordedSession {
    var session = RecordedSession(personality: personality)
    let root = "/derivatives/api/v3/"
    session.ask("GET", root + "instruments")
    session.ask("GET", root + "tickers/PF_XBTUSD")
    session.ask(
      "POST", root + "sendorder",
      "orderType=ioc&symbol=PF_XBTUSD&side=buy&size=0.0001&limitPrice=71300&cliOrdId=\(client)a")
    session.ask(
      "POST", root + "sendorder",
      "orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.0001&stopPrice=71000&triggerSignal=last&reduceOnly=true"
        + "&cliOrdId=\(client)b")
    session.ask(
      "POST", root + "sendorder",
      "orderType=take_profit&symbol=PF_XBTUSD&side=sell&size=0.0001&stopPrice=72000&triggerSignal=mark"
        + "&reduceOnly=true&cliOrdId=\(client)c")
    session.ask("GET", root + "openpositions")
    let orders = session.ask("GET", root + "openorders")
    session.move("PF_XBTUSD", to: 70_990)
    session.ask("GET", root + "openorders")
    session.ask("GET", root + "openpositions")
    session.ask("GET", root + "fills")
    let id = orders?["openOrders"]?.arrayValue?.first?["order_id"]?.stringValue ?? ""
    session.ask("POST", root + "cancelorder", "order_id=\(id)")
    session.ask("POST", root + "orders/status", "cliOrdIds=\(client)b")
    session.ask("GET", root + "accounts")
    session.ask("GET", "/api/history/v3/executions?count=1")
    return session
  }

  /// Changes the answers of one endpoint, the n-th of them only if that is said.
  func changing(_ path: String, _ place: Int? = nil, _ old: String, _ new: String) -> RecordedSession {
    var session = self
    var seen = 0
    for index in lines.indices where lines[index].target.contains(path) {
      if place == nil || place == seen {
        session.lines[index].answer = lines[index].answer.split(
          separator: old, omittingEmptySubsequences: false
        ).joined(separator: new)
      }
      seen += 1
    }
    return session
  }

  // MARK: The file

  var bytes: [UInt8] {
    var previous = ""
    var file: [UInt8] = []
    func write(_ json: JSON) {
      let line = json.encoded()
      previous = SHA256.digest(of: line).hex
      file += line + [0x0A]
    }
    write([
      "transcript": .string(version), "adapter": .string(adapter), "environment": .string(environment),
      "origin": "https://futures.kraken.com", "startedAt": .string(Self.start.description),
      "plan": ["symbols": .array(symbols.map(JSON.string))],
    ])
    for (index, line) in lines.enumerated() {
      write([
        "number": .integer(index + 1), "previous": .string(previous), "record": "exchange",
        "exchange": .integer(index + 1), "method": .string(line.method), "target": .string(line.target),
        "body": .string(line.body), "sentAt": .string(line.sentAt.description),
        "status": line.status.map { .integer($0) } ?? .null,
        "answer": line.status == nil ? .null : .string(line.answer), "answerBase64": nil,
        "failure": line.status == nil ? "transport.timeout" : nil,
      ])
    }
    write([
      "number": .integer(lines.count + 1), "previous": .string(previous), "record": "ending",
      "ending": "completed",
    ])
    return file
  }

  func compared(_ personality: VenuePersonality? = nil) throws(TranscriptRefusal) -> TranscriptComparison {
    try TranscriptComparison(
      RecordedRun(bytes), configuration: .standard(seed: 1),
      actions: personality.map { [.control(.setPersonality($0))] } ?? [], credential: .standard)
  }

  /// `endpoint path: kind`, of every difference.
  func differences() throws(TranscriptRefusal) -> [String] {
    try compared().endpoints.flatMap { endpoint in
      endpoint.findings.map {
        "\(endpoint.name) \($0.difference.path): \($0.difference.kind.rawValue) "
          + "\($0.difference.venue)/\($0.difference.simulator) in \($0.answers)"
      }
    }
  }
}
