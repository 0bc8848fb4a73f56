import Attestation
import Chronology
public import DocumentSchema
import StrictJSON

extension EngineConfiguration {
  /// One declaration that reads `engine.yaml`, resolves it and describes it as JSON Schema.
  public static let schema: Schema<EngineConfiguration> = .object("the engine's configuration") { fields in
    let version = fields.required(
      "engine", .choice("a version of this format", [("v1", true)]), "the version of this format: v1")
    let environment = fields.required(
      "environment", Schema<TradingEnvironment>.enumeration("an environment"),
      "where orders go; must equal what the venue's origin means")
    let venue = fields.required("venue", VenueConfiguration.schema, "which venue, where, and as whom")
    let symbols = fields.required(
      "symbols", .list(of: .symbol, minimum: 1), "the linear perpetuals that are traded")
    let marginMode = fields.required(
      "margin-mode", Schema<MarginMode>.enumeration("a margin mode"),
      "cross or isolated; read back from the venue")
    let state = fields.optional("state", StateConfiguration.schema, default: .mapping, "where state is kept")
    let limits = fields.required("limits", LimitConfiguration.schema, "what the engine permits itself")
    let protection = fields.optional(
      "protection", ProtectionConfiguration.schema, default: .mapping, "how positions are protected")
    let gate = fields.optional(
      "gate", GateConfiguration.schema, default: .mapping, "what is asked of a readiness report")
    let strategy = fields.optional(
      "strategy", StrategyConfiguration.schema, default: .mapping, "what decides about entries")
    let alerts = fields.optional(
      "alerts", AlertConfiguration.schema, default: .mapping, "who is told when a person is needed")
    let healthPort = fields.optional(
      "health", healthSchema, default: .mapping, "where /healthz, /status and /metrics listen, on 127.0.0.1")
    if let environment, let venue { check(venue, in: environment, &fields) }
    if let environment, let gate { check(gate, in: environment, &fields) }
    if let strategy, let limits { check(strategy, within: limits, &fields) }
    guard version != nil, let environment, let venue, let symbols, let marginMode, let state, let limits,
      let protection, let gate, let strategy, let alerts, let healthPort
    else { return nil }
    return EngineConfiguration(
      environment: environment, venue: venue.value, symbols: symbols, marginMode: marginMode, state: state,
      limits: limits, protection: protection, gate: gate.value, strategy: strategy.value, alerts: alerts,
      healthPort: healthPort)
  }

  private static let healthSchema: Schema<Int> = .object("the health endpoint") { fields in
    fields.optional("port", .integer(0...65_535), default: .text("9477"), "on 127.0.0.1; 0 takes a free port")
  }

  /// The environment is derived from the origin, and the configured one is only compared, design-engine §1.
  private static func check(
    _ venue: Positioned<VenueConfiguration>, in environment: TradingEnvironment, _ fields: inout Fields
  ) {
    let (adapter, origin) = (venue.value.adapter, venue.value.origin)
    let derived = venue.value.derivedEnvironment
    let expected: TradingEnvironment = environment == .paper ? .live : environment
    if derived != expected {
      let hint =
        switch environment {
        case .live: "live is \(adapter.productionOrigin) and nothing else"
        case .demo: "demo is \(adapter.demoOrigin) and nothing else"
        case .paper: "paper takes the public market data of \(adapter.productionOrigin)"
        case .simulator: "write 'environment: \(derived.rawValue)', or a simulator's origin"
        }
      fields.report(
        "wrong-environment", at: venue.position(of: "origin"),
        "a session with \(origin) is '\(derived.rawValue)', the configured environment is '\(environment.rawValue)'",
        hint: hint)
    } else if derived == .simulator, origin.host == VenueOrigin(adapter.productionOrigin)?.host {
      fields.report(
        "wrong-environment", at: venue.position(of: "origin"),
        "\(origin) is the venue's own host without its verified origin",
        hint: "a simulator has a host of its own")
    }
    if venue.value.caBundle != nil, origin.scheme != .https {
      fields.report(
        "ca-bundle-without-tls", at: venue.position(of: "ca-bundle"),
        "'ca-bundle' is given, and \(origin) has no certificate",
        hint: "write an https origin, or leave it out")
    }
    if environment == .paper, venue.value.credentials != nil {
      fields.report(
        "credentials-in-paper", at: venue.position(of: "credentials"), "paper loads no credentials",
        hint: "leave 'credentials' out: paper orders never reach the venue")
    }
    guard environment.reachesVenue else { return }
    if venue.value.credentials == nil {
      fields.report(
        "missing-key", at: venue.position(of: "credentials"),
        "'credentials' is missing, which \(environment.rawValue) needs", hint: "credentials: { file: PATH }")
    }
    if venue.value.account == nil {
      fields.report(
        "missing-key", at: venue.position(of: "account"),
        "'account' is missing, which \(environment.rawValue) needs",
        hint: "pin the account that the API key belongs to")
    }
  }

  private static func check(
    _ gate: Positioned<GateConfiguration>, in environment: TradingEnvironment, _ fields: inout Fields
  ) {
    guard environment == .live else { return }
    if !gate.value.isRequired {
      fields.report(
        "gate-not-required", at: gate.position(of: "required"), "live always needs a Grant",
        hint: "write 'required: true', or leave it out")
    }
    if gate.value.maximumAge > .hours(24) {
      fields.report(
        "out-of-range", at: gate.position(of: "maximum-age"),
        "a report for live is at most 24h old, found \(gate.value.maximumAge)", hint: "maximum-age: 24h")
    }
  }

  /// A risk that the limits do not allow would be refused at every entry.
  private static func check(
    _ strategy: Positioned<StrategyConfiguration>, within limits: LimitConfiguration, _ fields: inout Fields
  ) {
    guard let risk = strategy.value.donchian.riskPerTradeUSD else { return }
    for (key, most) in [
      ("max-loss-per-trade-usd", limits.maxLossPerTradeUSD), ("max-daily-loss-usd", limits.maxDailyLossUSD),
    ] {
      guard let most, risk > most else { continue }
      return fields.report(
        "out-of-order", at: strategy.position(of: "risk-per-trade-usd"),
        "the strategy risks \(risk) USD a trade, and '\(key)' is \(most) USD",
        hint: "risk-per-trade-usd is at most \(key)")
    }
  }
}
