import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport
import StrictJSON
import Testing

@testable import Admission

@Suite("Admission grants") struct GrantTests {
  @Test("what the report grants, until it ends, and remembers it")
  func granted() throws {
    let scenario = try Scenario()
    let grant = try scenario.grant(persist: true)
    #expect(grant.environment == .live && grant.limits == scenario.report.grants)
    #expect(grant.expiresAt == scenario.report.expiresAt && grant.account == "account-1")
    #expect(grant.sequence == scenario.report.sequence)
    let marks = try AdmissionMarks.read(scenario.scratch["state/admission.json"])
    #expect(
      marks
        == AdmissionMarks(
          latestSeen: noon, bootId: "boot-1", bootTimeMilliseconds: 5_000_000,
          sequence: ["live.live": scenario.report.sequence], keyringGeneration: 3))
    #expect(try DurableFiles.status(scenario.scratch["state/admission.json"]).mode == 0o600)
    let decisions = try scenario.decisions()
    #expect(decisions.map(\.kind) == ["admitted"])
    #expect(decisions[0]["report"]?.stringValue == grant.reportSha256)
    #expect(decisions[0]["expiresAt"]?.stringValue == grant.expiresAt.description)
    #expect(try scenario.grant(persist: true) == grant)
    #expect(try scenario.decisions().count == 2)
  }

  @Test("without leaving anything behind when only asked")
  func asked() throws {
    let scenario = try Scenario()
    let before = try scenario.scratch.names("state")
    _ = try scenario.grant()
    #expect(try scenario.scratch.names("state") == before)
    let refused = try Scenario { $0.report.expiresAt = noon }
    #expect(refused.refusal() != nil)
    #expect(try refused.scratch.names("state") == before)
  }

  @Test(
    "at the last moment that is still right",
    arguments: [
      ("no marks", nil), ("5 s behind the mark", Scenario.marks(seen: 5_000, bootId: "boot-0")),
      ("stepped by 5 s", Scenario.marks(seen: -60_000, boot: 5_000_000 - 55_000)),
      ("stepped back by 5 s", Scenario.marks(seen: -60_000, boot: 5_000_000 - 65_000)),
      ("another boot", Scenario.marks(seen: -60_000, bootId: "boot-0", boot: 9_000_000_000)),
      ("the same number again", Scenario.marks(sequence: noon.unixMilliseconds - 60_000)),
      ("the same generation", Scenario.marks(generation: 3)),
    ] as [(String, AdmissionMarks?)])
  func limits(name: String, marks: AdmissionMarks?) throws {
    let scenario = try Scenario {
      $0.marks = marks
      $0.requirements.maximumAge = .seconds(61)
      $0.keys[0].notAfter = noon.advanced(byMilliseconds: 1)
    }
    #expect(scenario.refusal() == nil)
  }

  @Test("a report from 5 s ahead and a number a day ahead")
  func ahead() throws {
    let scenario = try Scenario {
      $0.report.issuedAt = noon.advanced(byMilliseconds: 5_000)
      $0.report.sequence = noon.unixMilliseconds + 86_400_000
      $0.loaded.killSwitch = .noEntry
    }
    #expect(scenario.refusal() == nil)
  }

  @Test("no longer than a waiver and an approval hold")
  func ends() throws {
    let approved = try Scenario { $0.approve() }
    #expect(try approved.grant().expiresAt == noon.advanced(byMilliseconds: 3_000_000))
    let waived = try Scenario { try $0.waive { $0.expiresAt = noon.advanced(byMilliseconds: 70_000) } }
    #expect(try waived.grant().expiresAt == noon.advanced(byMilliseconds: 70_000))
    let longer = try Scenario { try $0.waive() }
    #expect(try longer.grant().expiresAt == longer.report.expiresAt)
  }

  @Test("on the longest of the approvals, by distinct people, in one file or several")
  func approvals() throws {
    let two = try Scenario { scenario in
      scenario.approve(needed: 2, by: [[3, 4]])
      scenario.approvals.append(("old.json", { _ in Array("no approval".utf8) }))
    }
    #expect(two.refusal() == nil)
    let several = try Scenario { $0.approve(needed: 2, by: [[3], [4], [1], [9]]) }
    #expect(several.refusal() == nil)
    let longest = try Scenario { scenario in
      scenario.approve(by: [[3]]) { $0.expiresAt = noon.advanced(byMilliseconds: 10) }
      scenario.approve(by: [[4]])
      scenario.approvals[1].name = "1.json"
    }
    #expect(try longest.grant().expiresAt == noon.advanced(byMilliseconds: 3_000_000))
  }

  @Test("with a decision log that has grown since the gate saw it", arguments: [1, 2, 5, 400] as [Int64])
  func grown(count: Int64) throws {
    let scenario = try Scenario { scenario in
      for number in 0..<400 {
        try scenario.log.append("heartbeat", at: noon, members: [JSONMember("n", .integer(number))])
      }
      scenario.report.anchor = try scenario.log.anchor(afterEntry: count)
    }
    #expect(scenario.refusal() == nil)
    // A line that a crash tore is no entry yet.
    let torn = try scenario.scratch.read("state/decisions.jsonl") + Array(#"{"previous":"#.utf8)
    try scenario.scratch.write("state/decisions.jsonl", torn)
    #expect(scenario.refusal() == nil)
  }

  @Test("not with a decision log in which an entry was changed since")
  func changed() throws {
    let scenario = try Scenario { scenario in
      for number in 0..<6 {
        try scenario.log.append("heartbeat", at: noon, members: [JSONMember("n", .integer(number))])
      }
      scenario.report.anchor = try scenario.log.anchor(afterEntry: 2)
      scenario.afterwards = { scratch in
        let changed = try scratch.read("state/decisions.jsonl").replacing(#""n":2"#, with: #""n":9"#)
        try scratch.write("state/decisions.jsonl", changed)
      }
    }
    // An append looks at the end only; the anchor is behind it.
    #expect(scenario.refusal(persist: true)?.code == .decisionLogNotAsAnchored)
  }

  @Test("with a decision log whose loss a person has recorded")
  func acknowledged() throws {
    let anchor = ReadinessReport.Anchor(entries: 3, headSha256: digest("an entry").hex)
    let scenario = try Scenario { $0.report.anchor = anchor }
    #expect(scenario.refusal()?.code == .decisionLogNotAsAnchored)
    let seen = Admission.anchor(
      scenario.requirements, killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world)
    #expect(seen == anchor)
    try Admission.resetMarks(
      reason: "the disk was replaced", killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world,
      anchors: [anchor])
    #expect(try scenario.decisions().last?["lostLogs"]?.arrayValue?.count == 1)
    #expect(scenario.refusal() == nil)
    // Nothing is said of a log that is there.
    let intact = try #require(try scenario.log.anchor())
    try Admission.resetMarks(
      reason: "again", killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world,
      anchors: [intact])
    #expect(try scenario.decisions().last?["lostLogs"] == nil)
  }

  @Test("no anchor of a report that is not vouched for, of another host, or of another kill switch")
  func strangeAnchors() throws {
    let anchor = ReadinessReport.Anchor(entries: 3, headSha256: digest("an entry").hex)
    for change in [
      { $0.signers = [9] }, { $0.report.host.machineId = "other" },
      { $0.loaded.killSwitchPath = "/elsewhere" },
      { $0.afterwards = { $0.remove("gate/report.json") } }, { $0.report.scope = .certification },
    ] as [(inout Scenario) -> Void] {
      let scenario = try Scenario {
        $0.report.anchor = anchor
        change(&$0)
      }
      let seen = Admission.anchor(
        scenario.requirements, killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world)
      #expect(seen == nil)
    }
    // One that has ended still tells how the log was.
    let ended = try Scenario {
      $0.report.anchor = anchor
      $0.report.expiresAt = noon
    }
    let seen = Admission.anchor(
      ended.requirements, killSwitchPath: ended.loaded.killSwitchPath, world: ended.world)
    #expect(seen == anchor)
  }

  @Test("only what could be recorded, also when it is only asked")
  func recordable() throws {
    for change in Mutation.state.filter({ $0.part == "log" }).map(\.change) {
      #expect(try Scenario(change).refusal()?.code == .notRecorded)
      let free = try Scenario(environment: .simulator) {
        $0.requirements.isRequired = false
        try change(&$0)
      }
      #expect(free.refusal()?.code == .notRecorded)
      #expect(free.refusal(persist: true)?.code == .notRecorded)
    }
  }

  @Test("smaller than what was approved")
  func larger() throws {
    let scenario = try Scenario { $0.approve { $0.grants.maxOrders = nil } }
    #expect(try scenario.grant().limits.maxOrders == 60)
  }

  @Test("certification on three blockers, an approval of an hour at most")
  func certification() throws {
    func scenario(lifetime: Int64) throws -> Scenario {
      try Scenario(environment: .live, scope: .certification) { scenario in
        scenario.report.blockers.removeLast()
        scenario.approve { approval in
          approval.notBefore = noon
          approval.expiresAt = noon.advanced(byMilliseconds: lifetime)
        }
      }
    }
    #expect(try scenario(lifetime: 3_600_000).refusal() == nil)
    #expect(try scenario(lifetime: 3_600_001).refusal()?.code == .approvalMismatch)
  }

  @Test("elsewhere than live with fewer demands", arguments: [TradingEnvironment.simulator, .paper, .demo])
  func elsewhere(environment: TradingEnvironment) throws {
    let scenario = try Scenario(environment: environment) { scenario in
      scenario.world.identity = .root
      scenario.world.environment = ["LD_PRELOAD": "x"]
      scenario.requirements.policySha256 = nil
      scenario.report.blockers.removeLast(3)
      guard environment != .demo else { return }
      scenario.report.subjects.removeFirst(2)
      scenario.report.libraries = [:]
      scenario.report.statePaths = [:]
      scenario.report.host.machineId = ""
      scenario.world.machineId = nil
      scenario.requirement = nil
    }
    #expect(scenario.refusal() == nil)
  }

  @Test(
    "without limits where no report is demanded, and never on a venue", arguments: TradingEnvironment.allCases
  )
  func unrestricted(environment: TradingEnvironment) throws {
    let scenario = try Scenario(environment: environment) {
      $0.requirements.isRequired = false
      $0.afterwards = { $0.remove("gate/report.json") }
    }
    guard !environment.reachesVenue else {
      #expect(scenario.refusal()?.code == .reportMissing)
      return
    }
    let grant = try scenario.grant(persist: true)
    #expect(grant.environment == environment && grant.limits == Grants() && grant.expiresAt == .latest)
    #expect(try scenario.decisions().map(\.kind) == ["admitted"])
  }
}
