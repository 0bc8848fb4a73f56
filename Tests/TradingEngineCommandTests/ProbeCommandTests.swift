import DurableFiles
import KrakenWorld
import Processes
import StrictJSON
import Testing

@Suite("trading-engine probe") struct ProbeCommandTests {
  private static let account = "a5f1c0de-0000-4000-8000-000000000001"

  /// A simulator, and a configuration that means it.
  private struct Scene {
    let scratch: ScratchFolder
    let engine: EngineScene
    let simulator: SimulatorProcess

    init(account: String = ProbeCommandTests.account, _ edit: (String) -> String = { $0 }) throws {
      scratch = try ScratchFolder()
      let program = try DurableFiles.linkTarget("/proc/self/exe").split(separator: "/").dropLast()
        .reduce("") { "\($0)/\($1)" }
      simulator = try SimulatorProcess("\(program)/kraken-simulator", folder: scratch.path)
      let origin = simulator.origin
      engine = try EngineScene { text in
        edit(
          text.replacing(
            "origin: http://127.0.0.1:8080",
            with: "origin: \(origin)\n  credentials: { file: key }\n  account: \(account)"))
      }
      try write("key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n", mode: 0o400)
    }

    func write(_ key: String, mode: UInt32) throws {
      try DurableFiles.replace(engine.scratch["etc/key"], with: Array(key.utf8), mode: mode)
    }

    func probe(_ more: String...) -> ProcessResult {
      Processes.run(
        engine.request(["probe", "--config", "etc/engine.yaml"] + more),
        deadline: .now().advanced(byMilliseconds: 60_000))
    }
  }

  @Test("says with whom it is connected, and sends nothing but reads")
  func connected() async throws {
    let scene = try Scene()
    let result = scene.probe("--json")
    try #require(result.isSuccess, "\(result.errors)")
    let answer = try JSON.parse(result.standardOutput)
    #expect(answer["environment"]?.stringValue == "simulator")
    #expect(answer["adapter"]?.stringValue == "kraken-futures-rest-v3")
    #expect(answer["origin"]?.stringValue == scene.simulator.origin)
    #expect(answer["certificateSha256s"]?.arrayValue == [])
    #expect(answer["account"]?.stringValue == Self.account)
    #expect(answer["marginEquityUSD"]?.stringValue == "100000")
    #expect(answer["clockUncertaintyMilliseconds"]?.integerValue != nil)
    #expect(answer["instruments"]?.arrayValue?.first?["symbol"]?.stringValue == "PF_XBTUSD")
    #expect(answer["rateBudget"]?["points"]?.integerValue == 500)
    let text = scene.probe().output
    #expect(text.contains("environment simulator, origin \(scene.simulator.origin)"))
    #expect(text.contains("no certificate: plain HTTP"))
    #expect(text.contains("PF_XBTUSD: linear perpetual, tick 1, size step 0.0001, trading"))
    #expect(!text.contains(KrakenWorld.key) && !text.contains(KrakenWorld.secret))
  }

  @Test("refuses another account, a symbol that is not there, and a key that others can read: 78")
  func refused() throws {
    let other = try Scene(account: "another-account").probe()
    #expect(
      other.termination == .exited(78) && other.errors.contains("[venue.account-differs]"), "\(other.errors)")
    let symbol = try Scene { $0.replacing("[PF_XBTUSD]", with: "[PF_NOPEUSD]") }.probe()
    #expect(symbol.termination == .exited(78) && symbol.errors.contains("[venue.symbol]"), "\(symbol.errors)")
    let open = try Scene()
    try open.write("key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n", mode: 0o644)
    let readable = open.probe()
    #expect(readable.termination == .exited(78) && readable.errors.contains("[venue.credentials]"))
    #expect(readable.errors.contains("chmod 0400"))
    try open.write("key=\(KrakenWorld.key)\n", mode: 0o400)
    #expect(open.probe().errors.contains("credentials.wrong-name"))
    let unknown = try Scene()
    try unknown.write("key=SOMEBODY\nsecret=\(KrakenWorld.secret)\n", mode: 0o400)
    #expect(unknown.probe().termination == .exited(78))
  }

  @Test("says that nobody answers: 75")
  func unreachable() throws {
    let scene = try Scene { text in
      text.replacing(/origin: http:\/\/127\.0\.0\.1:[0-9]+/, with: "origin: http://127.0.0.1:9")
    }
    let result = scene.probe()
    #expect(result.termination == .exited(75), "\(result.errors)")
    #expect(result.errors.contains("[venue.unreachable]") && result.errors.contains("hint: "))
  }
}
