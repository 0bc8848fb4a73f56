import Chronology
import ExactDecimal
import HTTPTransport
public import KrakenFuturesClient
import SimulatedVenue
public import Trading
public import VenueAccess

/// A venue in this process whose markets follow those of another: real prices in, fills by the simulator's core.
public struct PaperVenue: Sendable {
  public let connection: PaperConnection
  /// What a person has to know, as it comes; for one consumer.
  public let notices: AsyncStream<PaperNotice>
  private let feed: PaperFeed
  private let told: AsyncStream<PaperNotice>.Continuation

  /// What paper is asked for.
  public struct Request: Sendable {
    public var symbols: [Symbol]
    /// The folder of the account; its parent has to be there.
    public var folder: String
    /// Leverage of isolated positions; nil for cross margin.
    public var isolatedLeverage: Int?
    /// Whether the engine's own journal knows of nothing open.
    public var isEngineFlat: Bool
    /// Whether the engine has no journal yet.
    public var isEngineNew: Bool

    public init(
      symbols: [Symbol], folder: String, isolatedLeverage: Int?, isEngineFlat: Bool, isEngineNew: Bool
    ) {
      self.symbols = symbols
      self.folder = folder
      self.isolatedLeverage = isolatedLeverage
      self.isEngineFlat = isEngineFlat
      self.isEngineNew = isEngineNew
    }
  }

  /// Reads the markets, opens the account, and connects the adapter to it.
  ///
  /// - Parameters:
  ///   - source: whose public data the markets follow.
  ///   - seed: any number, for an account that is begun.
  public static func open(
    _ request: Request, following source: ObservingVenue, clock: ClientClock, seed: () -> UInt64
  ) async throws(PaperError) -> PaperVenue {
    guard let list = await PaperFeed.instruments(source) else {
      throw PaperError(
        .marketData, "the venue does not list its instruments", hint: "see its status page, and try again")
    }
    var listed: [Trading.Instrument] = []
    var quotes: [(quote: PaperQuote, readAt: Int64)] = []
    for symbol in request.symbols {
      guard let instrument = list.first(where: { $0.symbol == symbol }),
        instrument.kind == .linearPerpetual, instrument.contractSize == ExactDecimal(1)
      else {
        throw PaperError(
          .symbol, "the venue lists no linear perpetual \(symbol) of contract size 1",
          hint: "correct 'symbols'")
      }
      let readAt = clock.uptimeMilliseconds()
      guard var quote = await PaperFeed.quote(symbol, source) else {
        throw PaperError(
          .marketData, "the venue tells no last, mark, index, bid and ask price of \(symbol)",
          hint: "see its status page, and try again")
      }
      quote.isTradeable = instrument.isTradeable
      listed.append(instrument)
      quotes.append((quote, readAt))
    }
    let ledger = try PaperLedger(
      request.folder,
      listings: zip(listed, quotes).map {
        PaperBeginning.Listing(row: $0.row, price: $1.quote.last)
      }, isEngineFlat: request.isEngineFlat, isEngineNew: request.isEngineNew,
      seed: seed(),
      at: clock.now())
    let (notices, told) = AsyncStream<PaperNotice>.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    let tell: @Sendable (PaperNotice) -> Void = { told.yield($0) }
    let beganWith = ledger.beginning
    let exchange = InProcessKraken(ledger, clock: clock, session: try session(), tell: tell)
    for (quote, readAt) in quotes { await exchange.take(quote, readAt: readAt) }
    for instrument in listed where !beganWith.lists(instrument) {
      tell(.instrumentChanged(instrument.symbol))
    }
    await exchange.prefer(request.isolatedLeverage, request.symbols)
    let connection: PaperConnection
    do {
      connection = try await PaperKrakenFutures.connect(
        over: exchange, pricesFrom: source.session.origin, clock: clock,
        judge: { exchange.quoteAge.judge($0, at: clock.uptimeMilliseconds()) })
    } catch {
      throw PaperError(
        .accountUnusable, "the venue in this process does not answer: \(error)",
        hint: "this is a mistake of the engine: report it with its standard error")
    }
    return PaperVenue(
      connection: connection, notices: notices,
      feed: PaperFeed(
        source: source, exchange: exchange, symbols: request.symbols, listed: listed, clock: clock, tell: tell
      ),
      told: told)
  }

  /// Moves the markets until the task is cancelled.
  public func run() async {
    await feed.run()
    told.finish()
  }

  private static func session() throws(PaperError) -> TransportSession {
    do {
      return TransportSession(
        origin: try HTTPOrigin(PaperKrakenFutures.origin), certificateSha256s: [],
        isVerifiedBySystemTrustStore: false)
    } catch {
      throw PaperError(.accountUnusable, "the origin of paper is none: \(error)", hint: "report it")
    }
  }
}

extension PaperBeginning {
  /// Whether an instrument is still as it was when it was listed here.
  fileprivate func lists(_ instrument: Trading.Instrument) -> Bool {
    listings.contains { $0.symbol == instrument.symbol.spelling && $0.row == instrument.row }
  }
}

extension InProcessKraken {
  /// Sets the margin mode as a person would at the venue's page, which paper has none of.
  fileprivate func prefer(_ leverage: Int?, _ symbols: [Symbol]) async {
    for symbol in symbols {
      let known = kraken.venue.accounts.first?.leverage.first {
        kraken.venue.markets[$0.market].instrument.symbol == symbol.spelling
      }
      guard known?.maximum != leverage.map({ Fixed($0) }) else { continue }
      let query = "symbol=\(symbol.spelling)" + (leverage.map { "&maxLeverage=\($0)" } ?? "")
      let wire = WireRequest.signed(
        method: "PUT", target: "/derivatives/api/v3/leveragepreferences?\(query)", body: [],
        by: PaperCredential.simulated, nonce: "")
      var next = kraken
      let at = clock.now()
      _ = next.handle(wire, token: 0, at: at)
      do { try ledger?.keep(.request(wire, at: at), leadingTo: next) } catch {
        tell(.notKept("\(error)"))
        continue
      }
      kraken = next
    }
  }
}
