import Admission
import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import KrakenFutures
import ReadinessReport
import StrictJSON
import StrictYAML

/// What a configuration and the policy that its reports are about say about each other.
///
/// What Admission would refuse is a mistake, and so is what could never be traded; where the smaller of two limits
/// simply holds, the other is a warning.
struct PolicyComparison {
  let configuration: EngineConfiguration
  let document: ConfigurationDocument
  let policy: Policy
  /// The policy as the user typed it.
  let policyPath: String
  let resolvedSha256: String
  private(set) var diagnostics: [Diagnostic] = []

  init(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument, with loaded: LoadedPolicy
  ) {
    self.configuration = configuration
    self.document = document
    policy = loaded.policy
    policyPath = loaded.path
    resolvedSha256 = "\(loaded.resolvedSha256)"
  }

  mutating func compare() {
    guard policy.environment == configuration.environment else {
      // Nothing else of it is meant for this configuration.
      return report(
        "policy-environment", at: document.position(of: "environment"),
        "the configuration is for \(configuration.environment.rawValue), the policy '\(policyPath)' for "
          + policy.environment.rawValue, hint: "name the policy whose report this engine reads")
    }
    comparePin()
    compareGrants()
    compareBlockers()
    compareWaivers()
    if policy.scope == .live { compareProtection() }
  }

  private mutating func comparePin() {
    let scope = policy.scope.rawValue
    let place = document.position(of: "gate", scope, "policy-sha256")
    guard let pinned = configuration.gate.scope(policy.scope).policySha256 else {
      guard configuration.environment == .live else { return }
      return report(
        "policy-not-pinned", at: place, "gate.\(scope).policy-sha256 is missing, which live needs",
        hint: "policy-sha256: \(resolvedSha256)")
    }
    guard pinned != resolvedSha256 else { return }
    report(
      "policy-mismatch", at: place, "the pinned policy is not '\(policyPath)' as it is now",
      hint: "after reviewing the policy write policy-sha256: \(resolvedSha256)")
  }

  private mutating func compareGrants() {
    let grants = policy.grants
    if let granted = grants.symbols {
      for symbol in configuration.symbols where !granted.contains(symbol) {
        report(
          "symbol-not-granted", at: symbolPlace(symbol),
          "the policy grants \(granted.joined(separator: ", ")), so \(symbol) is never traded",
          hint: "take it out here, or add it to report.grants.symbols")
      }
    }
    // A certification run has limits of its own.
    guard policy.scope == .live else { return }
    let limits = configuration.limits
    let amounts = [
      ("max-order-notional-usd", limits.maxOrderNotionalUSD, grants.maxOrderNotionalUSD),
      ("max-position-notional-usd", limits.maxPositionNotionalUSD, grants.maxPositionNotionalUSD),
      ("max-daily-loss-usd", limits.maxDailyLossUSD, grants.maxDailyLossUSD),
    ]
    for (key, own, granted) in amounts {
      if let granted, own > granted { smaller(key, "\(own)", "\(granted)") }
    }
    if let granted = grants.maxOrdersPerMinute, limits.maxOrdersPerMinute > granted {
      smaller("max-orders-per-minute", "\(limits.maxOrdersPerMinute)", "\(granted)")
    }
  }

  private mutating func smaller(_ key: String, _ own: String, _ granted: String) {
    report(
      "limit-above-grant", at: document.position(of: "limits", key),
      "\(key) is \(own), and the policy grants \(granted), which holds", hint: "\(key): \"\(granted)\"",
      severity: .warning)
  }

  private mutating func compareBlockers() {
    let gate = configuration.gate
    let requirements = EnvironmentRequirements(
      environment: configuration.environment, scope: policy.scope, isRequired: gate.isRequired,
      reportPath: "",
      keyringPath: "", storeFolder: nil, approvalsFolder: nil, maximumAge: gate.maximumAge,
      waiverCaps: EnvironmentRequirements.WaiverCaps(
        maximum: gate.waivers.maximum, maximumLifetime: gate.waivers.maxLifetime),
      requiredBlockers: gate.requiredBlockers.map {
        EnvironmentRequirements.RequiredBlocker(id: $0.id, check: $0.check)
      },
      policySha256: nil, account: nil)
    for required in requirements.allRequiredBlockers {
      let place = document.position(of: "gate", "required-blockers", required.id)
      guard let blocker = policy.blockers.first(where: { $0.id == required.id }) else {
        report(
          "required-blocker-missing", at: place,
          "the engine asks for the blocker '\(required.id)', which the policy does not have",
          hint: "add it to '\(policyPath)', with check: \(required.check)")
        continue
      }
      if blocker.check.kind != required.check {
        report(
          "required-blocker-substituted", at: place,
          "the engine asks that '\(required.id)' be answered by \(required.check), and the policy says "
            + blocker.check.kind, hint: "write check: \(required.check) in '\(policyPath)'")
      }
    }
  }

  private mutating func compareWaivers() {
    let caps = configuration.gate.waivers
    if policy.maximumWaivers > caps.maximum {
      report(
        "waivers-above-cap", at: document.position(of: "gate", "waivers", "maximum"),
        "the policy permits \(policy.maximumWaivers) waivers and the engine takes \(caps.maximum), so a waived report "
          + "is refused", hint: "decide for one of the two numbers", severity: .warning)
    }
    if policy.maximumWaivers > 0, policy.maximumWaiverLifetime > caps.maxLifetime {
      report(
        "waivers-above-cap", at: document.position(of: "gate", "waivers", "max-lifetime"),
        "the policy permits waivers of \(policy.maximumWaiverLifetime) and the engine takes \(caps.maxLifetime)",
        hint: "decide for one of the two", severity: .warning)
    }
    if policy.validFor > configuration.gate.maximumAge {
      report(
        "report-outlives-engine", at: document.position(of: "gate", "maximum-age"),
        "the policy's reports count \(policy.validFor), and the engine takes none older than "
          + "\(configuration.gate.maximumAge)", hint: "the shorter holds", severity: .warning)
    }
  }

  /// The modes in use against what the evidence is asked for.
  private mutating func compareProtection() {
    let protection = configuration.protection
    let blocker = policy.blockers.first { $0.check.kind == "sltp-certification" }
    let behaviours = protection.placement.neededBehaviours
    guard let blocker, let with = blocker.resolved["with"] else {
      if !behaviours.isEmpty {
        report(
          "placement-not-certified", at: document.position(of: "protection", "placement"),
          "\(protection.placement.rawValue) needs certified behaviours, and the policy asks for no evidence",
          hint: "write 'placement: on-fill', or add a blocker with check: sltp-certification")
      }
      return
    }
    let certified = with["symbols"]?.arrayValue?.compactMap(\.stringValue) ?? []
    for symbol in configuration.symbols where !certified.contains(symbol) {
      report(
        "symbol-not-certified", at: symbolPlace(symbol),
        "'\(blocker.id)' asks for no evidence about \(symbol)",
        hint: "add it to the blocker's symbols, or take it out here")
    }
    let triggers = with["triggers"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let trigger = protection.trigger.rawValue
    if !triggers.contains(trigger) {
      report(
        "trigger-not-certified", at: document.position(of: "protection", "trigger"),
        "'\(blocker.id)' asks for evidence about \(triggers.joined(separator: ", ")), and stops fire on \(trigger)",
        hint: "write 'trigger: \(triggers.first ?? "last")', or certify \(trigger) as well")
    }
    if !behaviours.isEmpty {
      report(
        "placement-needs-evidence", at: document.position(of: "protection", "placement"),
        "\(protection.placement.rawValue) trades only where the evidence answers yes to "
          + behaviours.joined(separator: " and "),
        hint: "trading-engine admit says what the report certifies",
        severity: .note)
    }
  }

  private func symbolPlace(_ symbol: String) -> SourcePosition {
    document.position(of: "symbols", element: symbol)
  }

  private mutating func report(
    _ code: String, at position: SourcePosition, _ message: String, hint: String,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(Diagnostic("engine.\(code)", at: position, message, hint: hint, severity: severity))
  }
}
