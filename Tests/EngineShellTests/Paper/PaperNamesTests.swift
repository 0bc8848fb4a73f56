import Attestation
import AuditLog
import Chronology
import DurableFiles
import EngineConfiguration
import GateScene
import Processes
import StrictJSON
import Testing
import Trading

@testable import TradingEngine

@Suite("Paper's names") struct PaperNamesTests {
  private static func paths(_ killSwitch: String) throws -> StatePaths {
    try StatePaths.resolve(
      StateConfiguration(killSwitchStatePath: nil, instrumentSpecsCachePath: nil),
      environment: ["KILL_SWITCH_STATE_PATH": killSwitch, "INSTRUMENT_SPECS_CACHE_PATH": "/srv/specs.json"],
      root: "/srv")
  }

  @Test("put state into a folder that no other environment can have")
  func folders() throws {
    let paths = try Self.paths("/srv/live/kill.json")
    #expect(try paths.kept(in: .live) == paths)
    #expect(try paths.kept(in: .paper)[.killSwitch] == "/srv/live/paper/kill.json")
    for environment in [TradingEnvironment.live, .demo, .simulator] {
      let error = #expect(throws: StatePathError.self) {
        try Self.paths("/srv/live/paper/kill.json").kept(in: environment)
      }
      #expect(error?.code == "state-path.of-paper")
    }
  }

  @Test("are no link to another engine's folder")
  func link() throws {
    let scene = try ShellScene(
      environment: .paper, origin: "https://futures.kraken.com", credentials: false)
    let paths = try Self.paths("\(scene.folder)/state/kill.json").kept(in: .paper)
    _ = Processes.run(
      ProcessRequest(
        .path("/bin/ln"), arguments: ["-s", "/srv", "\(scene.folder)/state/paper"]),
      deadline: .now().advanced(byMilliseconds: 5_000))
    let error = #expect(throws: EngineError.self) { try paths.preparePaper(.paper) }
    #expect(error?.code == .statePathPaper)
  }

  @Test("are no link below paper's folder either", arguments: ["journal", "account"])
  func linkBelow(name: String) throws {
    let scene = try ShellScene(
      environment: .paper, origin: "https://futures.kraken.com", credentials: false)
    let paths = try Self.paths("\(scene.folder)/state/kill.json").kept(in: .paper)
    let folder = StateFolder(containing: paths[.killSwitch])
    try folder.preparePaper()
    try folder.preparePaper()
    _ = Processes.run(
      ProcessRequest(.path("/bin/ln"), arguments: ["-s", "../\(name)", "\(folder.path)/\(name)"]),
      deadline: .now().advanced(byMilliseconds: 5_000))
    let error = #expect(throws: EngineError.self) { try folder.preparePaper() }
    #expect(error?.code == .statePathPaper)
  }

  @Test("are what a person's command answers with, and through a link it writes nothing")
  func command() throws {
    for isLinked in [false, true] {
      let scene = try ShellScene(
        environment: .paper, origin: "https://futures.kraken.com", credentials: false)
      let elsewhere = "\(scene.folder)/elsewhere"
      try DurableFiles.createFolder(elsewhere, mode: 0o700)
      if isLinked {
        _ = Processes.run(
          ProcessRequest(.path("/bin/ln"), arguments: ["-s", elsewhere, "\(scene.folder)/state/paper"]),
          deadline: .now().advanced(byMilliseconds: 5_000))
      }
      let result = Processes.run(
        ProcessRequest(
          .path(BuiltPrograms.engine),
          arguments: [
            "kill-switch", "trip", "--config", "\(scene.folder)/engine.yaml", "--reason", "odd fills",
          ],
          environment: ["PATH": "/usr/bin:/bin"]),
        deadline: .now().advanced(byMilliseconds: 20_000))
      let said = String(decoding: result.standardError, as: UTF8.self)
      let answer = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
      if isLinked {
        // Root does not come as far as the commands of others do.
        let codes = ["[engine.state-folder-link]", "[state-path.of-paper]"]
        #expect(codes.contains { said.contains($0) }, "\(said)")
        #expect(try DurableFiles.list(elsewhere, limit: 10).isEmpty)
      } else {
        #expect(!answer.isEmpty && answer.allSatisfy { $0.hasPrefix("paper: ") }, "\(answer) \(said)")
      }
    }
  }

  @Test("stand on the records of a person's hand on the kill switch")
  func desk() async throws {
    let cases: [(TradingEnvironment, String?)] = [(.paper, "paper"), (.simulator, nil)]
    for (environment, said) in cases {
      let scene = try ShellScene(
        environment: environment, origin: "https://futures.kraken.com", credentials: false)
      let folder = environment == .paper ? "\(scene.folder)/state/paper" : "\(scene.folder)/state"
      try StateFolder(containing: "\(folder)/kill.json").preparePaper()
      let desk = KillSwitchDesk(
        path: "\(folder)/kill.json", now: { Timestamp(clamping: 1_795_000_000_000) },
        makeTripID: { "1a2b3c4d" }, sleep: { _ in })
      _ = try await desk.trip(reason: "odd fills")
      var records: [String?] = []
      try DecisionLog(path: "\(folder)/decisions.jsonl").forEach {
        records.append($0["environment"]?.stringValue)
      }
      #expect(records == [said], "\(environment)")
    }
  }

  @Test("stand on every sample of its metrics, every line toward strategies and every line of its log")
  func marks() throws {
    let text = """
      # HELP a b
      a 1
      b{state="x"} 2
      c{environment="paper",version="1"} 1

      """
    #expect(
      PaperMark.metrics(text, .paper) == """
        # HELP a b
        a{environment="paper"} 1
        b{environment="paper",state="x"} 2
        c{environment="paper",version="1"} 1

        """)
    #expect(PaperMark.metrics(text, .live) == text)
    let line = String(
      decoding: IntentLine.answer(.protected, to: "e1", IntentStamp(.paper)), as: UTF8.self)
    #expect(line.contains(#""environment":"paper""#))
    #expect(IntentStamp(.live) == IntentStamp())
    let answer = PaperMark.answer(["flat": true], ["flat"], .paper)
    #expect(answer.object["environment"]?.stringValue == "paper" && answer.lines == ["paper: flat"])
    #expect(PaperMark.answer(["flat": true], ["flat"], .live).lines == ["flat"])
    let lines = Tape<String>()
    PaperMark.log(.paper) { lines.add($0) }("note: x")
    PaperMark.log(.live) { lines.add($0) }("note: y")
    #expect(lines.all == ["paper: note: x", "note: y"])
  }

  @Test("without a network, the venue is not reached: status 75, and nothing runs")
  func unreachable() throws {
    let scene = try ShellScene(
      environment: .paper, origin: "https://futures.kraken.com", credentials: false)
    let result = Processes.run(
      ProcessRequest(
        .path("/usr/bin/unshare"),
        arguments: ["-rn", BuiltPrograms.engine, "run", "--config", "\(scene.folder)/engine.yaml"],
        environment: ["PATH": "/usr/bin:/bin"]),
      deadline: .now().advanced(byMilliseconds: 60_000))
    let said = String(decoding: result.standardError, as: UTF8.self)
    // Where namespaces are not permitted nothing can be said.
    guard !said.contains("unshare failed") else { return }
    #expect(said.contains("[venue.unreachable]") && said.contains("hint:"), "\(said)")
    #expect(said.contains("the venue does not answer"))
    guard case .exited(let status) = result.termination else {
      Issue.record("\(result)")
      return
    }
    #expect(status == 75)
  }
}
