import DurableFiles
import EngineProcesses
import GateScene
import Processes

/// A gate beside the engine.
extension TradingScene {
  /// Makes the engine need a report for each kind of session, and has the gate sign both.
  func gate() throws {
    for name in ["keys", "gate", "approvals"] { try DurableFiles.createFolder("\(folder)/\(name)") }
    try readiness(
      ["keys", "generate", "--name", "gate", "--role", "gate", "--environment", "simulator", "--out", "keys"])
    let scopes = ["live", "certification"]
    var entries = "required: true, keyring: keys/keyring.yaml, state: \(folder)/gate, approvals: approvals"
    for scope in scopes {
      try DurableFiles.create("\(folder)/\(scope).yaml", with: Array(policy(scope).utf8), mode: 0o644)
      let digest = try readiness(["policy", "show", "--resolved", "--digest", "\(scope).yaml"])
      entries +=
        ", \(scope): { report: gate/\(scope).json, policy-sha256: \(digest.filter { !$0.isWhitespace }) }"
    }
    try configure(gate: "{ \(entries) }")
    for scope in scopes {
      try readiness(
        [
          "check", "\(scope).yaml", "--key", "keys/gate.pem", "--keyring", "keys/keyring.yaml",
          "--state", "gate", "--report", "gate/\(scope).json",
        ])
    }
  }

  /// Begins the engine's state anew.
  func clearState() throws {
    let result = Processes.run(
      ProcessRequest(.path("/bin/rm"), arguments: ["-rf", state]),
      deadline: .now().advanced(byMilliseconds: 10_000))
    guard result.isSuccess else { throw SceneError("rm: \(result.errors)") }
    try DurableFiles.createFolder(state, mode: 0o700)
  }

  private func policy(_ scope: String) -> String {
    """
    policy: v1
    name: \(scope)
    environment: simulator
    scope: \(scope)
    description: For tests.
    report:
      valid-for: 30m
      deadline: 60s
      grants: { symbols: [\(Self.symbol)], max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60, max-orders: 100 }
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
  }

  @discardableResult private func readiness(_ arguments: [String]) throws -> String {
    let result = Processes.run(
      ProcessRequest(
        .path(BuiltPrograms.readiness), arguments: arguments, environment: ["PATH": "/usr/bin:/bin"],
        workingDirectory: folder), deadline: .now().advanced(byMilliseconds: 60_000))
    guard result.isSuccess else { throw SceneError("readiness: \(result.errors)") }
    return String(decoding: result.standardOutput, as: UTF8.self)
  }
}
