import Admission
import Attestation
import AuditLog
import Chronology
import EngineConfiguration
import ExactDecimal
import ReadinessReport
import StrictJSON
import Testing
import VenueAccess

@testable import Trading
@testable import TradingEngine

/// Engines as they stand in good and in bad nights, made up.
enum StatusScene {
  /// 2026-11-28T03:12:07.250Z.
  static let now = Timestamp(clamping: 1_795_835_527_250)

  static func ago(_ milliseconds: Int64) -> Timestamp { now.advanced(byMilliseconds: -milliseconds) }

  static func number(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

  static func limits() throws -> EffectiveLimits {
    let yaml = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:1" }
      symbols: [PF_XBTUSD, PF_ETHUSD]
      margin-mode: cross
      limits:
        max-order-notional-usd: "2000"
        max-position-notional-usd: "5000"
        max-daily-loss-usd: "250"
        max-orders-per-minute: 10

      """
    let configuration = try #require(
      ConfigurationDocument(Array(yaml.utf8), file: "engine.yaml").configuration)
    return EffectiveLimits(configuration, Grants(maxOrders: 60))
  }

  static func picture(
    _ symbol: String, _ position: String?, own: String, _ cover: SymbolPicture.Cover, stop: String? = nil,
    uncovered: Int64? = nil, quarantine: String? = nil, age: Int64? = 240
  ) throws -> SymbolPicture {
    SymbolPicture(
      symbol: try #require(Symbol(symbol)), position: try position.map(number), own: try number(own),
      cover: cover,
      uncoveredMilliseconds: uncovered, stop: try stop.map(number), quarantine: quarantine, isClosing: false,
      openOrders: stop == nil ? 0 : 2, shownOrders: stop == nil ? 0 : 2, readingAge: age)
  }

  static func symbol(_ picture: SymbolPicture, isOpen: Bool, protection: [ShownProtection] = []) throws
    -> SymbolOverview
  {
    SymbolOverview(
      picture: picture, intent: isOpen ? "e1" : nil, ownEntryPrice: isOpen ? try number("70000.5") : nil,
      venueEntryPrice: isOpen ? try number("70000.5") : nil, mark: try number("69990"), markAge: 900,
      unrealizedUSD: isOpen ? try number("-0.105") : nil,
      notionalUSD: isOpen ? try number("699.9") : .zero, entryNotionalUSD: nil,
      takeProfit: isOpen ? try number("72000") : nil, protection: protection, strangeOrders: 0)
  }

  static func protection(stop: String? = "69000") throws -> [ShownProtection] {
    var shown = [
      ShownProtection(
        role: .takeProfit, triggerPrice: try number("72000"), unfilledSize: try number("0.01"),
        signal: .known(.last), isAsSent: true)
    ]
    if let stop {
      shown.insert(
        ShownProtection(
          role: .stopLoss, triggerPrice: try number(stop), unfilledSize: try number("0.01"),
          signal: .known(.last), isAsSent: true), at: 0)
    }
    return shown
  }

  static func venue(
    _ symbols: [SymbolOverview], lossUSD: String = "12.5", obstacles: [EntryObstacle] = [],
    isUp: Bool = true, answered: Int64 = 210, isReconciled: Bool = true
  ) throws -> VenueStatus {
    VenueStatus(
      session: VenueSession(
        adapter: "kraken-futures-rest-v3", environment: .live, origin: "https://futures.kraken.com",
        certificateSha256s: ["ab"], account: "5e1e33d0", hasCredentials: true),
      isReconciled: isReconciled,
      overview: TradingOverview(
        symbols: symbols, lossUSD: try number(lossUSD), maxLossUSD: try number("250"),
        dayBegins: Timestamp(clamping: 1_795_824_000_000), marginEquityUSD: try number("10012.345678"),
        entriesInMinute: 1, entriesInAll: 12, obstacles: obstacles,
        answers: [
          .init(intent: "e0", answer: .closed(profitUSD: try number("-12.5"))),
          .init(intent: "e1", answer: .protected),
          .init(
            intent: "e2",
            answer: .refused(IntentRefusal("intent.not-flat", expected: "a flat symbol", found: "0.01 open"))),
        ]),
      health: VenueHealth(
        isUp: isUp, downBecause: isUp ? nil : "transport.timeout", lastAnswerAge: answered, spentPoints: 45,
        budgetPoints: 500, budgetWindowMilliseconds: 10_000, clockOffset: -3, clockUncertainty: 12,
        isDeadMansSwitchOff: isUp), at: ago(250))
  }

  static func good() throws -> EngineStatus {
    var counters = EngineCounters()
    counters.heartbeats = 191
    counters.reportsRead = 2
    return EngineStatus(
      environment: .live, startedAt: ago(11_527_000), isStopping: false, entries: .permitted, because: "",
      permission: .init(
        sequence: 17, reportSha256: String(repeating: "1f2e3d4c", count: 8),
        expiresAt: now.advanced(byMilliseconds: 18_725_000)),
      killSwitch: .armed(reason: nil, at: ago(90_000_000)), counters: counters,
      venue: try venue([
        symbol(
          picture("PF_XBTUSD", "0.01", own: "0.01", .covered, stop: "69000"), isOpen: true,
          protection: protection()),
        symbol(picture("PF_ETHUSD", "0", own: "0", .flat, age: 3_200), isOpen: false),
      ]), limits: try limits(),
      journal: JournalStanding(
        lastSyncedRecord: 4_711, pendingRecords: 0, hasRoomForEntries: true, brokenBy: nil, roomFailure: nil),
      disk: DiskStanding(availableBytes: 13_207_024_435, isReadOnly: false))
  }

  /// Everything at once: a position without a stop, another that nobody can explain, a tripped switch, a Grant near its
  /// end, a silent venue, a full disk.
  static func bad() throws -> EngineStatus {
    var status = try good()
    status.entries = .stopped
    status.because = "kill switch tripped"
    status.hold = .killSwitch
    status.killSwitch = trip
    status.permission?.expiresAt = now.advanced(byMilliseconds: 2_520_000)
    status.venue = try venue(
      [
        symbol(
          picture("PF_XBTUSD", "0.01", own: "0.01", .uncovered, stop: "69000", uncovered: 4_150, age: 21_400),
          isOpen: true, protection: protection(stop: nil)),
        symbol(
          picture(
            "PF_ETHUSD", "-1.5", own: "0", .flat,
            quarantine: "the venue shows -1.5 and own fills make 0", age: 22_000), isOpen: false),
      ], lossUSD: "231.25", obstacles: [.venueSilent, .journalRoom], isUp: false, answered: 21_300)
    status.venue?.overview.symbols[1].strangeOrders = 1
    status.journal?.hasRoomForEntries = false
    status.journal?.pendingRecords = 3
    status.disk = DiskStanding(availableBytes: 41_943_040, isReadOnly: false)
    status.alerts.note(
      EngineAlert("protection.uncovered", "PF_XBTUSD is not covered"), at: ago(4_000))
    status.alerts.note(
      EngineAlert(
        "kill-switch.tripped", "the kill switch is tripped (foreign-order): the order 4f is not ours"),
      at: ago(3_000))
    return status
  }

  static let trip = KillSwitchState.tripped(
    id: "1a2b3c4d", cause: .foreignOrder, reason: "the order 4f on PF_ETHUSD is not ours", at: ago(3_000))

  static func decisions() throws -> StatusReport.Decisions {
    let scratch = try ScratchFolder()
    let log = DecisionLog(path: scratch["decisions.jsonl"])
    try log.append("admitted", at: ago(11_528_000), members: [JSONMember("sequence", 17)])
    try log.append("session-started", at: ago(11_527_000), members: [JSONMember("entries", "permitted")])
    try log.append(
      "suspended", at: ago(2_900),
      members: [JSONMember("cause", "kill switch tripped"), JSONMember("sequence", 17)])
    return .last(try log.tail(), heartbeat: ago(27_250))
  }

  static func report(_ status: EngineStatus?) throws -> StatusReport {
    let state = status?.killSwitch ?? trip
    return StatusReport(
      at: now, environment: .live, configuration: "engine.yaml", processID: status == nil ? nil : 4_711,
      record: InstanceRecord(
        processID: 4_711, startedAt: ago(11_527_000), healthAddress: "127.0.0.1:9477",
        mode: status?.mode ?? .run),
      answer: status.map { .document($0.document(at: now)) } ?? .notRunning,
      killSwitch: .state(state), killSwitchPath: "/var/lib/trading-engine/kill_switch_state.json",
      states: [], decisions: try decisions(),
      memory: status == nil
        ? .symbols(
          [
            StatusReport.Remembered(
              symbol: try #require(Symbol("PF_XBTUSD")), own: try number("0.01"), stop: try number("69000"),
              quarantine: nil, openOrders: 2)
          ], lastRecordAt: ago(61_000)) : .notAsked,
      waivers: [
        BlockerWaiver(
          policySha256: "ab", environment: .live, scope: .live, policyName: "live",
          blocker: "legacy-state-file",
          blockerSha256: "cd", reason: "ticket 12", approver: "alice", notBefore: ago(1_000),
          expiresAt: now.advanced(byMilliseconds: 86_400_000))
      ], disk: status?.disk ?? DiskStanding(availableBytes: 13_207_024_435, isReadOnly: false))
  }
}
