import CertificationEvidence
import DurableFiles
import GateScene
import Glibc
import KrakenWorld
import Processes
import StrictJSON
import Testing

@Suite("Runs under one report", .inTurn) struct GrantedRunTests {
  private static let case_ = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  /// A scene whose engine needs a report, and a signed one for two entries.
  private func scene() throws -> CertifyScene {
    let scene = try CertifyScene()
    let folder = scene.folder
    for name in ["keys", "gate", "approvals"] { try DurableFiles.createFolder("\(folder)/\(name)") }
    let policy = """
      policy: v1
      name: certification
      environment: simulator
      scope: certification
      description: For tests.
      report:
        valid-for: 30m
        deadline: 60s
        grants: { symbols: [PF_XBTUSD], max-order-notional-usd: "50", max-position-notional-usd: "100", max-daily-loss-usd: "50", max-orders-per-minute: 60, max-orders: 2 }
      subjects: { engine: \(BuiltPrograms.engine), configuration: \(folder)/engine.yaml }
      waivers: { maximum: 0, max-lifetime: 7d }
      blockers:
        - id: libraries
          title: Libraries are there
          risk: low
          check: dependency-presence
          waivable: false
          remediation: "Install them"
          with: { libraries: [libcrypto >= 3.0] }

      """
    try DurableFiles.create("\(folder)/policy.yaml", with: Array(policy.utf8), mode: 0o644)
    try readiness(
      scene,
      ["keys", "generate", "--name", "gate", "--role", "gate", "--environment", "simulator", "--out", "keys"])
    let digest = try readiness(scene, ["policy", "show", "--resolved", "--digest", "policy.yaml"])
    try scene.configure(
      symbols: ["PF_XBTUSD"],
      gate:
        "{ required: true, keyring: keys/keyring.yaml, state: \(folder)/gate, approvals: approvals, certification: { report: gate/report.json, policy-sha256: \(digest.filter { !$0.isWhitespace }) } }"
    )
    try report(scene)
    return scene
  }

  private func report(_ scene: CertifyScene) throws {
    try readiness(
      scene,
      [
        "check", "policy.yaml", "--key", "keys/gate.pem", "--keyring", "keys/keyring.yaml", "--state", "gate",
        "--report", "gate/report.json",
      ])
  }

  @discardableResult private func readiness(_ scene: CertifyScene, _ arguments: [String]) throws -> String {
    let result = Processes.run(
      ProcessRequest(
        .path("\(BuiltPrograms.folder)/readiness"), arguments: arguments,
        environment: ["PATH": "/usr/bin:/bin"], workingDirectory: scene.folder),
      deadline: .now().advanced(byMilliseconds: 60_000))
    guard result.isSuccess else { throw SceneError("readiness: \(result.errors)") }
    return String(decoding: result.standardOutput, as: UTF8.self)
  }

  private func budget(_ scene: CertifyScene) throws -> JSON {
    try JSON.parse(try DurableFiles.read("\(scene.folder)/state/certification_budget.json", limit: 4_096))
  }

  @Test("share its number of orders and its loss, also when one is killed; the next report begins anew")
  func shared() async throws {
    let scene = try scene()
    try await scene.hold()
    scene.start(Self.case_, wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") }, "\(scene.lines.joined(separator: "\n"))")
    if let worker = scene.worker { Glibc.kill(worker, SIGKILL) }
    #expect(await scene.end().termination == .exited(1))
    let killed = try budget(scene)
    #expect(killed["entriesSent"]?.integerValue == 1)
    // What the position could have lost, as nobody has counted.
    #expect(killed["lossUSD"]?.stringValue?.hasPrefix("0.1") == true, "\(killed)")
    scene.start(Self.case_, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    let second = try budget(scene)
    #expect(second["entriesSent"]?.integerValue == 2)
    #expect(second["lossUSD"] != killed["lossUSD"])
    scene.start(Self.case_)
    #expect(await scene.end().termination == .exited(78))
    #expect(!scene.lines.contains { $0.hasPrefix("sends") })
    try DurableFiles.replace(
      "\(scene.folder)/state/certification_budget.json", with: Array("{".utf8), mode: 0o600)
    scene.start(Self.case_)
    #expect(await scene.end().termination == .exited(78))
    try DurableFiles.remove("\(scene.folder)/state/certification_budget.json")
    try report(scene)
    scene.start(Self.case_, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    #expect(try budget(scene)["entriesSent"]?.integerValue == 1)
  }

  @Test("open nothing more when the fills of what was closed cannot be read")
  func unreadableFills() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(
      ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "TC-SL-SHORT-LAST", "--cases-only"],
      wait: "20s")
    #expect(await scene.wait { $0.hasPrefix("sends tested") })
    try await CertifyScene.sleep(300)
    let order = try #require(scene.lines.compactMap { SentOrder(line: $0, role: "tested") }.first)
    try await scene.simulator.control(
      "faults", "{fault: refuse, status: 503, endpoint: fills, nth: 1, always: true}")
    try await scene.reach(order)
    #expect(await scene.end().termination == .exited(1))
    let report = scene.lines.joined(separator: "\n")
    #expect(scene.lines.count { $0.hasPrefix("sends entry") } == 1, "\(report)")
    #expect(try scene.evidence().certification.ending == .aborted, "\(report)")
    #expect(try await scene.venue() == (0, 0), "\(report)")
  }
}
