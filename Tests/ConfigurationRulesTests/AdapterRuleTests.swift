import EngineConfiguration
import KrakenFutures
import StrictYAML
import Testing
import Trading

@testable import ConfigurationRules

@Suite("What a configuration asks of the venue's adapter") struct AdapterRuleTests {
  private static func check(_ capabilities: VenueCapabilities) throws -> [Diagnostic] {
    let text = """
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
      protection:
        trigger: mark
        resize: amend

      """
    let document = ConfigurationDocument(Array(text.utf8), file: "engine.yaml")
    return AdapterRules.check(try #require(document.configuration), in: document, capabilities)
  }

  @Test("is what the adapter of this build can do")
  func supported() throws {
    #expect(try Self.check(AdapterRules.capabilities(of: .krakenFutures)) == [])
    let configurable = ProtectionConfiguration.Trigger.allCases.map(\.rawValue)
    #expect(configurable == TriggerSignal.allCases.map(\.rawValue))
  }

  @Test("is refused where it cannot: a trigger signal that no order of the venue has")
  func trigger() throws {
    var capabilities = KrakenFutures.capabilities
    capabilities.triggerSignals = [.last, .index]
    let found = try Self.check(capabilities)
    #expect(found.map(\.code) == ["engine.trigger-unsupported"])
    #expect(found.first?.severity == .error && found.first?.hint == "one of last, index")
    #expect(found.first?.position == SourcePosition(file: "engine.yaml", line: 12, column: 12))
  }

  @Test("is warned of where something else is done instead")
  func resize() throws {
    var capabilities = KrakenFutures.capabilities
    capabilities.amendsSize = false
    let found = try Self.check(capabilities)
    #expect(found.map(\.code) == ["engine.resize-unsupported"])
    #expect(found.first?.severity == .warning)
  }
}
