import Attestation
import Chronology
import DocumentSchema
import DurableFiles
import EngineConfiguration
import ExactDecimal
import StrictJSON
import StrictYAML
import Testing

@Suite("The engine's configuration") struct EngineConfigurationTests {
  @Test("is read with its defaults") func defaults() throws {
    let document = Documents.read(Documents.simulator)
    #expect(document.diagnostics == [])
    let configuration = try #require(document.configuration)
    #expect(configuration.environment == .simulator)
    #expect(configuration.symbols == ["PF_XBTUSD"])
    #expect(configuration.limits.maxOrderNotionalUSD == ExactDecimal("100"))
    #expect(configuration.limits.maxSpecAge == .hours(24))
    #expect(configuration.protection.placement == .onFill)
    #expect(configuration.protection.trigger == .last)
    #expect(configuration.protection.deadline == .seconds(6))
    #expect(configuration.gate.isRequired)
    #expect(configuration.gate.undecidedGrace == .minutes(15))
    #expect(configuration.gate.waivers.maximum == 0)
    #expect(configuration.gate.keyring.text == "/etc/trading-engine/keyring.yaml")
    #expect(configuration.gate.live.report == nil)
    #expect(configuration.state.killSwitchStatePath == nil)
    #expect(configuration.strategy.name == .none)
    #expect(configuration.strategy.donchian.candles == .hour)
    #expect(configuration.strategy.donchian.takeProfitRanges == nil)
    #expect(configuration.strategy.donchian.direction == .both)
    #expect(configuration.healthPort == 9477)
  }

  @Test("is resolved to one JSON form with every default") func resolved() throws {
    let resolved = Documents.read(Documents.simulator).resolved
    #expect(resolved["gate"]?["undecided-grace"]?.integerValue == 900_000)
    #expect(resolved["protection"]?["minimum-distance"]?.stringValue == "0.2%")
    #expect(resolved["venue"]?["origin"]?.stringValue == "http://127.0.0.1:8080")
    #expect(resolved["state"]?["kill-switch-state-path"] == .null)
    let again = Documents.read(Documents.simulator + "gate: { required: true }\n").resolved
    #expect(again.encoded(sortedKeys: true) == resolved.encoded(sortedKeys: true))
  }

  @Test("lets the strategy risk what is configured, or a tenth of a day's loss, or what a trade may lose")
  func risk() throws {
    for (limit, risk, expected) in [
      ("", "", "5"), ("", "risk-per-trade-usd: 7", "7"), ("  max-loss-per-trade-usd: 3\n", "", "3"),
      ("  max-loss-per-trade-usd: 20\n", "", "5"),
    ] {
      let text =
        Documents.simulator.replacing("limits:\n", with: "limits:\n\(limit)")
        + "strategy: { name: donchian, donchian: { \(risk) } }\n"
      let configuration = try #require(Documents.read(text).configuration, "\(text)")
      let daily = configuration.limits.maxDailyLossUSD
      #expect(daily == ExactDecimal(50))
      #expect(configuration.strategyRiskUSD == ExactDecimal(expected))
    }
  }

  @Test("has an example with every key, which is read without a mistake") func example() throws {
    let text = try String(decoding: bytes(of: "deploy/engine.example.yaml"), as: UTF8.self)
    let document = ConfigurationDocument(Array(text.utf8), file: "engine.example.yaml")
    #expect(document.diagnostics.map { $0.rendered(in: document.source) } == [])
    #expect(document.configuration?.environment == .live)
    let written = Set(
      text.split(separator: "\n").flatMap { line in
        line.prefix { $0 != "#" || line.hasPrefix("  # ") || line.hasPrefix("    # ") }.split {
          " {},".contains($0)
        }
        .filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
      })
    let described = keys(of: EngineConfiguration.schema.describe())
    #expect(described.subtracting(written) == [])
    #expect(described.count > 50)
  }

  @Test("takes live with everything that live needs") func live() throws {
    let configuration = try #require(Documents.read(Documents.live).configuration)
    #expect(configuration.venue.account == "a-1")
    #expect(configuration.venue.origin.description == "https://futures.kraken.com")
    guard case .file(let path) = configuration.venue.credentials else {
      Issue.record("the credentials are no file")
      return
    }
    #expect(path.resolved(in: "/etc") == "/etc/keys")
  }

  @Test("describes itself as JSON Schema") func schema() {
    let schema = EngineConfiguration.schema.describe()
    #expect(schema["additionalProperties"]?.boolValue == false)
    #expect(schema["required"]?.arrayValue?.count == 6)
  }

  /// Any text is answered: with a configuration or with a mistake, never with neither.
  @Test("answers whatever it is given") func damaged() {
    var random = SplitMix(state: 20_261_124)
    let original = Array(Documents.live.utf8)
    for _ in 0..<3_000 {
      var bytes = original
      for _ in 0...Int(random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 2: bytes[place] = Array(" :-\"{}[]#$\n\t0aPZ".utf8)[Int(random.next() % 16)]
        default: bytes.replaceSubrange(place..., with: [])
        }
        if bytes.isEmpty { break }
      }
      let document = ConfigurationDocument(bytes, file: "engine.yaml")
      #expect((document.configuration == nil) == document.diagnostics.contains { $0.severity == .error })
      if let configuration = document.configuration {
        #expect(configuration.environment != .live || configuration.gate.isRequired)
      }
    }
  }

  private func bytes(of name: String) throws -> [UInt8] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try DurableFiles.read("/\(root)/\(name)", limit: 1 << 20)
  }

  private func keys(of schema: JSON) -> Set<String> {
    var found: Set<String> = []
    for member in schema["properties"]?.members ?? [] {
      found.insert(member.key)
      found.formUnion(keys(of: member.value))
    }
    return found
  }
}

/// S. Vigna's SplitMix64, for repeatable damage.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
