import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import KrakenFuturesClient
import PaperTrading
import Trading
import VenueAccess

/// Opens the venue of paper.
enum PaperDoor {
  /// The public data of the venue that the configuration names, by a session that has no key.
  static func publicMarkets(
    _ configuration: EngineConfiguration
  ) async throws(EngineError) -> PaperSource {
    let connection: KrakenFuturesConnection
    do throws(VenueConnectionError) {
      connection = try await KrakenFuturesConnection.connect(
        KrakenFuturesSettings(
          origin: configuration.venue.origin, environment: .paper, credentials: nil, purpose: .observing,
          deadlines: ClientDeadlines(read: .seconds(2))))
    } catch { throw EngineError(venue: error) }
    do throws(VenueAccessError) {
      return PaperSource(
        markets: try ObservingVenue(
          connection.connection, expecting: VenueExpectation(environment: .paper, account: nil)),
        chart: StrategyChart(connection))
    } catch { throw EngineError(access: error) }
  }

  /// - Parameter memory: the engine's own journal's; one that holds no record yet has no account either.
  static func open(
    _ configuration: EngineConfiguration, _ folder: StateFolder, memory: TradingMemory, edges: EngineEdges,
    draw: () -> UInt32
  ) async throws(EngineError) -> (venue: PaperVenue, chart: StrategyChart?) {
    let source = try await edges.paperSource(configuration)
    do throws(PaperError) {
      let venue = try await PaperVenue.open(
        PaperVenue.Request(
          symbols: configuration.symbols.compactMap { Symbol($0) }, folder: folder.paperAccount,
          isolatedLeverage: configuration.marginMode == .isolated ? configuration.limits.maxLeverage : nil,
          isEngineFlat: memory.isFlat, isEngineNew: memory.lastRecordAt == nil), following: source.markets,
        clock: edges.clock,
        seed: { UInt64(draw()) << 32 | UInt64(draw()) })
      return (venue, source.chart)
    } catch { throw EngineError(paper: error) }
  }
}

extension TradingMemory {
  /// Whether nothing of ours is open, as far as the journal knows.
  fileprivate var isFlat: Bool {
    books.allSatisfy { $0.net.signum == 0 && $0.trade == nil && $0.openOrders.isEmpty }
  }
}

extension EngineError {
  init(paper error: PaperError) {
    let code: Code =
      switch error.code {
      case .accountDamaged: .paperAccountDamaged
      case .accountMissing: .paperAccountMissing
      case .accountUnusable: .paperAccountUnusable
      case .marketData: .paperMarketData
      case .symbol: .venueSymbol
      }
    self.init(code, error.message, hint: error.hint)
  }
}

extension EngineAlert {
  init(_ notice: PaperNotice) { self.init(notice.code, notice.message) }
}
