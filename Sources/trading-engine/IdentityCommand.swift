import ArgumentParser
import Chronology
import Cryptography
import KrakenFutures
import StrictJSON
import Trading
import TradingEngine

struct IdentityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract: "Say which program this is, by the digest of its own executable, and which venue interface it has.",
    discussion: "EXAMPLE\n  trading-engine identity --json")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let identity: EngineIdentity
    do { identity = try EngineIdentity.ofThisProcess() } catch { throw output.failure(error) }
    let end = KrakenFutures.capabilities.endsAt
    let mapping = OrderMapping.sha256.hex
    output.print(
      [
        "name": .string(EngineIdentity.name), "version": .string(EngineIdentity.version),
        "sha256": .string(identity.sha256.hex), "orderMappingSha256": .string(mapping),
        "adapter": .string(KrakenFutures.adapterName),
        "venueAPI": [
          "adapter": .string(KrakenFutures.adapterName),
          "endsAt": end.map { .string($0.at.description) } ?? .null,
          "source": end.map { .string($0.source) } ?? .null,
        ],
      ],
      [
        "\(EngineIdentity.name) \(EngineIdentity.version)", "sha256 \(identity.sha256.hex)",
        "adapter \(KrakenFutures.adapterName), order mapping \(mapping)",
        end.map { "the venue switches this interface off at \($0.at) (\($0.source))" }
          ?? "the venue has announced no end of this interface",
      ])
  }
}
