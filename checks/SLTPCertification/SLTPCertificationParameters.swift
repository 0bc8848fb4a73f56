public import Attestation
public import CertificationEvidence
public import Chronology
public import DocumentSchema
public import Trading

/// What a `sltp-certification` blocker asks for.
public struct SLTPCertificationParameters: Sendable {
  /// What ties evidence to the program that will trade.
  public enum Binding: String, Sendable, CaseIterable {
    /// The evidence names the digest of the very program.
    case binary
    /// The evidence was made with a program of the same order mapping, and simulator evidence of the very program
    /// covers the case as well.
    case orderMapping = "order-mapping"
  }

  /// A file, or a folder whose `*.json` files are read.
  public let evidence: DocumentPath
  public let subject: String
  public let accept: [TradingEnvironment]
  public let binds: Binding
  public let maxAge: Milliseconds
  public let maxSpecificationAge: Milliseconds
  public let symbols: [String]
  public let orders: [ProtectiveRole]
  public let positions: [PositionSide]
  public let triggers: [TriggerSignal]

  /// Every pair that needs evidence, in the order of the lists.
  public var required: [(symbol: String, certificationCase: CertificationCase)] {
    symbols.flatMap { symbol in
      orders.flatMap { order in
        positions.flatMap { position in
          triggers.map { (symbol, CertificationCase(order, position, $0)) }
        }
      }
    }
  }

  /// The lists default to the whole protection on the shipped trigger signal: a policy that names evidence and symbols
  /// asks for everything, and an empty list, which would ask for nothing, is a mistake.
  static let schema = Schema<SLTPCertificationParameters>.object("the parameters of sltp-certification") {
    fields in
    let evidence = fields.required(
      "evidence", .path, "the evidence file, or the folder of evidence files (*.json)")
    let subject = fields.optional(
      "subject", .identifier, default: .text("engine"),
      "the policy subject whose digest the evidence must name")
    let accept = fields.optional(
      "accept", .list(of: .enumeration("an environment") as Schema<TradingEnvironment>, minimum: 1),
      default: .list([.text("demo"), .text("live")]),
      "where evidence may come from; a policy for demo or live takes neither simulator nor paper")
    let binds =
      fields.optional(
        "binds", .enumeration("a binding"), default: .text("binary"),
        "binary: the subject's digest; order-mapping: the digest of the generated order mapping, and simulator "
          + "evidence of the present binary") as Binding?
    let maxAge = fields.optional(
      "max-age", .duration(.minutes(1)...(.days(365))), default: .text("30d"), "how old evidence may be")
    let maxSpecificationAge = fields.optional(
      "max-spec-age", .duration(.minutes(1)...(.days(365))), default: .text("24h"),
      "how old the cache of instrument specifications may be that evidence is compared with")
    let symbols = fields.required(
      "symbols", .list(of: .text("an instrument's symbol", maximumLength: 64), minimum: 1),
      "the instruments traded")
    let orders = fields.optional(
      "orders", .list(of: .enumeration("an order") as Schema<ProtectiveRole>, minimum: 1),
      default: .list([.text("stop-loss"), .text("take-profit")]), "the orders that protect positions")
    let positions = fields.optional(
      "positions", .list(of: .enumeration("a side") as Schema<PositionSide>, minimum: 1),
      default: .list([.text("long"), .text("short")]), "the sides taken")
    let triggers = fields.optional(
      "triggers", .list(of: .enumeration("a trigger signal") as Schema<TriggerSignal>, minimum: 1),
      default: .list([.text("last")]), "the prices that fire the orders")
    guard let evidence, let subject, let accept, let binds, let maxAge, let maxSpecificationAge, let symbols,
      let orders, let positions, let triggers
    else { return nil }
    return SLTPCertificationParameters(
      evidence: evidence, subject: subject, accept: accept, binds: binds, maxAge: maxAge,
      maxSpecificationAge: maxSpecificationAge, symbols: symbols, orders: orders, positions: positions,
      triggers: triggers)
  }
}
