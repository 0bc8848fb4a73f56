public import Attestation

/// What `engine.yaml` says: the engine's typed configuration, design-engine §2.
///
/// A value of this type kept every rule that needs no venue. Nothing in it comes from the process environment,
/// because a report binds the file's bytes and must therefore bind all that they mean; the two state paths have
/// their own override, which the report carries and Admission compares.
public struct EngineConfiguration: Sendable, Hashable {
  public var environment: TradingEnvironment
  public var venue: VenueConfiguration
  /// Linear perpetuals, in the document's order, at least one, none twice.
  public var symbols: [String]
  public var marginMode: MarginMode
  public var state: StateConfiguration
  public var limits: LimitConfiguration
  public var protection: ProtectionConfiguration
  public var gate: GateConfiguration
  public var strategy: StrategyConfiguration
  public var alerts: AlertConfiguration
  /// Where `/healthz` and `/metrics` listen, on 127.0.0.1; 0 takes a free port.
  public var healthPort: Int
}

/// How the venue shares collateral between positions. Configured, read back; a difference stops entries.
public enum MarginMode: String, Sendable, Hashable, CaseIterable {
  case cross, isolated
}
