import Chronology
import Cryptography
import DocumentSchema
import GateScene
import ReadinessGate
import StrictJSON
import StrictYAML
import Testing

@Suite("A resolved policy") struct ResolvedPolicyTests {
  @Test("is canonical JSON with defaults filled in, durations in milliseconds and sizes in bytes")
  func whole() throws {
    let loaded = try PolicyWorld(PolicyWorld.whole).load()
    let text = String(decoding: loaded.resolvedBytes, as: UTF8.self)
    #expect(GoldenFile.difference(text + "\n", from: "resolved-whole.json", beside: #filePath) == nil)
    let least = try PolicyWorld(PolicyWorld.policy(PolicyWorld.blocker("a"))).load()
    let leastText = String(decoding: least.resolvedBytes, as: UTF8.self)
    #expect(GoldenFile.difference(leastText + "\n", from: "resolved-least.json", beside: #filePath) == nil)
  }

  @Test("has its keys sorted by bytes at every depth")
  func sorting() throws {
    func check(_ json: JSON) {
      let keys = (json.members ?? []).map(\.key)
      #expect(keys == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      for member in json.members ?? [] { check(member.value) }
      for element in json.arrayValue ?? [] { check(element) }
    }
    check(try JSON.parse(try PolicyWorld(PolicyWorld.whole).load().resolvedBytes))
  }

  @Test("is named by the SHA-256 of its bytes without a newline")
  func digest() throws {
    let loaded = try PolicyWorld(PolicyWorld.whole).load()
    #expect(loaded.resolvedSha256 == SHA256.digest(of: loaded.resolvedBytes))
    #expect(loaded.resolvedBytes.last == 0x7D)
  }

  @Test("does not depend on spelling, order of keys, comments or defaults written out")
  func sameness() throws {
    let short = PolicyWorld.policy("  - { id: a, title: T, risk: low, check: stub, with: { path: x } }\n")
    let long = """
      # the same
      blockers:
        - with: { engine: "false", size: 1000kB, path: 'x' }
          waivable: true
          needs: []
          timeout: 10000ms
          remediation: ''
          check: "stub"
          risk: low
          title: T
          id: a
      waivers: { max-lifetime: 168h, maximum: 0 }
      subjects: {}
      report: { grants: {}, deadline: 1m, valid-for: 720m }
      description: ""
      scope: live
      environment: simulator
      name: p
      policy: v1
      include: []

      """
    #expect(try PolicyWorld(short).load().resolvedSha256 == PolicyWorld(long).load().resolvedSha256)
  }

  @Test(
    "changes with everything that decides",
    arguments: [
      ("valid-for: 6h", "valid-for: 7h"), ("deadline: 30s", "deadline: 31s"), ("PF_ETHUSD", "PF_ETHUSX"),
      ("5000.50", "5000.51"), ("maximum: 1", "maximum: 2"), ("risk: critical", "risk: high"),
      ("timeout: 500ms", "timeout: 501ms"), ("user: trading", "user: other"),
      ("needs: [second]", "needs: []"),
      ("size: 100MB", "size: 101MB"), ("bin/engine", "bin/engine2"), ("scope: certification", "scope: live"),
      ("environment: live", "environment: demo"), ("Mend it.", "Mend it!"), ("${NONE:-x}", "${HOME:-x}"),
    ])
  func difference(old: String, new: String) throws {
    let text = PolicyWorld.whole
    let changed = text.split(separator: old, maxSplits: 1).joined(separator: new)
    #expect(changed != text)
    #expect(try PolicyWorld(changed).load().resolvedSha256 != PolicyWorld(text).load().resolvedSha256)
  }

  @Test("has the values of variables in it, and the report lists their uses")
  func expansion() throws {
    let loaded = try PolicyWorld(PolicyWorld.whole).load()
    #expect(loaded.resolved["subjects"]?["configuration"]?.stringValue == "/home/trading/engine.yaml")
    #expect(loaded.expansions.map(\.name) == ["HOME", "NONE"])
    #expect(loaded.expansions.map(\.value) == ["/home/trading", "x"])
    #expect(loaded.expansions.map(\.isSet) == [true, false])
    var elsewhere = PolicyWorld(PolicyWorld.whole)
    elsewhere.environment = ["HOME": "/root"]
    #expect(try elsewhere.load().resolvedSha256 != loaded.resolvedSha256)
  }

  @Test("expands nothing but paths")
  func textsStay() throws {
    let text = PolicyWorld.policy(
      "  - { id: a, title: '${HOME}', risk: low, check: other, remediation: '$HOME', with: { word: '${HOME}' } }\n",
      head: "description: '${HOME}'\n")
    let loaded = try PolicyWorld(text).load()
    #expect(loaded.expansions.isEmpty)
    #expect(loaded.policy.blockers[0].title == "${HOME}")
    #expect(loaded.policy.description == "${HOME}")
  }

  @Test("says which blockers a waiver may excuse: by default not the critical ones")
  func waivable() throws {
    for (risk, written, expected) in [
      ("low", "", true), ("high", "", true), ("critical", "", false), ("critical", "waivable: true", true),
      ("low", "waivable: false", false),
    ] {
      let more = written.isEmpty ? "" : ", \(written)"
      let loaded = try PolicyWorld(
        PolicyWorld.policy("  - { id: a, title: T, risk: \(risk), check: other\(more) }\n")
      ).load()
      #expect(loaded.policy.blockers[0].isWaivable == expected)
      #expect(loaded.policy.blockers[0].resolved["waivable"] == .bool(expected))
    }
  }

  @Test("holds limits at both ends")
  func limits() throws {
    let grants =
      "grants: { symbols: [A], max-order-notional-usd: 1, max-position-notional-usd: 1, max-daily-loss-usd: 1, max-orders-per-minute: 1 }"
    func text(_ environment: String, _ validFor: String) -> String {
      "policy: v1\nname: p\nenvironment: \(environment)\nsubjects: { engine: /x }\nreport: { valid-for: \(validFor), \(grants) }\nblockers:\n"
        + PolicyWorld.blocker("a")
    }
    #expect(PolicyWorld(text("live", "24h")).diagnostics().isEmpty)
    #expect(PolicyWorld(text("live", "86400001ms")).diagnostics().map(\.code) == ["policy.valid-too-long"])
    #expect(PolicyWorld(text("demo", "31d")).diagnostics().isEmpty)
    let title = String(repeating: "t", count: 200)
    #expect(
      PolicyWorld(
        PolicyWorld.policy("  - { id: a, title: \(title), risk: low, check: other, timeout: 1h }\n")
      ).diagnostics().isEmpty)
    #expect(
      PolicyWorld(PolicyWorld.policy("  - { id: a, title: T, risk: low, check: other, timeout: 1ms }\n"))
        .diagnostics().isEmpty)
  }
}
