public import Attestation
public import Chronology
import ExactDecimal
import TradeJournal
import Trading
public import TradingStatement

/// Reads what a statement is made of: the journal's records as far as they are still there, and the instruments' contract
/// sizes. Takes no lock and changes nothing, so that it works beside a running engine.
public enum StatementReading {
  /// - Parameters:
  ///   - first: the first day, 00:00 UTC; nil: as far as the records reach.
  ///   - last: the last day.
  /// - Throws: `statement.no-records`, `journal.not-usable`.
  public static func read(
    _ paths: StatePaths, _ environment: TradingEnvironment, from first: Timestamp?, to last: Timestamp?
  ) throws(EngineError) -> StatementAnswer {
    let records: [JournalRecord]
    do { records = try Journal.history(StateFolder(containing: paths[.killSwitch]).journal) } catch {
      throw unusable("\(error)", error.code)
    }
    var statement = Statement(isFromBeginning: records.first?.seq == 1)
    do {
      for record in records { try statement.apply(try TradeRecord(record.body)) }
    } catch { throw unusable("it holds what is no record: \(error)", "journal.damaged") }
    guard let oldest = statement.days.first?.begins, let newest = statement.days.last?.begins else {
      throw EngineError(
        .noStatement, "the journal has no records", hint: "has the engine ever run with keys?")
    }
    var sizes: [Symbol: ExactDecimal] = [:]
    if case .present(let cache) = InstrumentSpecsCache.load(paths[.instrumentSpecs]) {
      for instrument in cache.known { sizes[instrument.symbol] = instrument.contractSize }
    }
    let answer = StatementAnswer(
      statement, from: first, to: last, contractSizes: sizes, environment: environment.rawValue,
      assumedFee: try TradingRules.assumedFee())
    guard !answer.isEmpty else {
      throw EngineError(
        .noStatement, "the journal has no record of that time",
        hint: "it reaches from \(oldest.description.prefix(10)) to \(newest.description.prefix(10))")
    }
    return answer
  }

  private static func unusable(_ reason: String, _ code: String) -> EngineError {
    EngineError(
      .journalUnusable, "the journal cannot be read: \(reason) [\(code)]", hint: "keep a copy of it")
  }
}
