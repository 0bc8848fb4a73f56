import CheckScene
import ReadinessCheck
import StatePath
import Testing

@Suite("state-path with an engine") struct EngineAnswerTests {
  private static let both = ["INSTRUMENT_SPECS_CACHE_PATH", "KILL_SWITCH_STATE_PATH"]

  private static func closed(_ status: String, _ aspect: String) -> [String] {
    both.map { "\(status) \($0) \(aspect)" }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let mode: String
    let closed: [String]
    var live = false
    var milliseconds: Int64 = 20_000
    var testDescription: String { "the engine \(mode)" }
  }

  static let cases = [
    Case(mode: "garbage", closed: closed("unknown", "path")),
    Case(mode: "refuses paths", closed: closed("unknown", "path")),
    Case(mode: "hangs", closed: closed("unknown", "path"), milliseconds: 300),
    Case(mode: "forgets", closed: ["unknown KILL_SWITCH_STATE_PATH path"]),
    Case(mode: "relative", closed: closed("unknown", "path")),
    Case(mode: "other-kind", closed: closed("fail", "path")),
    Case(mode: "other-default", closed: closed("fail", "path")),
    Case(mode: "refuses exercise", closed: closed("unknown", "survives process")),
    Case(mode: "silent", closed: closed("unknown", "survives process"), milliseconds: 700),
    Case(mode: "does-not-hold", closed: closed("unknown", "survives process")),
    Case(mode: "cannot-write", closed: closed("fail", "survives process")),
    Case(mode: "forgets-write", closed: closed("fail", "survives process")),
    Case(mode: "wrong-token", closed: closed("fail", "survives process")),
    Case(mode: "torn", closed: closed("fail", "survives process")),
    Case(mode: "leaves-temporary", closed: []),
    Case(mode: "omits", closed: closed("unknown", "survives process")),
    Case(mode: "refuses show", closed: closed("unknown", "survives process")),
    Case(
      mode: "refuses show",
      closed: ["unknown KILL_SWITCH_STATE_PATH content"] + closed("unknown", "survives process"), live: true),
    Case(
      mode: "omits",
      closed: ["unknown KILL_SWITCH_STATE_PATH content"] + closed("unknown", "survives process"),
      live: true),
  ]

  @Test("answers what it answered, and removes its probes", arguments: cases)
  func answer(_ each: Case) throws {
    let scene = try CheckScene.withEngine(mode: each.mode)
    if each.live { try scene.write("system/data/kill_switch_state.json", "{\"note\": null}") }
    scene.milliseconds = each.milliseconds
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.closed == each.closed.sorted())
    let left = scene.names(in: "system/data").filter { $0 != "kill_switch_state.json" }
    #expect(left == [".keep"])
  }

  @Test("loads what is there by the engine, and never writes it")
  func content() throws {
    let scene = try CheckScene.withEngine()
    let path = try scene.write("system/data/kill_switch_state.json", "{\"note\": null}")
    #expect(try scene.run(StatePath.self, CheckScene.enginePaths).closed == [])
    try scene.write("system/data/kill_switch_state.json", "torn")
    let inode = try scene.files.information(path, followingLinks: false)?.inode
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.closed == ["fail KILL_SWITCH_STATE_PATH content"])
    #expect(answer.findings(on: "KILL_SWITCH_STATE_PATH content").first?.found == "it is torn")
    #expect(try scene.files.information(path, followingLinks: false)?.inode == inode)
    #expect(try scene.files.read(path, limit: 100) == Array("torn".utf8))
  }

  @Test("gets the service's environment without what would load foreign code")
  func environment() throws {
    let scene = try CheckScene.withEngine()
    scene.serviceEnvironment = [
      "KILL_SWITCH_STATE_PATH": "elsewhere/k.json", "LD_PRELOAD": "/nonexistent.so",
    ]
    try scene.write("system/elsewhere/.keep", "")
    try scene.write("system/.env", "INSTRUMENT_SPECS_CACHE_PATH=elsewhere/i.json\n")
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths + "environment-files: [.env]\n")
    #expect(answer.closed == [])
    #expect(
      answer.statePaths == [
        "KILL_SWITCH_STATE_PATH": "\(scene.folder)/system/elsewhere/k.json",
        "INSTRUMENT_SPECS_CACHE_PATH": "\(scene.folder)/system/elsewhere/i.json",
      ])
  }

  @Test("asks engine and gate when the kinds are mixed")
  func mixed() throws {
    let scene = try CheckScene.withEngine()
    scene.gate = BuiltProducts.stateRole
    let yaml =
      CheckScene.enginePaths + "  - { variable: TRADE_LOG_PATH, default: data/trades.bin, kind: opaque }\n"
    let answer = try scene.run(StatePath.self, yaml)
    #expect(answer.closed == [])
    #expect(answer.statePaths.count == 3)
    #expect(scene.names(in: "system/data") == [".keep"])
  }

  @Test("is silent when there is no engine at all")
  func noEngine() throws {
    let scene = try CheckScene.withoutEngine()
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.closed == Self.closed("unknown", "path"))
    #expect(answer.statePaths == [:])
  }
}
