import BundledStrategy
import DurableFiles
public import EngineConfiguration
public import ExactDecimal
public import StrictJSON
import Trading

/// `strategy replay`: the configured strategy over recorded candles. Reads nothing but those and the instrument cache.
public struct RecordedReplay: Sendable {
  public var configuration: EngineConfiguration
  /// Nil where the configuration names one only.
  public var symbol: String?
  /// The contract's grid; nil takes it from the instrument cache.
  public var tickSize: ExactDecimal?
  public var sizeStep: ExactDecimal?
  /// The instrument cache's path.
  public var cachePath: String

  public init(
    _ configuration: EngineConfiguration, symbol: String?, tickSize: ExactDecimal?, sizeStep: ExactDecimal?,
    cachePath: String
  ) {
    self.configuration = configuration
    self.symbol = symbol
    self.tickSize = tickSize
    self.sizeStep = sizeStep
    self.cachePath = cachePath
  }

  /// - Returns: what it would have asked for, what is supposed to have come of it, and a summary; a line each.
  public func run(_ path: String) throws(EngineError) -> [JSON] {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: RecordedCandles.longest) } catch {
      throw EngineError(
        .strategyCandles, "the candles cannot be read: \(error)", hint: "--candles names a readable file")
    }
    return try run(bytes)
  }

  func run(_ bytes: [UInt8]) throws(EngineError) -> [JSON] {
    guard configuration.strategy.name == .donchian else {
      throw EngineError(
        .strategyNotConfigured, "the configuration names no strategy",
        hint: "write 'strategy: { name: donchian }'")
    }
    let bars = try RecordedCandles.bars(bytes)
    let instrument = try instrument(try chosen())
    // The rules without a Grant: whose orders they are does not matter to what is decided.
    let rules = try TradingRules(configuration, instance: 1, grants: nil)
    do throws(DecimalError) {
      var replay = StrategyReplay(
        Donchian(instrument.symbol, try DonchianParameters(configuration, rules)), on: instrument,
        mostNotional: min(
          configuration.limits.maxOrderNotionalUSD, configuration.limits.maxPositionNotionalUSD),
        feeRate: rules.assumedFee)
      for bar in bars { try replay.take(bar) }
      return replay.lines + [replay.summary]
    } catch {
      throw EngineError(
        .strategyCandles, "the candles' numbers do not fit: \(error.rawValue)", hint: RecordedCandles.hint)
    }
  }

  private func chosen() throws(EngineError) -> Symbol {
    let names = configuration.symbols
    let name = symbol ?? (names.count == 1 ? names.first : nil)
    guard let name, names.contains(name), let symbol = Symbol(name) else {
      throw EngineError(
        .strategySymbol,
        symbol.map { "the configuration does not trade '\($0)'" }
          ?? "the configuration trades several symbols, and candles do not say whose they are",
        hint: "--symbol \(names.joined(separator: " | "))")
    }
    return symbol
  }

  private func instrument(_ symbol: Symbol) throws(EngineError) -> Instrument {
    if let tickSize, let sizeStep {
      return Instrument(
        symbol: symbol, kind: .linearPerpetual, tickSize: tickSize, sizeStep: sizeStep,
        contractSize: ExactDecimal(1), isTradeable: true, isPostOnly: false)
    }
    if case .present(let cache) = InstrumentSpecsCache.load(cachePath),
      let known = cache.known.first(where: { $0.symbol == symbol })
    {
      return known
    }
    throw EngineError(
      .strategyInstrument, "the instrument cache does not know the grid of \(symbol)",
      hint: "give both: --tick-size 1 --size-step 0.0001")
  }
}
