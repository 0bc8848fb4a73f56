import Attestation
import Chronology
import DocumentSchema
import ExactDecimal
import ReadinessReport
public import StrictJSON
import StrictYAML

/// How a policy file is written: the one declaration that reads it, resolves it, and describes it to editors.
public struct PolicySchema: Sendable {
  let registry: CheckRegistry

  public init(registry: CheckRegistry) { self.registry = registry }

  /// The JSON Schema that editors use.
  public var jsonSchema: JSON {
    var members: [JSONMember] = [
      JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
      JSONMember("title", "Readiness policy, v1"),
    ]
    members += document.describe().members ?? []
    return .object(members)
  }

  /// What one file holds, before includes are merged.
  struct Document: Sendable {
    var includes: [Located<String>]
    var head: Head
    /// Nil after a mistake that leaves no list.
    var blockers: [Policy.Blocker]?
  }

  /// What stands beside the blockers; a part with a mistake is nil or its default, so that the rules between
  /// the other parts still speak.
  struct Head: Sendable {
    var name: String?
    var environment: Located<TradingEnvironment>?
    var scope: PermissionScope?
    var description: String
    var validFor: Milliseconds
    /// Of `valid-for`, or of what stands around it.
    var validForPosition: SourcePosition
    var deadline: Milliseconds
    var grants: Grants?
    /// Of `grants`, or of what stands around it.
    var grantsPosition: SourcePosition
    var subjects: [Policy.Subject]?
    var maximumWaivers: Int
    var maximumWaiverLifetime: Milliseconds
  }

  var document: Schema<Document> {
    let blocker = blocker
    return .object("a policy") { fields in
      let version = fields.required(
        "policy", .choice("a policy version", [("v1", 1)]), "The version of this format: v1.")
      let name = fields.required(
        "name", .identifier, "A short name; it names the report's place in the store.")
      let environment = fields.required(
        "environment", Schema<TradingEnvironment>.enumeration("an environment").located,
        "Where orders go: simulator, paper, demo or live.")
      let scope = fields.optional(
        "scope", Schema<PermissionScope>.enumeration("a scope"), default: .text("live"),
        "What the report permits: live trading, or certification of order behaviour.")
      let description = fields.optional(
        "description", .text("a description", maximumLength: 4_096, minimumLength: 0), default: .text(""),
        "What this policy is for, in a sentence.")
      let report = fields.optional("report", Self.report, default: .mapping, "The report that a run writes.")
      let subjects = fields.optional(
        "subjects", Self.subjects, default: .mapping,
        "Files whose SHA-256 the report binds, by name; at least one for demo and live.")
      let waivers = fields.optional(
        "waivers", Self.waivers, default: .mapping, "How far blockers may be waived.")
      let includes = fields.optional(
        "include", .list(of: Schema<String>.text.located), default: .list([]),
        "Policy files whose blockers come before these, relative to this file.")
      let blockers = fields.required(
        "blockers", .list(of: blocker, isUnique: false, keepsGoodElements: true),
        "What must hold, one entry for each blocker.")
      _ = version
      let head = Head(
        name: name, environment: environment, scope: scope, description: description ?? "",
        validFor: report?.validFor.value ?? .hours(12),
        validForPosition: report?.validFor.position ?? fields.position(of: "report"),
        deadline: report?.deadline ?? .seconds(60), grants: report?.grants.value,
        grantsPosition: report?.grants.position ?? fields.position(of: "report"), subjects: subjects,
        maximumWaivers: waivers?.maximum ?? 0, maximumWaiverLifetime: waivers?.maximumLifetime ?? .days(7))
      return Document(includes: includes ?? [], head: head, blockers: blockers)
    }
  }

  /// A file that another one includes: blockers, and nothing that would decide for the whole.
  var fragment: Schema<(includes: [Located<String>], blockers: [Policy.Blocker])> {
    let blocker = blocker
    return .object("an included policy file") { fields in
      let version = fields.required(
        "policy", .choice("a policy version", [("v1", 1)]), "The version of this format: v1.")
      _ = fields.optional("name", .identifier, "What the fragment is called; decides nothing.")
      _ = fields.optional(
        "description", .text("a description", maximumLength: 4_096, minimumLength: 0), "Decides nothing.")
      let includes = fields.optional(
        "include", .list(of: Schema<String>.text.located), default: .list([]), "Further files.")
      let blockers = fields.required(
        "blockers", .list(of: blocker, isUnique: false, keepsGoodElements: true), "What must hold.")
      guard version != nil, let includes, let blockers else { return nil }
      return (includes, blockers)
    }
  }

  private static let report:
    Schema<(validFor: Located<Milliseconds>, deadline: Milliseconds, grants: Located<Grants>)> =
      .object("'report'") { fields in
        let validFor = fields.optional(
          "valid-for", Schema<Milliseconds>.duration(.seconds(1)...(.days(31))).located,
          default: .text("12h"),
          "How long a report counts; at most 24h for live.")
        let deadline = fields.optional(
          "deadline", .duration(.seconds(1)...(.hours(1))), default: .text("60s"),
          "How long one run may take.")
        let grants = fields.optional(
          "grants", Self.grants.located, default: .mapping, "What a READY report permits at most.")
        guard let validFor, let deadline, let grants else { return nil }
        return (validFor, deadline, grants)
      }

  private static let grants: Schema<Grants> = .object("'grants'") { fields in
    let symbols = fields.optional(
      "symbols", .list(of: Self.symbol, minimum: 1), "Instruments that may be traded.")
    let order = fields.optional(
      "max-order-notional-usd", .amount("an amount in USD"), "Largest order, in USD.")
    let position = fields.optional(
      "max-position-notional-usd", .amount("an amount in USD"), "Largest position of one symbol, in USD.")
    let loss = fields.optional(
      "max-daily-loss-usd", .amount("an amount in USD"), "Largest loss of one UTC day, in USD.")
    let rate = fields.optional("max-orders-per-minute", .integer(1...100_000), "Orders sent in any minute.")
    let total = fields.optional(
      "max-orders", .integer(1...10_000_000), "Orders in all; required for scope certification.")
    return Grants(
      symbols: symbols, maxOrderNotionalUSD: order, maxPositionNotionalUSD: position, maxDailyLossUSD: loss,
      maxOrdersPerMinute: rate.map(Int64.init), maxOrders: total.map(Int64.init))
  }

  static let symbol: Schema<String> = .scalar(
    "an instrument such as PF_XBTUSD", describe: ["type": "string", "pattern": "^[A-Za-z0-9_.:/-]{1,64}$"],
    resolved: JSON.string
  ) { text in
    let isSymbol =
      (1...64).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil
            || "_.:/-".unicodeScalars.contains($0))
      }
    return isSymbol ? text : nil
  }

  private static let waivers: Schema<(maximum: Int, maximumLifetime: Milliseconds)> =
    .object("'waivers'") { fields in
      let maximum = fields.optional(
        "maximum", .integer(0...100), default: .text("0"), "How many blockers may be waived at once.")
      let lifetime = fields.optional(
        "max-lifetime", .duration(.seconds(1)...(.days(365))), default: .text("7d"),
        "The longest a waiver may last.")
      guard let maximum, let lifetime else { return nil }
      return (maximum, lifetime)
    }

  private static let subjects: Schema<[Policy.Subject]> = Schema<
    [(key: Located<String>, value: DocumentPath)]
  >
  .dictionary(
    "'subjects'", of: .path, isKey: { isKebabCase($0) && $0 != "policy" },
    keys: "a subject's name is in kebab case, and 'policy' is reserved"
  )
  .map { entries, _, _ in entries.map { Policy.Subject(name: $0.key.value, path: $0.value) } }
}
