import Admission
import Attestation
import AuditLog
import Chronology
import EngineConfiguration
import KrakenFuturesClient
import PaperTrading
import ReadinessReport
import Trading
import VenueAccess

/// What `run` needs to trade: the session with the venue, the journal, the rules.
struct TradingPart {
  let hands: VenueHands
  /// The venue in this process; nil but on paper.
  let paper: PaperVenue?
  let rules: TradingRules
  /// For the bundled strategy; nil where nobody tells candles.
  let chart: StrategyChart?
  private let journal: TradingJournal
  private let standing: Standing
  let instruments: [Instrument]
  private let instrumentsAt: Timestamp?

  var session: VenueSession { hands.session }
  var symbols: [Symbol] { rules.symbols }
  var journalStanding: JournalStanding? { journal.standing }

  /// Opens journal and session. A damaged journal trips the kill switch and refuses the start: `protect` then keeps what
  /// is open covered.
  static func open(
    _ start: EngineStart, grant: Grant<Live>, killSwitch: inout KillSwitch
  ) async throws(EngineError) -> TradingPart {
    let configuration = start.configuration.configuration
    let journal: TradingJournal
    do { journal = try TradingJournal(start.folder, start.edges.keepRecords) } catch {
      if error.code == "journal.damaged" {
        try killSwitch.trip(
          id: start.makeTripID(), cause: .journalDamaged, reason: error.message, at: start.now)
      }
      throw EngineError(
        .journalUnusable, "the journal cannot be used: \(error.message) [\(error.code)]",
        hint:
          "keep a copy of it; 'trading-engine reconcile' says what the venue shows, and 'protect' guards it")
    }
    if let remark = journal.remark { start.log("note: \(remark)") }
    try journal.memory.require(configuration.environment.orderDigit, in: start.folder)
    let number = try InstanceNumber.load(
      start.folder, journal: journal.memory.instance, draw: start.drawNumber)
    let rules = try TradingRules(configuration, instance: number, grants: grant.limits)
    let paper =
      configuration.environment == .paper
      ? try await PaperDoor.open(
        configuration, start.folder, memory: journal.memory, edges: start.edges, draw: start.drawNumber) : nil
    let (hands, chart) = try await hands(start, paper, owner: rules.owner, grant)
    var cache = InstrumentSpecsCache.empty
    if case .present(let known) = InstrumentSpecsCache.load(start.paths[.instrumentSpecs]) { cache = known }
    return TradingPart(
      hands: hands, paper: paper?.venue, rules: rules, chart: chart, journal: journal,
      standing: killSwitch.state.standing,
      instruments: cache.known, instrumentsAt: cache.updatedAt)
  }

  private static func hands(
    _ start: EngineStart, _ paper: (venue: PaperVenue, chart: StrategyChart?)?, owner: ClientOrderID.Owner,
    _ grant: Grant<Live>
  ) async throws(EngineError) -> (VenueHands, StrategyChart?) {
    let configuration = start.configuration.configuration
    if let paper {
      do throws(VenueAccessError) {
        let connection = paper.venue.connection
        let trading = try PaperTradingVenue(
          connection, account: configuration.venue.account, owner: owner, grant: grant)
        return (VenueHands(trading, health: connection.health), paper.chart)
      } catch { throw EngineError(access: error) }
    }
    let connection = try await VenueDoor.open(
      configuration, folder: start.configuration.folder, credentialsFolder: start.credentialsFolder,
      for: .trading, edges: start.edges)
    do throws(VenueAccessError) {
      let trading = try TradingVenue(
        connection.connection, expecting: VenueExpectation(configuration), owner: owner, grant: grant)
      return (VenueHands(trading) { connection.health }, StrategyChart(connection))
    } catch { throw EngineError(access: error) }
  }

  /// - Parameter edges: of the run that it is for.
  func desk(
    _ edges: EngineEdges, sleep: @escaping @Sendable (Int64) async throws -> Void,
    inbox: @escaping @Sendable (ConductorEvent) -> Void
  ) -> TradingDesk {
    let clock = hands.clock
    let wall = clock.now()
    let desk = TradingDesk(
      Conductor(
        rules: rules, capabilities: hands.capabilities, memory: journal.memory, standing: standing,
        instruments: instruments, instrumentsAt: instrumentsAt,
        now: Moment(uptime: clock.uptimeMilliseconds(), wall: wall, venue: clock.venueNow() ?? wall)),
      hands: hands, keeper: journal.keeper, sleep: sleep, inbox: inbox)
    #if PLANTED_DEFECTS
      var planted = desk
      planted.defect = edges.defect
      return planted
    #else
      return desk
    #endif
  }

  /// Keeps what the venue says of the traded instruments.
  func keep(_ list: [Instrument], at time: Timestamp, _ start: EngineStart) {
    let own = list.filter { rules.symbols.contains($0.symbol) }
    let cache = InstrumentSpecsCache(updatedAt: time, instruments: own.map(\.cached), note: nil)
    do { try cache.save(start.paths[.instrumentSpecs]) } catch {
      start.log("note: the instrument cache cannot be written: \(error)")
    }
  }

  /// Waits until what was decided is on disk.
  func close() async { await journal.close() }
}
