import EngineConfiguration
import StrictYAML
import Testing

@testable import ConfigurationRules

@Suite("A configured strategy") struct StrategyRuleTests {
  private static func check(_ venue: String, strategy: String = "donchian") throws -> [Diagnostic] {
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080"\(venue) }
      symbols: [PF_XBTUSD]
      margin-mode: isolated
      limits:
        max-order-notional-usd: "100"
        max-position-notional-usd: "200"
        max-daily-loss-usd: "50"
        max-orders-per-minute: 10
      strategy:
        name: \(strategy)

      """
    let document = ConfigurationDocument(Array(text.utf8), file: "engine.yaml")
    return StrategyRules.check(try #require(document.configuration), in: document)
  }

  @Test("is warned of where it has nowhere to trade")
  func idle() throws {
    let found = try Self.check("")
    #expect(found.map(\.code) == ["engine.strategy-idle"] && found.first?.severity == .warning)
    #expect(found.first?.position == SourcePosition(file: "engine.yaml", line: 12, column: 9))
    #expect(try Self.check("", strategy: "none") == [])
    #expect(try Self.check(", credentials: { file: key }") == [])
  }
}
