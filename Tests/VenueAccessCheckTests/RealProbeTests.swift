import CheckScene
import Chronology
import Cryptography
import GateScene
import KrakenWorld
import ReadinessCheck
import StrictJSON
import Testing
import VenueAccessCheck

/// The real engine and a simulated venue on loopback.
@Suite("venue-access with the real engine", .serialized) struct RealProbeTests {
  private final class Scene {
    let checks: CheckScene
    let simulator: SimulatorProcess
    private let engineSha256: String

    init() throws {
      checks = try CheckScene()
      simulator = try SimulatorProcess("\(BuiltPrograms.folder)/kraken-simulator", folder: checks.folder)
      try checks.write(
        "credentials", "key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n", mode: 0o600)
      checks.useEngine(BuiltPrograms.engine)
      checks.shell("sha256sum '\(BuiltPrograms.engine)' | cut -c1-64 | tr -d '\\n' >engine.sha256")
      let bytes = try checks.files.read("\(checks.folder)/engine.sha256", limit: 100)
      engineSha256 = String(decoding: bytes, as: UTF8.self)
      checks.subjects["engine"] = .init(path: BuiltPrograms.engine, sha256: engineSha256)
    }

    func configure(
      account: String?, origin: String? = nil, credentials: String? = "{ file: credentials }",
      symbols: String = "PF_XBTUSD"
    ) throws {
      let pinned = account.map { ", account: \($0)" } ?? ""
      let key = credentials.map { ", credentials: \($0)" } ?? ""
      let text = """
        engine: v1
        environment: simulator
        venue: { adapter: kraken-futures, origin: "\(origin ?? simulator.origin)"\(key)\(pinned) }
        symbols: [\(symbols)]
        margin-mode: cross
        limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "250", max-orders-per-minute: 60 }
        gate: { required: false }

        """
      let path = try checks.write("engine.yaml", text)
      checks.subjects["configuration"] = .init(
        path: path, sha256: SHA256.digest(of: Array(text.utf8)).hex)
    }

    /// The exit status of a probe that leaves a record.
    func probe() -> Int32 {
      checks.shell(
        "'\(BuiltPrograms.engine)' probe --config engine.yaml --record probe.json >probe.out 2>probe.err")
    }

    var record: JSON? { json("cat probe.json") }

    /// Which account the key has, as the venue says.
    func account() throws -> String {
      try configure(account: nil)
      #expect(probe() == 0)
      return try #require(record?["account"]?.stringValue)
    }

    func run(_ with: String) throws -> CheckAnswer {
      guard let now = json("date +%s000")?.integerValue else { throw Unread() }
      checks.now = Timestamp(clamping: now)
      return try checks.run(VenueAccessCheck.self, "{ \(with) }")
    }

    private struct Unread: Error {}

    private func json(_ command: String) -> JSON? {
      checks.shell("\(command) >json.out")
      return (try? checks.files.read("\(checks.folder)/json.out", limit: 1 << 20)).flatMap {
        try? JSON.parse($0)
      }
    }
  }

  private static let told = "when-permissions-not-told: pass"

  @Test("passes asked and recorded, and says that the interface does not tell what the key may do")
  func pass() throws {
    let scene = try Scene()
    let account = try scene.account()
    try scene.configure(account: account)
    for with in ["", "record: probe.json, "] {
      #expect(scene.probe() == 0)
      let answer = try scene.run(with + Self.told)
      #expect(answer.closed == [], "\(answer.findings)")
      #expect(
        answer.findings.map(\.subject) == [
          "API key", "account", "environment", "PF_XBTUSD", "withdrawal permission", "trading permission",
        ])
      #expect(
        try scene.run(with + "symbols: [PF_XBTUSD]").closed == [
          "unknown trading permission", "unknown withdrawal permission",
        ])
    }
  }

  @Test("closes what the venue or the configuration does not show") func closed() throws {
    let scene = try Scene()
    let account = try scene.account()
    #expect(try scene.run("record: probe.json, \(Self.told)").closed == ["fail account"], "nothing pinned")
    try scene.configure(account: account, credentials: nil)
    // The engine compares the account by itself, and there is none without a key.
    #expect(scene.probe() == 78)
    #expect(try scene.run("record: probe.json").closed == ["fail account"])
    try scene.configure(account: nil, credentials: nil)
    #expect(scene.probe() == 0)
    #expect(try scene.run("record: probe.json").closed == ["fail API key", "fail account"])
    try scene.configure(account: "00000000-0000-0000-0000-000000000000")
    #expect(scene.probe() == 78 && scene.record?["outcome"]?.stringValue == "venue.account-differs")
    for with in ["", "record: probe.json"] { #expect(try scene.run(with).closed == ["fail account"]) }
    try scene.configure(account: account, symbols: "PF_NONEUSD")
    #expect(scene.probe() == 78)
    for with in ["", "record: probe.json"] { #expect(try scene.run(with).closed == ["fail symbols"]) }
    try scene.configure(account: account, credentials: "{ systemd-credential: kraken-futures }")
    let answer = try scene.run("")
    #expect(answer.closed == ["fail API key"])
    #expect(answer.findings.first?.hint?.contains("trading-engine-probe.service") == true)
    try scene.checks.write("credentials", "key=\(KrakenWorld.key)\nsecret=AAAA\n", mode: 0o600)
    try scene.configure(account: account)
    #expect(scene.probe() == 78)
    for with in ["", "record: probe.json"] { #expect(try scene.run(with).closed == ["fail API key"]) }
  }

  @Test("does not know when nobody answers, and does not take an older answer for one") func silent() throws {
    let scene = try Scene()
    let account = try scene.account()
    try scene.configure(account: account)
    #expect(scene.probe() == 0)
    scene.simulator.stop()
    #expect(scene.probe() == 75 && scene.record?["outcome"]?.stringValue == "venue.unreachable")
    for with in ["", "record: probe.json"] {
      let answer = try scene.run(with)
      #expect(answer.summary == ["unknown venue"], "\(answer.findings)")
    }
  }
}
