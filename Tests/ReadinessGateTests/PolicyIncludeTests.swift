import DocumentSchema
import GateScene
import ReadinessGate
import ReadinessReport
import StrictJSON
import StrictYAML
import Testing

@Suite("A policy's includes") struct PolicyIncludeTests {
  private static func fragment(_ blockers: String, include: String = "") -> String {
    "policy: v1\n\(include.isEmpty ? "" : "include: \(include)\n")blockers:\n\(blockers)"
  }

  @Test("put their blockers first, depth first, in the order of the lists")
  func order() throws {
    let loaded = try PolicyWorld([
      "live/p.yaml": PolicyWorld.policy(
        PolicyWorld.blocker("own"), head: "include: [one.yaml, sub/two.yaml]\n"),
      "live/one.yaml": Self.fragment(PolicyWorld.blocker("one")),
      "live/sub/two.yaml": Self.fragment(PolicyWorld.blocker("two"), include: "[three.yaml, ../four.yaml]"),
      "live/sub/three.yaml": Self.fragment(PolicyWorld.blocker("three")),
      "live/four.yaml": Self.fragment(PolicyWorld.blocker("four")),
    ]).load("live/p.yaml")
    #expect(loaded.policy.blockers.map(\.id) == ["one", "three", "four", "two", "own"])
    #expect(
      loaded.files.map(\.path) == ["p.yaml", "one.yaml", "sub/two.yaml", "sub/three.yaml", "four.yaml"])
    #expect(loaded.policy.blockers[1].position.description == "live/sub/three.yaml:3:5")
    #expect(loaded.resolved["include"] == nil)
  }

  @Test("start relative paths from the file that holds them")
  func paths() throws {
    let loaded = try PolicyWorld([
      "p.yaml": PolicyWorld.policy("", head: "include: [sub/deep/q.yaml]\n") + "  []\n",
      "sub/deep/q.yaml": Self.fragment(
        "  - { id: a, title: T, risk: low, check: stub, with: { path: x.json, root: ../r } }\n"),
    ]).load()
    let with = loaded.policy.blockers[0].resolved["with"]
    #expect(with?["path"]?.stringValue == "sub/deep/x.json")
    #expect(with?["root"]?.stringValue == "sub/deep/../r")
    #expect(loaded.policy.blockers[0].check.folder == "sub/deep")
  }

  @Test(
    "do not climb out by a slash that a mark hides",
    arguments: ["../\u{301}x.yaml", "a/\u{301}/../../../x.yaml"])
  func hiddenSlash(path: String) {
    let world = PolicyWorld(PolicyWorld.policy(PolicyWorld.blocker("a"), head: "include: ['\(path)']\n"))
    #expect(world.diagnostics().map(\.code) == ["policy.include-outside"])
  }

  @Test("may go eight files deep, and no deeper")
  func depth() throws {
    func world(_ depth: Int) -> PolicyWorld {
      var files = ["p.yaml": PolicyWorld.policy(PolicyWorld.blocker("b0"), head: "include: [f1.yaml]\n")]
      for number in 1...depth {
        files["f\(number).yaml"] = Self.fragment(
          PolicyWorld.blocker("b\(number)"), include: number < depth ? "[f\(number + 1).yaml]" : "")
      }
      return PolicyWorld(files)
    }
    #expect(try world(8).load().policy.blockers.count == 9)
    let found = world(9).diagnostics()
    #expect(found.map(\.description).count == 1)
    #expect(found.first?.code == "policy.include-depth")
    #expect(found.first?.position.description == "f8.yaml:2:11")
  }

  @Test("may be 63 files, and no more")
  func number() throws {
    func world(_ count: Int) -> PolicyWorld {
      let names = (1...count).map { "f\($0).yaml" }
      var files = [
        "p.yaml": PolicyWorld.policy(
          PolicyWorld.blocker("own"), head: "include: [\(names.joined(separator: ", "))]\n")
      ]
      for number in 1...count { files["f\(number).yaml"] = Self.fragment(PolicyWorld.blocker("b\(number)")) }
      return PolicyWorld(files)
    }
    #expect(try world(63).load().policy.blockers.count == 64)
    #expect(world(64).diagnostics().map(\.code) == ["policy.include-depth"])
  }

  @Test("do not come back to a file that includes them, however it is spelt")
  func cycle() {
    let found = PolicyWorld([
      "p.yaml": PolicyWorld.policy(PolicyWorld.blocker("a"), head: "include: [q.yaml]\n"),
      "q.yaml": Self.fragment(PolicyWorld.blocker("b"), include: "[./x/../p.yaml]"),
    ]).diagnostics()
    #expect(found.map(\.code) == ["policy.include-cycle"])
    #expect(found.first?.message == "'p.yaml' includes itself: p.yaml -> q.yaml -> p.yaml")
  }

  @Test("show both places of an id that two files use")
  func duplicates() throws {
    let world = PolicyWorld([
      "p.yaml": PolicyWorld.policy(PolicyWorld.blocker("a"), head: "include: [q.yaml]\n"),
      "q.yaml": Self.fragment(PolicyWorld.blocker("a")),
    ])
    let found = world.diagnostics()
    #expect(found.map(\.code) == ["policy.duplicate-id"])
    #expect(found.first?.position.description == "q.yaml:3:11")
    #expect(found.first?.notes.map(\.position.description) == ["p.yaml:6:11"])
  }

  @Test("may not decide for the whole")
  func fragments() {
    for key in ["environment: live", "report: {}", "subjects: {}", "waivers: { maximum: 9 }", "scope: live"] {
      let found = PolicyWorld([
        "p.yaml": PolicyWorld.policy(PolicyWorld.blocker("a"), head: "include: [q.yaml]\n"),
        "q.yaml": "\(key)\n" + Self.fragment(PolicyWorld.blocker("b")),
      ]).diagnostics()
      #expect(found.map(\.description).first?.hasPrefix("q.yaml:1:1: error: unknown key") == true, "\(key)")
      #expect(found.count == 1)
    }
  }

  @Test("are told file by file, in the order of inclusion")
  func sorting() {
    let found = PolicyWorld([
      "p.yaml": PolicyWorld.policy(
        "  - { id: A, title: T, risk: low, check: other }\n", head: "include: [z.yaml, a.yaml]\nscope: x\n"),
      "z.yaml": Self.fragment("  - { id: A, title: T, risk: low, check: other }\n"),
      "a.yaml": Self.fragment("  - { id: B, title: T, risk: x, check: other }\n"),
    ]).diagnostics()
    #expect(
      found.map(\.position.description) == [
        "p.yaml:5:8", "p.yaml:7:11", "z.yaml:3:11", "z.yaml:3:11", "a.yaml:3:11", "a.yaml:3:30",
      ])
  }

  @Test("may come from folders whose name has a combining mark")
  func names() throws {
    let world = PolicyWorld([
      "d/\u{301}/p.yaml": PolicyWorld.policy(PolicyWorld.blocker("a"), head: "include: [q.yaml]\n"),
      "d/\u{301}/q.yaml": Self.fragment(PolicyWorld.blocker("b")),
    ])
    #expect(try world.load("d/\u{301}/p.yaml").policy.blockers.count == 2)
  }
}
