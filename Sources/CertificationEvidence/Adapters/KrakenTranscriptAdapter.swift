public import Attestation
import Chronology
import Cryptography
import EngineConfiguration
import KrakenFutures
public import Trading

/// Kraken Futures REST v3, by the very encoder and decoders with which the engine trades.
public struct KrakenTranscriptAdapter: TranscriptAdapter {
  public init() {}

  public var name: String { KrakenFutures.adapterName }
  public var orderMappingSha256: String { OrderMapping.sha256.hex }

  public func environment(of session: CertificationTranscript.Session) -> TradingEnvironment {
    guard let origin = VenueOrigin(session.origin), !session.certificateSha256s.isEmpty else {
      return .simulator
    }
    return VenueAdapter.krakenFutures.environment(
      of: origin, isVerifiedBySystemTrustStore: session.isTrustedBySystem)
  }

  public func request(for command: VenueCommand) -> RecordedRequest? {
    guard let request = try? WireRequest.command(command) else { return nil }
    return RecordedRequest(
      method: request.method.rawValue, target: request.target,
      body: String(decoding: request.body, as: UTF8.self))
  }

  public func question(of request: RecordedRequest) -> ExchangeQuestion {
    guard let endpoint = Endpoint(request) else {
      // What is not known might place orders.
      return request.method == "GET" ? .read(.other) : .command
    }
    switch endpoint {
    case .sendOrder, .editOrder, .cancelOrder: return .command
    case .deadMansSwitchOff: return .other
    case .openPositions: return .read(.positions)
    case .openOrders: return .read(.orders)
    case .fills: return .read(.fills)
    case .ticker: return .read(.market)
    case .instruments: return .read(.instruments)
    case .orderStatus: return .read(.other)
    }
  }

  public func outcome(of command: VenueCommand, in exchange: RecordedExchange) -> VenueOutcome {
    switch exchange.answer {
    case .failed(let reason): command.unknownOutcome(reason)
    case .received(let status, let body): WireAnswer(status: status, body: body).outcome(of: command)
    }
  }

  public func fact(in exchange: RecordedExchange) -> VenueFact? {
    guard case .received(let status, let body) = exchange.answer, let endpoint = Endpoint(exchange.request)
    else { return nil }
    let answer = WireAnswer(status: status, body: body)
    do throws(WireError) {
      switch endpoint {
      case .openPositions: return try fact(exchange, answer.openPositions(), VenueFact.Content.positions)
      case .openOrders: return try fact(exchange, answer.openOrders(), VenueFact.Content.orders)
      case .fills: return try fact(exchange, answer.fills(), VenueFact.Content.fills)
      case .ticker(let symbol):
        return try fact(exchange, answer.ticker(of: symbol), VenueFact.Content.market)
      case .instruments:
        // Some other instrument that cannot be read says nothing about those that are certified.
        var reading = try answer.instruments()
        reading.unreadable = []
        return fact(exchange, reading, VenueFact.Content.instruments)
      case .orderStatus, .sendOrder, .editOrder, .cancelOrder, .deadMansSwitchOff: return nil
      }
    } catch { return nil }
  }

  private func fact<Value>(
    _ exchange: RecordedExchange, _ reading: VenueReading<Value>,
    _ content: (Value) -> VenueFact.Content
  ) -> VenueFact {
    VenueFact(
      venueTime: reading.serverTime, receivedAt: exchange.receivedAt, source: .read,
      isComplete: reading.isComplete, content: content(reading.value))
  }
}

/// The requests that the adapter's client makes, recognised by method and path.
private enum Endpoint {
  case sendOrder, editOrder, cancelOrder, deadMansSwitchOff
  case openPositions, openOrders, fills, instruments, orderStatus
  case ticker(Symbol)

  init?(_ request: RecordedRequest) {
    let known: [(WireRequest, Endpoint)] = [
      (.openPositions, .openPositions), (.openOrders, .openOrders), (.fills, .fills),
      (.instruments, .instruments),
    ]
    if let match = known.first(where: {
      $0.0.method.rawValue == request.method && $0.0.target == request.target
    }) {
      self = match.1
      return
    }
    let prefix = "/derivatives/api/v3/"
    guard request.target.hasPrefix(prefix) else { return nil }
    let endpoint = String(request.target.dropFirst(prefix.count))
    switch (request.method, endpoint) {
    case ("POST", "sendorder"): self = .sendOrder
    case ("POST", "editorder"): self = .editOrder
    case ("POST", "cancelorder"): self = .cancelOrder
    case ("POST", "orders/status"): self = .orderStatus
    case ("POST", "cancelallordersafter") where request.body == "timeout=0": self = .deadMansSwitchOff
    case ("GET", _) where endpoint.hasPrefix("tickers/"):
      guard let symbol = Symbol(endpoint.dropFirst("tickers/".count)) else { return nil }
      self = .ticker(symbol)
    default: return nil
    }
  }
}

/// The adapters whose transcripts this build can judge.
public enum TranscriptAdapters {
  /// Nil for a name that no adapter of this build has.
  public static func named(_ name: String) -> (any TranscriptAdapter)? {
    let adapters: [any TranscriptAdapter] = [KrakenTranscriptAdapter()]
    return adapters.first { $0.name == name }
  }
}
