import GateScene
import Processes
import StrictJSON
import Testing

/// A folder with a configuration for a simulator, and the command that judges it.
struct ConfigScene {
  let scene: GateScene

  init() throws { scene = try GateScene() }

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

  static let live =
    simulator
    .replacing("environment: simulator", with: "environment: live")
    .replacing(
      "origin: \"http://127.0.0.1:8080\" }",
      with: "origin: \"https://futures.kraken.com\", credentials: { file: keys }, account: a-1 }"
    )
    .replacing("gate: { required: false }\n", with: "")

  func lint(_ text: String, _ arguments: String..., environment: [String: String] = [:]) throws
    -> ProcessResult
  {
    try scene.write("engine.yaml", text)
    return scene.run(
      BuiltPrograms.readiness, ["config", "lint", "engine.yaml"] + arguments, environment: environment)
  }

  func config(_ arguments: String...) -> ProcessResult {
    scene.run(BuiltPrograms.readiness, ["config"] + arguments)
  }
}

@Suite("readiness config") struct ConfigCommandTests {
  /// Mistakes of every kind that the text alone shows.
  private static let mistaken = """
    engine: v1
    environment: live
    venue:
      adapter: kraken-futures
      origin: https://futures.kraken.com
      credentials: { file: /etc/credstore/<venue>, secret: hunter2 }
      account: CHANGE_ME
    # the old key was \(secret)
    symbols: [PF_XBTUSD, PI_ETHUSD]
    margin-mode: isolatd
    limits:
      max-order-notional-usd: "500"
      max-position-notional-usd: "200"
      max-daily-loss-usd: TODO
      max-orders-per-minute: 10
    gate:
      live: { policy-sha256: \(String(repeating: "0", count: 64)) }
    alerts:
      webhook: https://desk:hunter3@alerts.example.org/engine
      heartbeat: { url: "https://alive.desk.io/?token=hunter4" }

    """
  private static let secret = String(repeating: "Ab3/", count: 21) + "xQ=="

  @Test("lint finds every mistake at once, for people, for programs and for code hosts")
  func golden() throws {
    let world = try ConfigScene()
    let human = try world.lint(Self.mistaken, "--elsewhere")
    #expect(human.status == 4 && human.output == "")
    #expect(GoldenFile.difference(human.errors, from: "config-lint.txt") == nil)
    for format in ["json", "sarif"] {
      let result = try world.lint(Self.mistaken, "--elsewhere", "--format", format)
      #expect(result.status == 4 && result.errors == "")
      #expect(GoldenFile.difference(result.output, from: "config-lint.\(format)") == nil)
    }
  }

  @Test("lint and show never repeat a secret", arguments: ["human", "json", "sarif"])
  func secrets(format: String) throws {
    let world = try ConfigScene()
    for tail in ["", "}", "x: [\n", "secret: |\n  hunter5\n", "'token' : \"hunter6\n  hunter7\"\n"] {
      let result = try world.lint(Self.mistaken + tail, "--format", format)
      let shown = world.config("show", "engine.yaml")
      for text in [result.output, result.errors, shown.output, shown.errors] {
        #expect(!text.contains("hunter"), "\(tail)")
        #expect(!text.contains(Self.secret.prefix(20)), "\(tail)")
      }
      #expect(result.status == 4 && shown.status == 4)
    }
    let good =
      ConfigScene.simulator + "alerts: { webhook: \"https://hooks.slack.com/services/T01/B01/hunter8\" }\n"
    #expect(try world.lint(good).codes == ["engine.secret-inline"])
    #expect(world.config("show", "engine.yaml").status == 4)
  }

  @Test("lint says what is valid, where its orders go, and what was not looked at")
  func valid() throws {
    let world = try ConfigScene()
    let result = try world.lint(ConfigScene.simulator, "--elsewhere")
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.output == """
        engine.yaml: valid, simulator at http://127.0.0.1:8080: PF_XBTUSD
          note: not compared with a policy: --policy FILE
          note: files and users of this machine were left out

        """)
    #expect(world.config("lint", "none.yaml").codes == ["engine.unreadable"])
    #expect(world.config("lint", "none.yaml").status == 4)
    #expect(world.config("lint").status == 64)
    #expect(world.config("lint", "engine.yaml", "--user", "nobody-of-that-name").status == 64)
    #expect(world.config("lint", "engine.yaml", "--format", "xml").status == 64)
  }

  @Test("show prints canonical JSON with the defaults, and nothing for a configuration with mistakes")
  func show() throws {
    let world = try ConfigScene()
    try world.scene.write("engine.yaml", ConfigScene.simulator)
    let shown = world.config("show", "engine.yaml")
    #expect(shown.status == 0)
    let json = try JSON.parse(shown.standardOutput)
    #expect(json["gate"]?["undecided-grace"]?.integerValue == 900_000)
    #expect(json.text(sortedKeys: true) + "\n" == shown.output)
    try world.scene.write("engine.yaml", "engine: v2\n")
    let refused = world.config("show", "engine.yaml")
    #expect(refused.status == 4 && refused.output == "" && refused.codes.contains("engine.unknown-value"))
  }

  @Test("lint takes the shipped example, but for what has to be yours")
  func example() throws {
    let world = try ConfigScene()
    let example = "\(BuiltPrograms.package)/deploy/engine.example.yaml"
    let result = world.config("lint", example, "--elsewhere")
    #expect(result.status == 4)
    #expect(result.codes == Array(repeating: "engine.placeholder", count: 5))
    let policy = "\(BuiltPrograms.package)/policies/live.yaml"
    let compared = world.config("lint", example, "--elsewhere", "--policy", policy)
    #expect(Set(compared.codes) == ["engine.placeholder", "engine.policy-mismatch"])
    let digest = world.scene.run(BuiltPrograms.readiness, ["policy", "show", "--digest", policy]).output
    let text = world.scene.shell("cat '\(example)'").output
      .replacing(
        "policy-sha256: \"\(String(repeating: "0", count: 64))\"", with: "policy-sha256: \(digest.dropLast())"
      )
      .replacing("00000000-0000-0000-0000-000000000000", with: "7b9e2c44-0000-4000-8000-5e1f4d3c2b1a")
      .replacing("alerts.example.org", with: "alerts.desk.io")
    let finished = try world.lint(text, "--elsewhere", "--policy", policy)
    #expect(finished.status == 0, "\(finished.errors)")
  }
}
