import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import ReadinessReport
import StrictJSON
import Testing
import Trading

@testable import Admission
@testable import TradingEngine

@Suite("A running engine") struct EngineSessionTests {
  static let noon = Timestamp(clamping: 1_795_521_600_000)
  private let sha256 = String(repeating: "a", count: 64)

  private func grant(
    _ sequence: Int64, minutes: Int64 = 60, behaviours: [String: String] = [:]
  ) -> Grant<Live> {
    Grant(
      environment: .simulator, limits: Grants(behaviours: behaviours),
      expiresAt: Self.noon.advanced(byMilliseconds: minutes * 60_000), account: nil, reportSha256: sha256,
      sequence: sequence)
  }

  private func session(
    _ grant: Grant<Live>, needs: [String] = [], isGrantNeeded: Bool = true,
    killSwitch: KillSwitchState = .armed(reason: nil, at: noon), watchdog: Int64? = nil
  ) -> EngineSession {
    EngineSession(
      environment: .simulator,
      permission: SessionPermission(grant, undecidedGrace: .minutes(15)), isGrantNeeded: isGrantNeeded,
      neededBehaviours: needs, killSwitch: killSwitch, watchdogMilliseconds: watchdog, at: Self.noon)
  }

  private func at(_ seconds: Int64) -> Timestamp { Self.noon.advanced(byMilliseconds: seconds * 1_000) }

  private func refusal(_ code: RefusalCode) -> Refusal {
    Refusal(code, expected: "e", found: "f", hint: "h")
  }

  private func kinds(_ effects: [EngineEffect]) -> [String] {
    effects.map { effect in
      switch effect {
      case .record(let kind, _): "record \(kind)"
      case .alert(let alert): "alert \(alert.code)"
      case .note: "note"
      case .trip(let cause, _): "trip \(cause.rawValue)"
      case .noteFlattened: "note flattened"
      case .reset(let id, _): "reset \(id)"
      case .discard(let file): "discard \(file)"
      case .review: "review"
      case .watchdog: "watchdog"
      case .stop: "stop"
      }
    }
  }

  @Test("permits entries as long as its Grant lasts") func grantEnds() {
    var session = session(grant(1, minutes: 1))
    #expect(session.status(at: at(59)).entries == .permitted)
    #expect(kinds(session.step(.tick, at: at(59))) == [])
    #expect(
      kinds(session.step(.tick, at: at(60))) == [
        "record heartbeat", "record suspended", "alert entries.suspended",
      ])
    let status = session.status(at: at(60))
    #expect(status.entries == .suspended && status.because == "grant-ended")
    #expect(
      kinds(session.step(.reviewed(.granted(grant(2, minutes: 9))), at: at(61))) == [
        "record resumed", "note",
      ])
    #expect(session.status(at: at(61)).entries == .permitted)
    #expect(session.status(at: at(61)).permission?.sequence == 2)
  }

  @Test("replaces its Grant by a renewal") func renewal() {
    var session = session(grant(1))
    #expect(kinds(session.step(.reportChanged, at: at(1))) == ["review"])
    #expect(kinds(session.step(.reviewed(.granted(grant(5, minutes: 120))), at: at(1))) == ["note"])
    #expect(session.status(at: at(1)).permission?.expiresAt == at(7_200))
    #expect(session.status(at: at(1)).counters.reportsRead == 1)
  }

  @Test("suspends at once for a failed blocker, and resumes with the next READY") func blocked() {
    var session = session(grant(1))
    let blocked = ReportReview<Live>.blocked(refusal(.blocked), sequence: 2, hasFailedBlocker: true)
    #expect(
      kinds(session.step(.reviewed(blocked), at: at(1))) == ["record suspended", "alert entries.suspended"])
    #expect(session.status(at: at(1)).because == "blocked")
    #expect(kinds(session.step(.reviewed(.granted(grant(3))), at: at(2))) == ["record resumed", "note"])
  }

  @Test("waits for the grace when a report is only undecided") func undecided() {
    var session = session(grant(1))
    let undecided = ReportReview<Live>.blocked(refusal(.blocked), sequence: 2, hasFailedBlocker: false)
    #expect(
      kinds(session.step(.reviewed(undecided), at: at(0))) == [
        "record suspension-pending", "alert report.undecided",
      ])
    #expect(session.status(at: at(899)).entries == .permitted)
    #expect(session.status(at: at(900)).because == "undecided")
  }

  @Test("is not moved by a report that it does not believe or that is about something else") func ignored() {
    var session = session(grant(1))
    #expect(
      kinds(session.step(.reviewed(.refused(refusal(.signatureInvalid))), at: at(1))) == [
        "alert signature.invalid"
      ])
    #expect(kinds(session.step(.reviewed(.notConcerning(refusal(.wrongEnvironment))), at: at(1))) == ["note"])
    #expect(session.status(at: at(1)).entries == .permitted)
  }

  @Test("stops entries when the kill switch trips, and asks again after a reset") func killSwitch() {
    var session = session(grant(1))
    #expect(kinds(session.step(.signal(.trip), at: at(1))) == ["trip signal"])
    let tripped = KillSwitchState.tripped(id: "1a", cause: .signal, reason: "r", at: at(1))
    #expect(
      kinds(session.step(.killSwitch(tripped, trouble: nil), at: at(1))) == [
        "record kill-switch-tripped", "alert kill-switch.tripped", "record suspended",
        "alert entries.suspended",
      ])
    #expect(session.status(at: at(1)).entries == .stopped)
    #expect(kinds(session.step(.killSwitch(tripped, trouble: nil), at: at(2))) == [])
    #expect(
      kinds(session.step(.requested(.reset(tripID: "2b", reason: "r"), file: "f"), at: at(2))) == [
        "alert kill-switch.reset-refused", "discard f",
      ])
    #expect(
      kinds(session.step(.requested(.reset(tripID: "1a", reason: "r"), file: "f"), at: at(2))) == [
        "reset 1a", "discard f",
      ])
    #expect(
      kinds(session.step(.killSwitch(.armed(reason: "reset: r", at: at(2)), trouble: nil), at: at(2))) == [
        "record kill-switch-reset", "note", "review", "record resumed", "note",
      ])
  }

  @Test("takes files as requests") func requests() {
    var session = session(grant(1))
    #expect(
      kinds(session.step(.requested(.trip(cause: .fileDrop, reason: "r"), file: "f"), at: at(1))) == [
        "trip file-drop", "discard f",
      ])
    #expect(
      kinds(session.step(.requested(.unintelligible("x"), file: "f"), at: at(1))) == [
        "alert kill-switch.reset-refused", "discard f",
      ])
  }

  @Test("says that a trip could not be written, and is tripped") func unwritten() {
    var session = session(grant(1))
    let tripped = KillSwitchState.tripped(id: "1a", cause: .signal, reason: "r", at: at(1))
    let trouble = EngineError(.killSwitchUnwritten, "no room")
    #expect(
      kinds(session.step(.killSwitch(tripped, trouble: trouble), at: at(1))).first
        == "alert kill-switch.not-recorded")
    #expect(session.status(at: at(1)).entries == .stopped)
  }

  @Test("permits nothing that it cannot record") func recording() {
    var session = session(grant(1))
    #expect(
      kinds(session.step(.notRecorded("no room"), at: at(1))) == [
        "alert decision-log.not-written", "record suspended", "alert entries.suspended",
      ])
    #expect(kinds(session.step(.notRecorded("no room"), at: at(2))) == ["alert decision-log.not-written"])
    #expect(kinds(session.step(.recorded, at: at(3))) == ["record resumed", "note"])
  }

  @Test("suspends a mode whose behaviours a new report does not certify") func behaviours() {
    let needed = ["b", "a"]
    #expect(EngineSession.missingBehaviours(needed, in: Grants()) == ["a", "b"])
    let certified = ["a": "yes", "b": "yes"]
    var session = session(grant(1, behaviours: certified), needs: needed)
    #expect(session.status(at: at(1)).entries == .permitted)
    _ = session.step(.reviewed(.granted(grant(2, behaviours: ["a": "yes", "b": "not-observed"]))), at: at(1))
    #expect(session.status(at: at(1)).because == "not certified: b")
  }

  @Test("suspends entries where a new report grants a smaller daily loss than the core was started with")
  func dailyLoss() {
    var session = session(grant(1))
    session.dailyLossInForce = ExactDecimal("250")
    for (granted, isPermitted) in [("250", true), ("249.99", false), ("300", true)] {
      let limits = Grants(maxDailyLossUSD: ExactDecimal(granted))
      let renewed = Grant<Live>(
        environment: .simulator, limits: limits, expiresAt: at(3_600), account: nil, reportSha256: sha256,
        sequence: 2)
      _ = session.step(.reviewed(.granted(renewed)), at: at(1))
      let status = session.status(at: at(1))
      #expect((status.entries == .permitted) == isPermitted, "\(granted)")
      #expect(status.hold == (isPermitted ? nil : .dailyLossLimit))
    }
  }

  @Test(
    "trips at the smaller daily loss of configuration and Grant", arguments: [("100", "100"), ("900", "250")])
  func smallerLoss(granted: String, inForce: String) throws {
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080" }
      symbols: [PF_XBTUSD]
      margin-mode: isolated
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 10 }

      """
    let configuration = try #require(
      ConfigurationDocument(Array(text.utf8), file: "engine.yaml").configuration)
    let limits = Grants(maxDailyLossUSD: ExactDecimal(granted))
    let rules = try TradingRules(configuration, instance: 1, grants: limits)
    #expect(rules.maxDailyLossUSD.description == inForce)
  }

  @Test("writes a heartbeat every minute and a watchdog as often as asked") func beats() {
    var session = session(grant(1), watchdog: 5_000)
    var heartbeats = 0
    var watchdogs = 0
    for second in 0..<180 {
      let effects = kinds(session.step(.tick, at: at(Int64(second))))
      heartbeats += effects.count { $0 == "record heartbeat" }
      watchdogs += effects.count { $0 == "watchdog" }
    }
    #expect(heartbeats == 2)
    #expect(watchdogs == 36)
  }

  @Test("tells of a step of the wall clock once, and permits no entries until it is right again") func clock()
  {
    var session = session(grant(1))
    #expect(kinds(session.step(.tick, at: at(1), drift: 5_000)) == [])
    let alerted = ["alert clock.stepped", "record suspended", "alert entries.suspended"]
    #expect(kinds(session.step(.tick, at: at(2), drift: -5_001)) == alerted)
    #expect(kinds(session.step(.tick, at: at(3), drift: -5_001)) == [])
    #expect(session.status(at: at(3)).because == "the wall clock was set")
    #expect(kinds(session.step(.tick, at: at(4), drift: 0)) == ["record resumed", "note"])
    #expect(kinds(session.step(.tick, at: at(5), drift: 9_000)) == alerted)
  }

  @Test("does nothing more after it was stopped, at once or when the core had finished") func stop() {
    for event in [EngineEvent.signal(.stop), .finished] {
      var session = session(grant(1))
      #expect(kinds(session.step(event, at: at(1))) == ["record session-stopped", "stop"])
      #expect(session.step(.signal(.trip), at: at(2)) == [])
      #expect(session.status(at: at(2)).isStopping)
    }
  }

  @Test("without a Grant to lose judges no reports") func ungated() {
    let free = Grant<Live>(
      environment: .simulator, limits: Grants(), expiresAt: .latest, account: nil, reportSha256: nil,
      sequence: 0)
    var session = session(free, needs: ["a"], isGrantNeeded: false)
    #expect(session.step(.reportChanged, at: at(1)) == [])
    #expect(session.status(at: at(1)).entries == .permitted)
    #expect(session.status(at: at(1)).permission == nil)
  }

  /// Whatever happens in whatever order: entries only with an armed switch and a Grant in force.
  @Test("never permits entries without permission") func anyOrder() {
    var random = SplitMix(state: 99)
    for _ in 0..<200 {
      var session = session(grant(1, minutes: 5))
      var now: Int64 = 0
      var sequence: Int64 = 1
      for _ in 0..<60 {
        now += Int64(random.next() % 40)
        sequence += Int64(random.next() % 3)
        let time = at(now)
        let event: EngineEvent =
          switch random.next() % 7 {
          case 0: .tick
          case 1: .reviewed(.granted(grant(sequence, minutes: now / 60 + Int64(random.next() % 4))))
          case 2: .reviewed(.blocked(refusal(.blocked), sequence: sequence, hasFailedBlocker: true))
          case 3: .reviewed(.blocked(refusal(.blocked), sequence: sequence, hasFailedBlocker: false))
          case 4: .killSwitch(.tripped(id: "1", cause: .signal, reason: "r", at: time), trouble: nil)
          case 5: .killSwitch(.armed(reason: nil, at: time), trouble: nil)
          default: random.next() % 2 == 0 ? .notRecorded("x") : .recorded
          }
        _ = session.step(event, at: time)
        let status = session.status(at: time)
        guard status.entries == .permitted else {
          #expect(!status.because.isEmpty)
          continue
        }
        #expect(status.killSwitch.mode == .armed)
        #expect((status.permission?.expiresAt).map { $0 > time } ?? false)
      }
    }
  }
}
