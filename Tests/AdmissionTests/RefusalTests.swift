import AuditLog
import StrictJSON
import Testing

@testable import Admission

@Suite("Admission refuses") struct RefusalTests {
  @Test("what is wrong, with its code, and records it", arguments: Mutation.all)
  func each(mutation: Mutation) throws {
    let scenario = try Scenario(mutation.change)
    let refusal = try #require(scenario.refusal(persist: true))
    #expect(refusal.code.text == mutation.code, "\(refusal)")
    #expect(!refusal.expected.isEmpty && !refusal.found.isEmpty && !refusal.hint.isEmpty)
    if mutation.part == "log" {
      #expect(refusal.notRecorded != nil)
    } else if mutation.part != "user" {
      let last = try #require(try scenario.decisions().last)
      #expect(last.kind == "refused" && last["code"]?.stringValue == mutation.code)
      #expect(refusal.notRecorded == nil)
    }
    #expect(!(try scenario.scratch.names("state").contains(".admission-probe")))
  }

  @Test("each code for at least one cause")
  func coverage() {
    let names = ["engine", "configuration", "policy", "strategy"]
    let covered = Set(
      Mutation.all.map { mutation in
        names.reduce(mutation.code) { $0.hasSuffix(".\($1)") ? $0.dropLast($1.count) + "NAME" : $0 }
      })
    #expect(Set(RefusalCode.all.map(\.text)).subtracting(covered) == [])
    #expect(covered.subtracting(RefusalCode.all.map(\.text)) == [])
    #expect(Set(RefusalCode.all.map(\.text)).count == RefusalCode.all.count)
  }

  @Test("the first of two things that are wrong", arguments: 1...8 as ClosedRange<UInt64>)
  func order(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let order = RefusalCode.all.map(\.text)
    for _ in 0..<40 {
      guard let one = Mutation.combinable.randomElement(using: &random),
        let other = Mutation.combinable.randomElement(using: &random), one.part != other.part
      else { continue }
      let scenario = try Scenario { scenario in
        try one.change(&scenario)
        let first = scenario
        scenario.afterwards = { _ in }
        scenario.editPayload = { $0 }
        scenario.editFile = { $0 }
        try other.change(&scenario)
        // Both may do something to the files at last, or to the payload.
        let second = scenario
        scenario.afterwards = { scratch in
          try first.afterwards(scratch)
          try second.afterwards(scratch)
        }
        scenario.editPayload = { second.editPayload(first.editPayload($0)) }
        scenario.editFile = { second.editFile(first.editFile($0)) }
      }
      let places = [one, other].compactMap { mutation in order.firstIndex(of: mutation.code) }
      let expected = places.min().map { order[$0] }
      let refusal = scenario.refusal(persist: true)
      #expect(refusal?.code.text == expected, "\(one.testDescription) and \(other.testDescription)")
    }
  }

  @Test("nothing about a scope that the requirements are not for")
  func scope() throws {
    let scenario = try Scenario()
    let refusal = #expect(throws: Refusal.self) {
      try Admission.admit(
        Certification.self, requirements: scenario.requirements, loaded: scenario.loaded,
        world: scenario.world,
        persist: false)
    }
    #expect(refusal?.code == .wrongScope)
  }

  @Test("without a clock")
  func clock() throws {
    let scenario = try Scenario { $0.world.clock = { nil } }
    #expect(scenario.refusal(persist: true)?.code == .clockStepped)
  }
}

extension Mutation {
  /// Those that stay what they are beside another one: codes with a fixed place that do not change what others need.
  static let combinable = all.filter { mutation in
    let order = RefusalCode.all.map(\.text)
    return order.contains(mutation.code)
      && ![
        "file", "payload", "keyring", "modes", "requirement", "signers", "waiver", "approval", "asked scope",
        "verdict", "blockers", "anchored log",
      ]
      .contains(mutation.part)
  }
}
