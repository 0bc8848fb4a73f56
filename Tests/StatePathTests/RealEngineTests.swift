import CheckScene
import ReadinessCheck
import StatePath
import Testing

@Suite("state-path with the real engine") struct RealEngineTests {
  /// A system whose state is below its root by the service's environment, and the engine that was built beside.
  private static func scene() throws -> CheckScene {
    let scene = try CheckScene.withoutEngine()
    scene.useEngine(BuiltProducts.engine)
    let package = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    #expect(scene.shell("cp '\(package)/deploy/engine.example.yaml' engine.yaml") == 0)
    scene.subjects["configuration"] = .init(path: "\(scene.folder)/engine.yaml", sha256: "")
    scene.serviceEnvironment = [
      "KILL_SWITCH_STATE_PATH": "data/kill.json", "INSTRUMENT_SPECS_CACHE_PATH": "data/specs.json",
    ]
    return scene
  }

  @Test("passes, and leaves nothing behind")
  func pass() throws {
    let scene = try Self.scene()
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.closed == [])
    #expect(answer.statePaths["KILL_SWITCH_STATE_PATH"] == "\(scene.folder)/system/data/kill.json")
    #expect(scene.names(in: "system/data") == [".keep"])
  }

  @Test("loads what the engine wrote, and fails what is torn")
  func content() throws {
    let scene = try Self.scene()
    let exercise =
      "mkdir scratch && '\(BuiltProducts.engine)' state exercise --root \"$PWD/scratch\" --config engine.yaml --json"
    #expect(scene.shell(exercise) == 0)
    #expect(scene.shell("cp scratch/data/kill_switch_state.json system/data/kill.json") == 0)
    #expect(scene.shell("cp scratch/data/instrument_specs_cache.json system/data/specs.json") == 0)
    #expect(try scene.run(StatePath.self, CheckScene.enginePaths).closed == [])
    scene.shell("truncate -s -3 system/data/kill.json; cp system/data/kill.json system/data/specs.json")
    #expect(
      try scene.run(StatePath.self, CheckScene.enginePaths).closed == [
        "fail INSTRUMENT_SPECS_CACHE_PATH content", "fail KILL_SWITCH_STATE_PATH content",
      ])
  }

  @Test("follows the engine's configuration where the environment is silent")
  func configuration() throws {
    let scene = try Self.scene()
    scene.serviceEnvironment = [:]
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.statePaths["KILL_SWITCH_STATE_PATH"] == "/var/lib/trading-engine/kill_switch_state.json")
  }
}
