import DurableFiles
import GateScene
import Processes
import StrictJSON
import Testing

@Suite("kraken-simulator --compare") struct ProgramTests {
  let scene: GateScene
  init() throws { scene = try GateScene() }

  private func run(_ arguments: [String]) -> (
    status: ProcessResult.Termination, output: String, errors: String
  ) {
    let result = Processes.run(
      ProcessRequest(
        .path("\(BuiltPrograms.folder)/kraken-simulator"), arguments: arguments,
        environment: ProcessEnvironment.minimal), deadline: .now().advanced(byMilliseconds: 60_000))
    return (
      result.termination, String(decoding: result.standardOutput, as: UTF8.self),
      String(decoding: result.standardError, as: UTF8.self)
    )
  }

  private func file(_ bytes: [UInt8]) throws -> String {
    let path = "\(scene.folder)/transcript.jsonl"
    try DurableFiles.replace(path, with: bytes)
    return path
  }

  @Test("ends with 0 where nothing differs and with 1 where something does, and says so first")
  func outcomes() throws {
    let session = RecordedSession.standard()
    let alike = run(["--compare", try file(session.bytes)])
    #expect(alike.status == .exited(0) && alike.errors.isEmpty)
    #expect(alike.output.hasPrefix("no structural difference in 14 answers of 10 endpoints\n"))
    let doctored = session.changing("openorders", nil, #""reduceOnly":true,"#, "")
      .changing("openorders", nil, #","reduceOnly":true"#, "")
    let different = run(["--compare", try file(doctored.bytes), "--json"])
    #expect(different.status == .exited(1) && different.errors.isEmpty)
    let json = try JSON.parse(Array(different.output.utf8))
    #expect(json["outcome"]?.stringValue == "different")
    #expect(json["differences"]?.integerValue == 1)
  }

  @Test("refuses what is no whole transcript with 4, and a command line that says two things with 64")
  func refusals() throws {
    let empty = run(["--compare", try file([]), "--json"])
    #expect(empty.status == .exited(4))
    #expect(empty.errors.hasPrefix("kraken-simulator: the transcript is empty [transcript.empty]\nhint: "))
    #expect(
      try JSON.parse(Array(empty.output.utf8))["error"]?["code"]?.stringValue == "transcript.empty")
    let absent = run(["--compare", "\(scene.folder)/nothing"])
    #expect(absent.status == .exited(4) && absent.errors.contains("[transcript.unreadable]\nhint: "))
    #expect(absent.output.isEmpty)
    #expect(run(["--compare", "/dev/zero"]).errors.contains("[transcript.unreadable]"))
    for arguments in [[], ["--json", "--port", "0"], ["--port", "0", "--compare", "x"]] {
      #expect(run(arguments).status == .exited(64), "\(arguments)")
    }
    let scenario = run(["--compare", try file(RecordedSession.standard().bytes), "--scenario", "nothing"])
    #expect(scenario.status == .exited(4))
  }
}
