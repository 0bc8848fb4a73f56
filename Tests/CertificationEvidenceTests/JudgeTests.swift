import Attestation
import CertificationEvidence
import Chronology
import ExactDecimal
import StrictJSON
import Testing
import Trading
import TranscriptScene

@Suite("The judge") struct JudgeTests {
  static func judge(_ scene: TranscriptScene) -> TranscriptJudgement {
    TranscriptJudgement(scene.transcript, adapter: KrakenTranscriptAdapter())
  }

  @Test("passes every case that an honest venue plays", arguments: CertificationCase.allCases)
  func honest(_ certificationCase: CertificationCase) throws {
    let judgement = Self.judge(TranscriptScene(cases: [certificationCase]))
    let found = try #require(judgement.cases.first)
    #expect(found.code == .passed, "\(found.code.rawValue): \(found.detail)")
    #expect(found.attribution == .orderID)
    let below = certificationCase.order.firesBelow(protecting: certificationCase.position)
    #expect(found.record.trigger?.price.description == (below ? "69989" : "70011"))
    #expect(found.record.trigger?.signals == [certificationCase.trigger])
    #expect(found.record.fills.map(\.price.description) == [below ? "69988" : "70012"])
    #expect(
      found.record.slippage?.description == (certificationCase.order == .stopLoss ? "2" : "-2"),
      "a take-profit that fills beyond its trigger gains")
    #expect(found.record.latencyMilliseconds == 150)
    #expect(found.record.sent["body"]?.stringValue?.contains("reduceOnly=true") == true)
    #expect(
      found.record.shown["triggerSignal"]?.stringValue?.contains(certificationCase.trigger.rawValue) == true)
    #expect(judgement.environment == .simulator)
    #expect(judgement.instruments.map(\.symbol) == ["PF_XBTUSD"])
    #expect(judgement.instruments.first?.values["tickSize"] == "1")
  }

  @Test("lets a list tell of the fill before the price is read, if that comes at once")
  func together() throws {
    var scene = TranscriptScene()
    scene.insert(["reached.ticker"], before: "after.fills", as: "late-")
    let fired = scene.venueTime(of: "flat.positions").advanced(byMilliseconds: -20)
    scene.answer("after.fills", replacing: "FILLTIME-0#", with: fired.description)
    scene.remove("reached")
    let found = try #require(Self.judge(scene).cases.first)
    #expect(found.code == .passed, "\(found.code.rawValue): \(found.detail)")
    #expect(found.record.trigger?.price == ExactDecimal(69_989))
  }

  @Test("records which signals were at the trigger, where prices do not tell them apart")
  func signals() {
    var scene = TranscriptScene()
    scene.answer("reached.ticker", replacing: #""markPrice":70000"#, with: #""markPrice":69989"#)
    #expect(Self.judge(scene).cases.first?.record.trigger?.signals == [.last, .mark])
  }

  @Test("judges many cases of one run, each by itself")
  func many() {
    var scene = TranscriptScene(cases: CertificationCase.allCases)
    #expect(Self.judge(scene).cases.allSatisfy { $0.verdict == .pass })
    scene.answer("3.shown.orders", replacing: #""reduceOnly":true"#, with: #""reduceOnly":false"#)
    let cases = Self.judge(scene).cases
    #expect(cases.filter { $0.verdict != .pass }.map(\.certificationCase) == [CertificationCase.allCases[3]])
  }

  @Test("passes a case that holds what an honest venue may show as well", arguments: Honesty.all)
  func honesty(_ honesty: Honesty) throws {
    var scene = TranscriptScene()
    honesty.change(&scene)
    let found = try #require(Self.judge(scene).cases.first)
    #expect(found.code == .passed, "\(found.code.rawValue): \(found.detail)")
  }

  @Test("does not pass a case with a deviation", arguments: Deviation.all)
  func deviation(_ deviation: Deviation) throws {
    var scene = TranscriptScene()
    deviation.change(&scene)
    let found = try #require(Self.judge(scene).cases.first)
    #expect(found.code == deviation.code, "\(found.code.rawValue): \(found.detail)")
    #expect(found.verdict != .pass)
    #expect(found.detail.contains(deviation.detail), "\(found.detail)")
    #expect(found.record.verdict == found.verdict)
    #expect(found.record.reason == found.code.rawValue)
  }

  @Test("has a deviation for every reason not to pass")
  func coverage() {
    let provoked = Set(Deviation.all.map(\.code)).union([.passed, .arithmetic])
    #expect(Set(JudgementCode.allCases).subtracting(provoked) == [])
  }

  @Test(
    "believes no attempt's success over another's failure, and lets a later attempt mend what proved nothing")
  func attempts() throws {
    let one = CertificationCase(.stopLoss, .long, .last)
    func scene(_ change: (inout TranscriptScene) -> Void) -> TranscriptScene {
      var first = TranscriptScene(cases: [one])
      change(&first)
      let second = TranscriptScene(cases: [.init(.stopLoss, .short, .last), one])
      first.steps += second.steps.filter { $0.label.hasPrefix("1.") }
      return first
    }
    func verdict(_ scene: TranscriptScene) -> CaseVerdict? {
      // The second script's times are those of its own plan's second case.
      var scene = scene
      for (name, label) in [("FILLTIME-1#", "1.flat.positions"), ("ENTRYTIME-1#", "1.entry.send")] {
        let time = scene.venueTime(of: label).description
        scene.answer("1.") { TranscriptScene.replacing($0, name, time) }
      }
      return Self.judge(scene).cases.first?.verdict
    }
    #expect(verdict(scene { _ in }) == .pass)
    #expect(verdict(scene { $0.runnerGivesUp(removing: "reached", "flat", "after", "again") }) == .pass)
    #expect(
      verdict(
        scene { $0.answer("shown.orders", replacing: #""stopPrice":69990"#, with: #""stopPrice":69991"#) })
        == .fail)
  }

  @Test("derives the environment from origin and certificates, whatever the header says")
  func environment() {
    func environment(_ origin: String, _ certificates: [String], trusted: Bool) -> String {
      Self.judge(
        TranscriptScene(
          session: .init(origin: origin, certificateSha256s: certificates, isTrustedBySystem: trusted))
      ).environment.rawValue
    }
    let chain = [String(repeating: "d", count: 64)]
    #expect(environment("https://futures.kraken.com", chain, trusted: true) == "live")
    #expect(environment("https://demo-futures.kraken.com", chain, trusted: true) == "demo")
    #expect(environment("https://futures.kraken.com", chain, trusted: false) == "simulator")
    #expect(environment("https://futures.kraken.com", [], trusted: true) == "simulator")
    #expect(environment("http://futures.kraken.com", [], trusted: false) == "simulator")
    #expect(environment("https://futures.kraken.com:8443", chain, trusted: true) == "simulator")
  }
}
