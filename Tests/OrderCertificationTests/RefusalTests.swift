import CertificationEvidence
import Cryptography
import DurableFiles
import GateScene
import KrakenWorld
import Processes
import StrictJSON
import Testing

@Suite("Nothing is certified", .inTurn) struct RefusalTests {
  private func answer(
    _ scene: CertifyScene, _ more: [String] = ["--symbols", "PF_XBTUSD"], out: String? = nil,
    key: String? = nil
  ) throws -> (status: ProcessResult.Termination, code: String) {
    let result = try scene.run(
      [
        "certify", "--config", "\(scene.folder)/engine.yaml", "--out", out ?? "\(scene.folder)/out", "--key",
        key ?? "\(scene.folder)/certifier.pem", "--json",
      ] + more)
    let json = try? JSON.parse(result.standardOutput)
    let code = json?["error"]?["code"]?.stringValue ?? json?["refusal"]?["code"]?.stringValue ?? ""
    return (result.termination, code)
  }

  @Test("without a Grant where one is required")
  func gate() throws {
    let scene = try CertifyScene(
      gate:
        "{ required: true, keyring: keyring.yaml, state: gate, approvals: approvals, certification: { report: none.json } }"
    )
    let found = try answer(scene)
    #expect(found.status == .exited(78) && found.code == "report.missing")
  }

  @Test("when the venue does not answer")
  func unreachable() throws {
    let scene = try CertifyScene()
    try scene.configure(symbols: ["PF_XBTUSD"], gate: "{ required: false }", origin: "http://127.0.0.1:1")
    let found = try answer(scene)
    #expect(found.status == .exited(75) && found.code == "venue.unreachable")
  }

  @Test("into a folder that cannot be written to, or with a key that others can read")
  func outputs() throws {
    let scene = try CertifyScene()
    #expect(try answer(scene, out: "\(scene.folder)/none") == (.exited(74), "evidence.not-writable"))
    try DurableFiles.replace(
      "\(scene.folder)/open.pem", with: try scene.certifier.pem(), mode: 0o644)
    #expect(try answer(scene, key: "\(scene.folder)/open.pem") == (.exited(78), "key.readable-by-others"))
    #expect(try answer(scene, key: "\(scene.folder)/none.pem") == (.exited(78), "key.unreadable"))
    #expect(try answer(scene, key: "\(scene.folder)/credentials") == (.exited(78), "key.unusable"))
  }

  @Test("of a symbol that is not configured, or that the venue does not have")
  func symbols() throws {
    let scene = try CertifyScene(symbols: ["PF_XBTUSD", "PF_NOUSD"])
    #expect(try answer(scene, ["--symbols", "PF_ETHUSD"]) == (.exited(78), "venue.symbol"))
    #expect(try answer(scene, ["--symbols", "PF_NOUSD"]) == (.exited(78), "plan.no-such-market"))
  }

  @Test("with a key that the venue does not know") func unknownKey() async throws {
    let scene = try CertifyScene()
    let secret = try String(
      decoding: DurableFiles.read("\(scene.folder)/credentials", limit: 1_024), as: UTF8.self)
    try DurableFiles.replace(
      "\(scene.folder)/credentials", with: Array(secret.replacing("TESTKEY", with: "OTHERKEY").utf8),
      mode: 0o600)
    scene.start(["--symbols", "PF_XBTUSD"])
    #expect(await scene.end().termination == .exited(78))
    #expect(
      scene.lines.first
        == "error: the venue does not take this API key: it says 'http-401' [venue.credentials]",
      "\(scene.lines)")
  }

  @Test("on a market that does not trade")
  func suspended() async throws {
    let scene = try CertifyScene()
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD, suspended: true}")
    #expect(try answer(scene) == (.exited(78), "plan.market-not-trading"))
  }

  @Test("beyond what the configuration permits")
  func limits() throws {
    let scene = try CertifyScene()
    let text = String(
      decoding: try DurableFiles.read("\(scene.folder)/engine.yaml", limit: 8_192), as: UTF8.self)
    for (limit, small) in [("\"2000\"", "\"5\""), ("\"250\"", "\"0.1\"")] {
      let parts = text.split(separator: limit, omittingEmptySubsequences: false)
      try DurableFiles.replace(
        "\(scene.folder)/engine.yaml", with: Array(parts.joined(separator: small).utf8))
      #expect(try answer(scene) == (.exited(78), "plan.exceeds-permission"))
    }
  }

  @Test("beside another instance")
  func lock() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"], wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    #expect(try answer(scene) == (.exited(75), "engine.already-running"))
  }

  @Test(
    "when it is not said what",
    arguments: [
      ["certify"], ["certify", "--config", "x"], ["certify", "--config", "x", "--symbols", "PF_XBTUSD"],
      ["certify", "--judge", "x", "--plan"], ["certify", "--config", "x", "--symbols", "a b", "--plan"],
      ["certify", "--config", "x", "--symbols", "A", "--triggers", "bid", "--plan"],
      ["certify", "--config", "x", "--symbols", "A", "--cases", "TC", "--plan"],
      ["certify", "--config", "x", "--symbols", "A", "--wait", "1ms", "--plan"],
    ])
  func usage(_ arguments: [String]) throws {
    #expect(try CertifyScene().run(arguments).termination == .exited(64))
  }

  @Test("by a worker that nobody watches over")
  func worker() throws {
    let scene = try CertifyScene()
    let result = try scene.run([
      "certification-worker", "--config", "\(scene.folder)/engine.yaml", "--symbols", "PF_XBTUSD",
      "--started-at",
      "2026-11-23T10:00:00.000Z", "--base-milliseconds", "1",
    ])
    #expect(result.termination == .exited(64))
  }

  @Test("from a transcript that is damaged, missing, or incomplete")
  func judging() throws {
    let scene = try CertifyScene()
    #expect(try scene.run(["certify", "--judge", "\(scene.folder)/none"]).termination == .exited(74))
    try DurableFiles.create("\(scene.folder)/torn.jsonl", with: Array("{}\n".utf8))
    let result = try scene.run(["certify", "--judge", "\(scene.folder)/torn.jsonl"])
    #expect(result.termination == .exited(1))
    #expect(result.errors.contains("transcript.line-unreadable"))
  }
}
