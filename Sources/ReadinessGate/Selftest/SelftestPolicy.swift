/// A policy of one blocker.
enum SelftestPolicy {
  /// - Throws: `selftest.world` where the breakage exchanges what is not there.
  static func text(
    of trial: Trial, brokenBy breakage: Breakage?, subject engine: String
  ) throws(GateFailure) -> String {
    var parameters = trial.parameters
    for case .parameters(let old, let new) in breakage?.changes ?? [] {
      let changed = Substitution(parameters, old, becoming: new, limit: 1)
      guard changed.count == 1 else {
        throw GateFailure(
          "selftest.world", "the parameters of \(trial.kind) do not hold '\(old)'", exitStatus: 70)
      }
      parameters = changed.text
    }
    let lines = parameters.split(separator: "\n").map { "      \($0)\n" }.joined()
    return """
      policy: v1
      name: selftest
      environment: simulator
      scope: live
      description: One blocker in a scratch world.
      report:
        valid-for: 1h
        deadline: 60s
        grants:
          symbols: [PF_XBTUSD]
          max-order-notional-usd: "500"
          max-position-notional-usd: "1500"
          max-daily-loss-usd: "50"
          max-orders-per-minute: 10
      subjects:
        engine: \(engine)
        configuration: WORLD/etc/engine.yaml
      waivers: { maximum: 0, max-lifetime: 7d }
      blockers:
        - id: \(trial.kind)
          title: \(trial.kind)
          risk: low
          check: \(trial.kind)
          timeout: \(trial.timeout)
          remediation: none
          with:
      \(lines)
      """
  }
}
