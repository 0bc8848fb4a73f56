import Attestation
import Chronology
import Cryptography
import DurableFiles
import Glibc
import ReadinessReport
import StrictJSON

@testable import Admission
@testable import AuditLog

extension Mutation {
  static let clock = [
    Mutation("clock.mark-unreadable", "no JSON", part: "marks") { $0.marksFile = Array("{".utf8) },
    Mutation("clock.mark-unreadable", "another byte form", part: "marks") {
      $0.marksFile = Scenario.marks().encoded.replacing(",", with: ", ")
    },
    Mutation("clock.mark-unreadable", "another version", part: "marks") {
      $0.marksFile = Scenario.marks().encoded.replacing("v1", with: "v2")
    },
    Mutation("clock.behind-mark", "more than 5 s behind", part: "marks") {
      $0.marks = Scenario.marks(seen: 5_001, bootId: "boot-0")
    },
    Mutation("clock.stepped", "set forward by more than 5 s", part: "marks") {
      $0.marks = Scenario.marks(seen: -60_000, boot: 5_000_000 - 54_999)
    },
    Mutation("clock.stepped", "set back by more than 5 s", part: "marks") {
      $0.marks = Scenario.marks(seen: -60_000, boot: 5_000_000 - 65_001)
    },
    Mutation("report.from-future", "issued more than 5 s from now", part: "issue") {
      $0.report.issuedAt = noon.advanced(byMilliseconds: 5_001)
    },
    Mutation("report.expired", "this very moment", part: "expiry") { $0.report.expiresAt = noon },
    Mutation("report.too-old", "a millisecond over the maximum age", part: "age") {
      $0.requirements.maximumAge = .seconds(60)
      $0.report.startedAt = noon.advanced(byMilliseconds: -60_001)
    },
  ]

  static let sequence = [
    Mutation("report.head-unreadable", "no JSON", part: "heads") {
      $0.afterwards = { try $0.write("gate/heads/live.live.live.json", Array("[".utf8)) }
    },
    Mutation("report.head-unreadable", "another policy's is damaged", part: "heads") {
      $0.afterwards = { try $0.write("gate/heads/live.live.other.json", []) }
    },
    Mutation("report.head-unreadable", "no store configured", part: "heads") {
      $0.requirements.storeFolder = nil
    },
    Mutation("report.head-missing", "no head file", part: "heads") { $0.heads = { _ in [] } },
    Mutation("report.head-missing", "no folder", part: "heads") {
      $0.afterwards = { $0.remove("gate/heads") }
    },
    Mutation("report.head-missing", "about another engine only", part: "heads") {
      $0.heads = { own in
        var other = own
        other.engine = digest("another").hex
        return [Head(policyName: "live", entries: [other])]
      }
    },
    Mutation("report.older-than-head", "a newer READY", part: "heads") {
      $0.heads = { [Head(policyName: "live", entries: [$0.later(by: 1)])] }
    },
    Mutation("report.older-than-head", "a newer BLOCKED of the same policy", part: "heads") {
      $0.heads = { [Head(policyName: "live", entries: [$0.later(by: 1, .blocked)])] }
    },
    Mutation("report.older-than-head", "another report of the same number", part: "heads") {
      $0.heads = { [Head(policyName: "live", entries: [$0.later(by: 0)])] }
    },
    Mutation("report.older-than-head", "a later one was admitted", part: "marks") {
      $0.marks = Scenario.marks(sequence: .max)
    },
    Mutation("report.superseded", "BLOCKED later under another policy", part: "heads") {
      $0.heads = {
        [
          Head(policyName: "live", entries: [$0]),
          Head(policyName: "other", entries: [$0.later(by: 1, .blocked)]),
        ]
      }
    },
    Mutation("report.sequence-ahead", "more than a day", part: "number") {
      $0.report.sequence = noon.unixMilliseconds + 86_400_001
    },
  ]

  static let policy =
    [
      Mutation("policy.not-pinned", "nothing pinned for live", part: "pin") {
        $0.requirements.policySha256 = nil
      },
      Mutation("policy.mismatch", "another policy pinned", part: "pin") {
        $0.requirements.policySha256 = digest("another").hex
      },
    ]
    + (0..<4).map { index in
      Mutation("report.required-blocker-missing", "blocker \(index)", part: "blockers") {
        $0.report.blockers.remove(at: index)
      }
    } + [
      Mutation("report.required-blocker-missing", "one that the configuration adds", part: "required") {
        $0.requirements.requiredBlockers = [.init(id: "clock", check: "clock-sync")]
      },
      Mutation("report.required-blocker-missing", "the same check under another id", part: "blockers") {
        $0.report.blockers[3].id = "certified"
      },
      Mutation("report.required-blocker-substituted", "another check", part: "blockers") {
        $0.report.blockers[3].check = "external"
      },
      Mutation("report.required-blocker-substituted", "one that the configuration adds", part: "required") {
        $0.report.blockers.append(Scenario.blocker("clock", check: "external"))
        $0.requirements.requiredBlockers = [.init(id: "clock", check: "clock-sync")]
      },
      Mutation("report.verdict-inconsistent", "READY although a blocker failed", part: "verdict") {
        $0.setOutcome(.fail)
        $0.report.verdict = .ready
      },
      Mutation("report.verdict-inconsistent", "another summary", part: "verdict") {
        $0.editPayload = { $0.replacing(#""summary":{"pass":4"#, with: #""summary":{"pass":5"#) }
      },
      Mutation("report.verdict-inconsistent", "passed without a finding", part: "verdict") {
        $0.report.blockers[0].findings = []
      },
      Mutation("report.verdict-inconsistent", "waived without a waiver", part: "verdict") {
        $0.setOutcome(.waived, observed: .fail)
      },
      Mutation("report.blocked", "a blocker failed", part: "verdict") { $0.setOutcome(.fail) },
      Mutation("report.blocked", "a blocker is unknown", part: "verdict") { $0.setOutcome(.unknown) },
      Mutation("report.blocked", "a blocker timed out", part: "verdict") { $0.setOutcome(.timeout) },
      Mutation("report.blocked", "a blocker did not run", part: "verdict") { $0.setOutcome(.blocked) },
    ]

  static let waivers = [
    Mutation("waiver.invalid", "signed by a stranger", part: "waiver") { try $0.waive(by: [9]) },
    Mutation("waiver.invalid", "signed by a gate", part: "waiver") { try $0.waive(by: [2]) },
    Mutation("waiver.invalid", "under another policy", part: "waiver") {
      try $0.waive { $0.policySha256 = digest("another").hex }
    },
    Mutation("waiver.invalid", "under a policy of another name", part: "waiver") {
      try $0.waive { $0.policyName = "other" }
    },
    Mutation("waiver.invalid", "for demo", part: "waiver") { try $0.waive { $0.environment = .demo } },
    Mutation("waiver.invalid", "for certification", part: "waiver") {
      try $0.waive { $0.scope = .certification }
    },
    Mutation("waiver.invalid", "for another blocker", part: "waiver") {
      try $0.waive { $0.blocker = "state-paths" }
    },
    Mutation("waiver.invalid", "begun before the key", part: "waiver") {
      try $0.waive { $0.notBefore = noon.advanced(byMilliseconds: -2 * 86_400_000) }
    },
    Mutation("waiver.invalid", "without a reason", part: "waiver") { try $0.waive { $0.reason = " " } },
    Mutation("waiver.invalid", "twice for one blocker", part: "waiver") {
      try $0.waive()
      try $0.waive()
    },
    Mutation("waiver.invalid", "no envelope", part: "waiver") {
      try $0.waive()
      $0.report.waivers[0].envelope = [:]
    },
    Mutation("waiver.invalid", "the approver's key is revoked", part: "waiver") {
      try $0.waive()
      $0.keys[2].revokedAt = noon
    },
    Mutation("waiver.expired", "this very moment", part: "waiver") { try $0.waive { $0.expiresAt = noon } },
    Mutation("waiver.expired", "not yet in force", part: "waiver") {
      try $0.waive { $0.notBefore = noon.advanced(byMilliseconds: 1) }
    },
    Mutation("waiver.over-cap", "three, two are allowed", part: "waiver") {
      for index in 1...3 { try $0.waive(index) }
    },
    Mutation("waiver.over-cap", "a millisecond too long", part: "waiver") {
      $0.requirements.waiverCaps.maximumLifetime = .hours(1)
      try $0.waive { $0.expiresAt = $0.notBefore.advanced(byMilliseconds: 3_600_001) }
    },
    Mutation("waiver.same-key", "the report's own signer", part: "waiver") {
      $0.keys.append(KeyEntry(name: "both", number: 5, role: .approver))
      $0.keys[4].alsoGate = true
      $0.signers = [5]
      try $0.waive(by: [5])
    },
  ]

  static let approvals = [
    Mutation("approval.missing", "an empty folder", part: "approval") { $0.approve(by: []) },
    Mutation("approval.missing", "no folder", part: "approval") {
      $0.approve(by: [])
      $0.requirements.approvalsFolder = $0.scratch["nowhere"]
    },
    Mutation("approval.missing", "no folder configured", part: "approval") {
      $0.approve()
      $0.requirements.approvalsFolder = nil
    },
    Mutation("approval.missing", "one of two", part: "approval") { $0.approve(needed: 2, by: [[3]]) },
    Mutation("approval.missing", "one person twice", part: "approval") {
      $0.approve(needed: 2, by: [[3], [3]])
    },
    Mutation("approval.missing", "under another name of file", part: "approval") {
      $0.approve()
      $0.approvals[0].name = "0.txt"
    },
    Mutation("approval.expired", "this very moment", part: "approval") { $0.approve { $0.expiresAt = noon } },
    Mutation("approval.expired", "not yet in force", part: "approval") {
      $0.approve { $0.notBefore = noon.advanced(byMilliseconds: 1) }
    },
    Mutation("approval.mismatch", "another engine", part: "approval") {
      $0.approve { $0.subjects[0].sha256 = digest("another").hex }
    },
    Mutation("approval.mismatch", "another policy", part: "approval") {
      $0.approve { $0.subjects[2].sha256 = digest("another").hex }
    },
    Mutation("approval.mismatch", "one subject less", part: "approval") {
      $0.approve { $0.subjects.removeLast() }
    },
    Mutation("approval.mismatch", "for demo", part: "approval") { $0.approve { $0.environment = .demo } },
    Mutation("approval.mismatch", "for certification", part: "approval") {
      $0.approve { $0.scope = .certification }
    },
    Mutation("approval.mismatch", "smaller grants", part: "approval") {
      $0.approve { $0.grants.maxOrders = 59 }
    },
    Mutation("approval.mismatch", "longer than 30 days", part: "approval") {
      $0.approve { $0.expiresAt = $0.notBefore.advanced(byMilliseconds: 30 * 86_400_000 + 1) }
    },
    Mutation("approval.mismatch", "without a reason", part: "approval") { $0.approve { $0.reason = "" } },
    Mutation("approval.mismatch", "signed by a stranger", part: "approval") { $0.approve(by: [[9]]) },
    Mutation("approval.mismatch", "signed by a gate that did not sign the report", part: "approval") {
      $0.approve(by: [[2]])
    },
    Mutation("approval.mismatch", "no envelope", part: "approval") {
      $0.approve()
      $0.approvals[0].bytes = { _ in Array("{}".utf8) }
    },
    Mutation("approval.mismatch", "a waiver", part: "approval") {
      $0.approve()
      let waiver = BlockerWaiver(
        policySha256: Scenario.policyDigest, environment: .live, scope: .live, policyName: "live",
        blocker: "x",
        blockerSha256: Scenario.policyDigest, reason: "r", approver: "alice", notBefore: noon,
        expiresAt: noon.advanced(byMilliseconds: 1))
      $0.approvals[0].bytes = { _ in try sign(waiver.statement(), by: [3]) }
    },
    Mutation("approval.same-key", "the gate's own", part: "approval") { $0.approve(by: [[1]]) },
    Mutation("approval.same-key", "a key of both roles", part: "approval") {
      $0.keys.append(KeyEntry(name: "both", number: 5, role: .approver))
      $0.keys[4].alsoGate = true
      $0.signers = [5]
      $0.approve(by: [[5]])
    },
  ]

  static let state = [
    Mutation("state-path.mismatch", "another path", part: "state paths") {
      $0.loaded.statePaths["INSTRUMENT_SPECS_CACHE_PATH"] = $0.scratch["state/other.json"]
    },
    Mutation("state-path.mismatch", "one that the gate did not check", part: "state paths") {
      $0.loaded.statePaths["JOURNAL_PATH"] = $0.scratch["state/journal"]
    },
    Mutation("state-path.mismatch", "one that the engine does not know", part: "state paths") {
      $0.report.statePaths["JOURNAL_PATH"] = $0.scratch["state/journal"]
    },
    Mutation("state-path.not-writable", "a folder in the place of the file", part: "state files") {
      $0.afterwards = { try $0.createFolder("state/instrument_specs_cache.json") }
    },
    Mutation("state-path.not-writable", "a link in the place of the file", part: "state files") {
      $0.afterwards = { $0.link("state/instrument_specs_cache.json", to: "elsewhere") }
    },
    Mutation("state-path.not-writable", "no folder", part: "state paths") {
      let path = $0.scratch["nowhere/cache.json"]
      $0.loaded.statePaths["INSTRUMENT_SPECS_CACHE_PATH"] = path
      $0.report.statePaths["INSTRUMENT_SPECS_CACHE_PATH"] = path
    },
    Mutation("state-path.not-writable", "a file system that takes no files", part: "state paths") {
      $0.loaded.statePaths["INSTRUMENT_SPECS_CACHE_PATH"] = "/proc/cache.json"
      $0.report.statePaths["INSTRUMENT_SPECS_CACHE_PATH"] = "/proc/cache.json"
    },
    Mutation("decision-log.not-as-anchored", "the log is gone", part: "anchor") {
      $0.report.anchor = .init(entries: 3, headSha256: digest("an entry").hex)
    },
    Mutation("decision-log.not-as-anchored", "the log is shorter", part: "anchored log") {
      let log = $0.log
      try log.append("heartbeat", at: noon)
      $0.report.anchor = .init(entries: 2, headSha256: digest("an entry").hex)
    },
    Mutation("decision-log.not-as-anchored", "another log of the same length", part: "anchored log") {
      let log = $0.log
      for _ in 0..<2 { try log.append("heartbeat", at: noon) }
      $0.report.anchor = .init(entries: 2, headSha256: digest("an entry").hex)
    },
    Mutation("decision-log.not-as-anchored", "another log that is longer", part: "anchored log") {
      let log = $0.log
      for _ in 0..<9 { try log.append("heartbeat", at: noon) }
      $0.report.anchor = .init(entries: 2, headSha256: digest("an entry").hex)
    },
    Mutation("decision-log.not-as-anchored", "the loss of another log is recorded", part: "anchored log") {
      try Admission.resetMarks(
        reason: "r", killSwitchPath: $0.loaded.killSwitchPath, world: $0.world,
        anchors: [.init(entries: 4, headSha256: digest("an entry").hex)])
      $0.report.anchor = .init(entries: 3, headSha256: digest("an entry").hex)
    },
    Mutation("kill-switch.not-armed", "tripped", part: "kill switch") {
      $0.loaded.killSwitch = .other("tripped (daily loss)")
    },
    Mutation("admission.not-recorded", "the log is damaged", part: "log") {
      $0.afterwards = { try $0.write("state/decisions.jsonl", Array("{}\n".utf8)) }
    },
    Mutation("admission.not-recorded", "a folder in the place of the log", part: "log") {
      $0.afterwards = { try $0.createFolder("state/decisions.jsonl") }
    },
    Mutation("admission.not-recorded", "a folder in the place of the lock", part: "log") {
      $0.afterwards = { try $0.createFolder("state/decisions.jsonl.lock") }
    },
  ]
}

extension DecisionLog {
  /// As a gate would have seen the log when it ended with this entry.
  func anchor(afterEntry number: Int64) throws -> ReadinessReport.Anchor {
    let lines = try DurableFiles.read(path, limit: 1 << 20).split(separator: 0x0A)
    return .init(entries: number, headSha256: SHA256.digest(of: Array(lines[Int(number) - 1])).hex)
  }
}

extension HeadEntry {
  /// Another report about the same pair.
  func later(by count: Int64, _ verdict: Verdict = .ready) -> HeadEntry {
    HeadEntry(
      engine: engine, configuration: configuration, sequence: sequence + count, sha256: digest("later").hex,
      verdict: verdict)
  }
}

extension Scenario {
  /// Marks of an admission in this boot, with both clocks in step.
  ///
  /// - Parameter seen: milliseconds after noon.
  static func marks(
    seen: Int64 = -60_000, bootId: String = "boot-1", boot: Int64? = nil, sequence: Int64 = 0,
    generation: Int64 = 1
  ) -> AdmissionMarks {
    AdmissionMarks(
      latestSeen: noon.advanced(byMilliseconds: seen), bootId: bootId,
      bootTimeMilliseconds: boot ?? 5_000_000 + seen, sequence: ["live.live": sequence],
      keyringGeneration: generation)
  }
}
