import Attestation
import Chronology
import DocumentSchema
import DurableFiles
import GateScene
import ReadinessGate
import ReadinessReport
import StrictJSON
import StrictYAML
import Testing

@Suite("The policy's JSON Schema") struct PolicySchemaTests {
  private static let absent = Comment(rawValue: PythonPeer.absent)

  /// Policies as people write them, each with whether the gate takes it.
  private static let cases: [(text: String, isValid: Bool)] = {
    let whole = PolicyWorld.whole
    func with(_ old: String, _ new: String) -> String {
      whole.split(separator: old, maxSplits: 1).joined(separator: new)
    }
    return [
      (whole, true), (PolicyWorld.policy(PolicyWorld.blocker("a")), true),
      (PolicyWorld.policy(PolicyWorld.blocker("a", "with: { word: b }")), true),
      (with("policy: v1", "policy: v2"), false), (with("name: whole", "name: Whole"), false),
      (with("name: whole", "nmae: whole"), false), (with("environment: live", "environment: prod"), false),
      (with("scope: certification", "scope: all"), false),
      (with("valid-for: 6h", "valid-for: 6 hours"), false),
      (with("valid-for: 6h", "valid-for: 6"), false),
      (with("symbols: [PF_XBTUSD, PF_ETHUSD]", "symbols: []"), false),
      (with("symbols: [PF_XBTUSD, PF_ETHUSD]", "symbols: [A, A]"), false),
      (with("\"5000.50\"", "unlimited"), false), (with("max-orders: 60", "max-orders: 0"), false),
      (with("max-orders: 60", "max-orders: many"), false), (with("maximum: 1", "maximum: 101"), false),
      (with("maximum: 1", "most: 1"), false), (with("id: first", "id: First"), false),
      (with("title: The first", "title: ''"), false), (with("risk: critical", "risk: grave"), false),
      (with("check: stub", "check: stump"), false), (with("timeout: 500ms", "timeout: soon"), false),
      (with("user: trading", "user: 'Trading User'"), false),
      (with("needs: [second]", "needs: second"), false),
      (with("path: 'data/${NONE:-x}.json', ", ""), false), (with("size: 100MB", "size: 100"), false),
      (with("size: 100MB", "sise: 100MB"), false), (with("blockers:", "blocker:"), false),
    ]
  }()

  @Test("and the loader agree on policies", .enabled(if: PythonPeer.withSchemas != nil, absent))
  func agreement() throws {
    let schema = PolicyAuthoring.schema(PolicyWorld.registry)
    let answers = try #require(PythonPeer.validate(Self.cases.map(\.text), against: schema))
    #expect(answers.count == Self.cases.count)
    for (item, answer) in zip(Self.cases, answers) {
      #expect(PolicyWorld(item.text).diagnostics().isEmpty == item.isValid, "\(item.text)")
      #expect((answer == "valid") == item.isValid, "\(answer): \(item.text)")
    }
  }

  @Test("takes the policies that are shipped", .enabled(if: PythonPeer.withSchemas != nil, absent))
  func shipped() throws {
    let folder = "\(BuiltPrograms.package)/policies"
    let names = ((try? DurableFiles.list(folder, limit: 100)) ?? []).compactMap(\.name)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let texts = try names.map {
      String(decoding: try DurableFiles.read("\(folder)/\($0)", limit: 1 << 20), as: UTF8.self)
    }
    let answers = try #require(PythonPeer.validate(texts, against: PolicyAuthoring.schema()))
    // A folder of no policies makes one answer for no text.
    for (name, answer) in zip(names, answers) {
      #expect(answer == "valid", "\(name)")
      let answer = LintAnswer.policy("\(folder)/\(name)", environment: [:])
      #expect(answer.isValid, "\(answer.mistakes)")
    }
  }

  @Test("gives defaults that it would take itself", .enabled(if: PythonPeer.withSchemas != nil, absent))
  func defaults() throws {
    func check(_ schema: JSON) throws {
      for member in schema["properties"]?.members ?? [] {
        if let value = member.value["default"] {
          #expect(
            PythonPeer.validate([value.text()], against: member.value.text()) == ["valid"], "\(member.key)")
        }
        if member.key != "grants" { try check(member.value) }
      }
    }
    try check(try JSON.parse(Array(PolicyAuthoring.schema(PolicyWorld.registry).utf8)))
  }

  @Test("is the same text every time, with every check in it")
  func text() throws {
    #expect(PolicyAuthoring.schema() == PolicyAuthoring.schema())
    let schema = try JSON.parse(Array(PolicyAuthoring.schema().utf8))
    #expect(schema["$schema"]?.stringValue == "https://json-schema.org/draft/2020-12/schema")
    let blocker = schema["properties"]?["blockers"]?["items"]
    #expect(blocker?["allOf"]?.arrayValue?.count == CheckRegistry.builtIn.kinds.count)
    #expect(
      blocker?["properties"]?["check"]?["enum"]?.arrayValue?.compactMap(\.stringValue)
        == CheckRegistry.builtIn.kinds)
  }

  @Test("is what a check's explanation is made of")
  func explanation() throws {
    for kind in CheckRegistry.builtIn.kinds {
      let text = try PolicyAuthoring.explain(kind)
      #expect(text.hasPrefix("\(kind)\n"))
      #expect(text.contains("Parameters, under 'with:'"))
      #expect(PolicyAuthoring.checks().contains("\(kind) "))
    }
    #expect(try PolicyAuthoring.explain("state-path").contains("root  (required)"))
    #expect(try PolicyAuthoring.explain("state-path").contains("survives  (default \"process\")"))
    let failure = #expect(throws: GateFailure.self) { try PolicyAuthoring.explain("nothing") }
    #expect(failure?.exitStatus == 64)
  }
}

@Suite("Any bytes as a policy") struct PolicyMutationTests {
  private static let pieces = [
    "\n", "  ", "- ", ": ", "[", "]", "{", "}", "${", "}", "$", "..", "/", "'", "\"", "\t", "\0", "»", "é",
    "0", "9",
    "live", "needs: [first]", "include: [p.yaml]", "id: first\n", "1s", "null", "~",
  ].map { Array($0.utf8) }

  @Test("end in a valid policy or in mistakes inside the text", arguments: 0..<6)
  func mutations(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed) + 100)
    var valid = 0
    for _ in 0..<250 {
      var bytes = Array(PolicyWorld.whole.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes.removeSubrange(place..<end)
        case 2:
          bytes.insert(
            contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0..<bytes.count, using: &generator))
        case 3: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
        default: bytes.insert(.random(in: 0x20...0x7E, using: &generator), at: place)
        }
      }
      let world = PolicyWorld(String(decoding: bytes, as: UTF8.self))
      do throws(PolicyMistakes) {
        let loaded = try world.load()
        valid += 1
        Self.check(loaded)
      } catch {
        #expect(!error.diagnostics.isEmpty)
        #expect(error.rendered().hasSuffix("nothing was checked"))
        let places = error.diagnostics.map { [$0.position.line, $0.position.column] }
        #expect(places == places.sorted { $0.lexicographicallyPrecedes($1) })
      }
    }
    #expect(valid > 0)
  }

  /// What loads keeps every promise that the rest of the gate relies on.
  private static func check(_ loaded: LoadedPolicy) {
    let policy = loaded.policy
    let ids = policy.blockers.map(\.id)
    #expect(!ids.isEmpty && Set(ids).count == ids.count)
    #expect(policy.blockers.allSatisfy { $0.needs.allSatisfy { ids.contains($0.value) && true } })
    if policy.environment.reachesVenue {
      #expect(!policy.subjects.isEmpty && policy.grants.symbols?.isEmpty == false)
      #expect(policy.grants.maxOrderNotionalUSD != nil && policy.grants.maxDailyLossUSD != nil)
      #expect(policy.grants.maxPositionNotionalUSD != nil && policy.grants.maxOrdersPerMinute != nil)
    }
    if policy.scope == .certification { #expect(policy.grants.maxOrders != nil) }
    if policy.environment == .live { #expect(policy.validFor.count <= 86_400_000) }
    #expect((try? JSON.parse(loaded.resolvedBytes)) != nil)
    // The needs lead nowhere in a circle: taking away what needs nothing leaves nothing.
    var rest = policy.blockers
    while true {
      let open = Set(rest.map(\.id))
      let next = rest.filter { $0.needs.contains { open.contains($0.value) } }
      if next.count == rest.count { break }
      rest = next
    }
    #expect(rest.isEmpty)
  }

  @Test("with a chain of two thousand needs load")
  func size() throws {
    var text = "policy: v1\nname: p\nenvironment: simulator\nblockers:\n"
    for number in 0..<2_000 {
      text += "  - id: b\(number)\n    title: T\n    risk: low\n    check: other\n"
      if number > 0 { text += "    needs: [b\(number - 1)]\n" }
    }
    #expect(try PolicyWorld(text).load().policy.blockers.count == 2_000)
  }
}
