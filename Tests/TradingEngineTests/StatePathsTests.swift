import DocumentSchema
import EngineConfiguration
import StrictYAML
import Testing

@testable import TradingEngine

@Suite("The state paths") struct StatePathsTests {
  private let somewhere = SourcePosition(file: "engine.yaml", line: 1, column: 1)

  private func configured(_ killSwitch: String?, _ specs: String?) -> StateConfiguration {
    StateConfiguration(
      killSwitchStatePath: killSwitch.map { DocumentPath($0, at: somewhere) },
      instrumentSpecsCachePath: specs.map { DocumentPath($0, at: somewhere) })
  }

  @Test("take the environment, then the configuration, then the default") func precedence() throws {
    let paths = try StatePaths.resolve(
      configured("ks.json", "specs.json"), environment: ["KILL_SWITCH_STATE_PATH": "/run/ks"], root: "/srv")
    #expect(paths.entries.map(\.path) == ["/run/ks", "/srv/specs.json"])
    #expect(paths.entries.map(\.source) == [.environment, .configuration])
    let defaults = try StatePaths.resolve(configured(nil, nil), environment: [:], root: "/srv")
    #expect(
      defaults.byVariable == [
        "KILL_SWITCH_STATE_PATH": "/srv/data/kill_switch_state.json",
        "INSTRUMENT_SPECS_CACHE_PATH": "/srv/data/instrument_specs_cache.json",
      ])
    #expect(defaults.entries.map(\.source.rawValue) == ["default", "default"])
  }

  @Test(
    "are absolute",
    arguments: [
      ("a", "/srv/a"), ("./a", "/srv/a"), ("../a", "/a"), ("/x//y/./z", "/x/y/z"), ("/../../a", "/a"),
      ("a/../b", "/srv/b"), ("/\u{301}a", "/\u{301}a"), ("a/\u{301}/../b", "/srv/a/b"),
    ]) func absolute(written: String, path: String) throws
  {
    let paths = try StatePaths.resolve(
      configured(nil, nil), environment: ["KILL_SWITCH_STATE_PATH": written], root: "/srv")
    #expect(paths[.killSwitch] == path)
  }

  @Test("refuse what cannot be meant", arguments: ["", "a/", "a\nb", String(repeating: "a", count: 4_096)])
  func refused(written: String) {
    let error = #expect(throws: StatePathError.self) {
      try StatePaths.resolve(
        configured(nil, nil), environment: ["INSTRUMENT_SPECS_CACHE_PATH": written], root: "/srv")
    }
    #expect(error?.code == "state-path.invalid")
    #expect(error?.kind == .instrumentSpecs)
  }

  @Test("refuse one path for two states") func shared() {
    let error = #expect(throws: StatePathError.self) {
      try StatePaths.resolve(
        configured("a", nil), environment: ["INSTRUMENT_SPECS_CACHE_PATH": "./b/../a"], root: "/srv")
    }
    #expect(error?.code == "state-path.shared")
  }

  @Test("stay below a scratch folder") func scratch() throws {
    let paths = try StatePaths.scratch(configured("/var/lib/ks.json", ".kill_switch_state"), root: "/tmp/x")
    #expect(paths[.killSwitch] == "/tmp/x/data/kill_switch_state.json")
    #expect(paths[.instrumentSpecs] == "/tmp/x/.kill_switch_state")
    for climbing in ["../ks.json", "../\u{301}ks.json", "/\u{301}ks.json"] {
      let paths = try StatePaths.scratch(configured(climbing, nil), root: "/tmp/x")
      #expect(paths[.killSwitch] == "/tmp/x/data/kill_switch_state.json")
    }
  }

  @Test("have their own kinds on a command line") func arguments() {
    #expect(StateFile(argument: "kill-switch=/a=b") == StateFile(kind: .killSwitch, path: "/a=b"))
    for wrong in ["kill-switch", "kill-switch=a", "json=/a", "=/a", ""] {
      #expect(StateFile(argument: wrong) == nil)
    }
  }
}
