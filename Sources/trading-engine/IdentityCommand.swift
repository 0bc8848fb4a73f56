import ArgumentParser
import Chronology
import Cryptography
import StrictJSON
import Trading
import TradingEngine

struct IdentityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract:
      "Say which program this is, by the digest of its own executable, and which venue interface it has.",
    discussion: "EXAMPLE\n  trading-engine identity --json")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let identity: EngineIdentity
    do { identity = try EngineIdentity.ofThisProcess() } catch { throw output.failure(error) }
    let end = EngineIdentity.interfaceEnd
    try output.print(
      [
        "name": .string(EngineIdentity.name), "version": .string(EngineIdentity.version),
        "sha256": .string(identity.sha256.hex),
        "orderMappingSha256": .string(EngineIdentity.orderMappingSha256),
        "adapter": .string(EngineIdentity.adapter),
        "venueAPI": [
          "adapter": .string(EngineIdentity.adapter),
          "endsAt": end.map { .string($0.at.description) } ?? .null,
          "source": end.map { .string($0.source) } ?? .null,
        ],
      ],
      [
        "\(EngineIdentity.name) \(EngineIdentity.version)", "sha256 \(identity.sha256.hex)",
        "adapter \(EngineIdentity.adapter)", "order-mapping-sha256 \(EngineIdentity.orderMappingSha256)",
        end.map { "venue-api-ends \($0.at) (\($0.source))" } ?? "venue-api-ends not announced",
      ])
  }
}
