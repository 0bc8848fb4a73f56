import AuditLog
import Chronology
import StrictJSON
import Testing

@testable import Admission

@Suite("The marks of an admission") struct MarksTests {
  @Test("have one byte form")
  func form() throws {
    let marks = AdmissionMarks(
      latestSeen: noon, bootId: "b", bootTimeMilliseconds: 7, sequence: ["live.live": 2, "demo.live": 1],
      keyringGeneration: 3)
    #expect(
      String(decoding: marks.encoded, as: UTF8.self) == """
        {"admission":"v1","latestSeen":"2026-11-24T12:00:00.000Z","bootId":"b","bootTimeMilliseconds":7,\
        "sequence":{"demo.live":1,"live.live":2},"keyringGeneration":3,\
        "sha256":"79dbcc4b81e0f1f1fe98c34a77b8c13e70a2797e0dcf5bd0dec9798b1912ebde"}

        """)
    let scratch = try ScratchFolder()
    try scratch.write("admission.json", marks.encoded)
    #expect(try AdmissionMarks.read(scratch["admission.json"]) == marks)
    #expect(try AdmissionMarks.read(scratch["missing"]) == nil)
  }

  @Test("in any other form are damage")
  func damage() throws {
    let scratch = try ScratchFolder()
    let good = Scenario.marks().encoded
    for index in good.indices {
      var changed = good
      changed[index] ^= 0x40
      try scratch.write("admission.json", changed)
      let error = #expect(throws: AuditLogError.self) { try AdmissionMarks.read(scratch["admission.json"]) }
      #expect(error?.code == "audit.damaged", "\(index)")
    }
  }

  @Test(
    "in another order, or without one of them, are damage under a digest that is right", arguments: [0, 4])
  func members(_ index: Int) throws {
    let scratch = try ScratchFolder()
    guard case .object(var members) = try JSON.parse(Scenario.marks().encoded) else { return }
    members.removeLast()
    let removed = members.remove(at: index)
    for members in [members, members + [removed]] {
      try scratch.write("admission.json", StrictDocument.encoded(StrictDocument.sealed(members)))
      #expect(throws: AuditLogError.self) { try AdmissionMarks.read(scratch["admission.json"]) }
    }
  }

  @Test("move on and never back", arguments: 1...10 as ClosedRange<UInt64>)
  func forward(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    var marks: AdmissionMarks?
    for _ in 0..<100 {
      let clock = ClockReading(
        now: noon.advanced(byMilliseconds: Int64.random(in: -5_000...5_000, using: &random)),
        bootTimeMilliseconds: Int64.random(in: 0...10_000, using: &random))
      let next = AdmissionMarks.after(
        marks, clock: clock, bootId: "b", sequence: ("live.live", Int64.random(in: 0...9, using: &random)),
        keyringGeneration: Int64.random(in: 1...9, using: &random))
      if let marks {
        #expect(next.latestSeen >= marks.latestSeen && next.keyringGeneration >= marks.keyringGeneration)
        #expect(next.sequence["live.live"] ?? 0 >= marks.sequence["live.live"] ?? 0)
      }
      #expect(next.latestSeen >= clock.now)
      // Both clocks stay in step: judged at once, nothing has been set.
      #expect(throws: Never.self) {
        try ClockJudgement.judge(
          ClockReading(
            now: next.latestSeen,
            bootTimeMilliseconds: next.bootTimeMilliseconds), bootId: "b", marks: next)
      }
      marks = next
    }
  }

  @Test("are reset by a person with a reason, which is logged first")
  func reset() throws {
    let scenario = try Scenario { $0.marks = Scenario.marks(seen: 9_999_999, sequence: 7, generation: 2) }
    #expect(scenario.refusal()?.code == .clockBehindMark)
    let marks = try Admission.resetMarks(
      reason: "NTP was wrong at boot", killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world)
    #expect(marks.latestSeen == noon && marks.sequence == ["live.live": 7] && marks.keyringGeneration == 2)
    #expect(scenario.refusal() == nil)
    let entry = try #require(try scenario.decisions().last)
    #expect(entry.kind == "admission-reset" && entry["reason"]?.stringValue == "NTP was wrong at boot")
    #expect(entry["latestSeenBefore"]?.stringValue == "2026-11-24T14:46:39.999Z")
  }

  @Test("that are damaged are reset to nothing seen")
  func resetDamaged() throws {
    let scenario = try Scenario { $0.marksFile = [0] }
    try Admission.resetMarks(
      reason: "disk", killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world)
    #expect(try scenario.decisions().last?["marks"]?.stringValue == "damaged")
    #expect(scenario.refusal() == nil)
  }

  @Test("stay when the reset has no reason or cannot be logged")
  func resetRefused() throws {
    let scenario = try Scenario {
      $0.marks = Scenario.marks(seen: 9_999_999)
      $0.afterwards = { try $0.write("state/decisions.jsonl", Array("x\n".utf8)) }
    }
    for reason in ["", " \n", "a reason", String(repeating: "x", count: 4_097)] {
      #expect(throws: AuditLogError.self) {
        try Admission.resetMarks(
          reason: reason, killSwitchPath: scenario.loaded.killSwitchPath, world: scenario.world)
      }
    }
    #expect(scenario.refusal()?.code == .clockBehindMark)
  }
}
