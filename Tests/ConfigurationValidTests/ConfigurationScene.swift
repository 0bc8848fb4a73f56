import CheckScene
import ConfigurationValid
import Cryptography
import ReadinessCheck

/// A configuration that is the policy's subject, and the check that judges it.
final class ConfigurationScene {
  static let simulator = """
    engine: v1
    environment: simulator
    venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080" }
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    limits:
      max-order-notional-usd: "100"
      max-position-notional-usd: "200"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10
    gate: { required: false }

    """
  /// A kill switch that is forgotten at the next boot: the linter warns.
  static let warned = simulator + "state: { kill-switch-state-path: /tmp/k.json }\n"

  let scene: CheckScene
  let path: String

  init(_ text: String) throws {
    scene = try CheckScene()
    path = try scene.write("engine.yaml", text)
    scene.subjects["configuration"] = CheckContext.Subject(
      path: path, sha256: SHA256.digest(of: Array(text.utf8)).hex)
  }

  func findings(_ with: String = "{}") throws -> [Finding] {
    try scene.run(ConfigurationValid.self, with).findings
  }
}
