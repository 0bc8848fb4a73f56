import Chronology
import DocumentSchema
import ReadinessReport
import StrictJSON
import StrictYAML

extension PolicySchema {
  /// One entry of `blockers`. Its `with` is read by the schema of the check that it names.
  var blocker: Schema<Policy.Blocker> {
    let registry = registry
    let checkName = Schema<RegisteredCheck>.choice("a check", registry.checks.map { ($0.kind, $0) })
    let body: @Sendable (inout Fields) -> Policy.Blocker? = { fields in
      let id = fields.required("id", .identifier, "A name that stays, in kebab case.")
      let title = fields.required(
        "title", Self.title, "What holds when this passes, as a sentence.")
      let risk = fields.required(
        "risk", Self.risk, "What it would mean to go live without it.")
      let check = fields.required("check", checkName, "The check plugin that answers.")
      let timeout = fields.optional(
        "timeout", Self.timeout, default: .text("10s"),
        "How long the check may take.")
      let user = fields.optional(
        "user", Self.userName.located, "Whom the worker becomes before it opens or runs anything.")
      let waivable = fields.optional(
        "waivable", .boolean, "Whether a waiver may excuse it; default: not when the risk is critical.")
      let needs = fields.optional(
        "needs", Self.needs, default: .list([]),
        "Ids that must pass, or be waived, first.")
      let remediation = fields.optional(
        "remediation", Self.remediation, default: .text(""),
        "What to do when it does not pass.")
      let prepared = Self.parameters(of: check, registry: registry, &fields)
      if let risk, waivable == nil { fields.setResolved("waivable", .bool(risk != .critical)) }
      guard let id, let title, let risk, let timeout, let needs, let remediation, let prepared else {
        return nil
      }
      return Policy.Blocker(
        id: id, title: title, risk: risk, check: prepared, timeout: timeout, user: user,
        isWaivable: waivable ?? (risk != .critical), needs: needs, remediation: remediation,
        position: fields.position, resolved: .null)
    }
    let plain = Schema.object("a blocker", body)
    return Schema(describe: plain.describe) { node, reading in
      guard let result = plain(node, &reading) else { return nil }
      var blocker = result.value
      blocker.resolved = result.resolved
      return Resolved(blocker, result.resolved)
    }
  }

  private static func parameters(
    of check: RegisteredCheck?, registry: CheckRegistry, _ fields: inout Fields
  ) -> PreparedCheck? {
    let node = fields.raw("with", "The check's own parameters.")
    for check in registry.checks where fields.isDescribing {
      fields.addRule(rule(for: check))
    }
    guard let check else { return nil }
    let with = node ?? YAMLNode(.mapping([]), position: fields.position)
    guard let prepared = fields.prepare(check, with) else { return nil }
    fields.setResolved("with", prepared.resolved)
    return PreparedCheck(
      kind: check.kind, parameters: with, folder: fields.folder, subjectsNeeded: prepared.needs)
  }

  // Made once, not once for each blocker: a policy may have ten thousand.
  private static let title = Schema<String>.text("a title", maximumLength: 200)
  private static let risk = Schema<Risk>.enumeration("a risk")
  private static let timeout = Schema<Milliseconds>.duration(Milliseconds(1)...(.hours(1)))
  private static let needs = Schema<[Located<String>]>.list(of: Schema<String>.identifier.located)
  private static let remediation = Schema<String>.text(
    "a remediation", maximumLength: 4_096, minimumLength: 0)

  /// What `with` has to be for one check. It may be left out where the check has nothing to ask for.
  private static func rule(for check: RegisteredCheck) -> JSON {
    let parameters = check.describeParameters()
    let isNeeded = parameters["required"] != nil || parameters["allOf"] != nil
    let described: JSON = .object(
      (parameters.members ?? []) + [JSONMember("description", .string("\(check.kind): \(check.summary)"))])
    return [
      "if": ["properties": ["check": ["const": .string(check.kind)]], "required": ["check"]],
      "then": ["properties": ["with": described], "required": isNeeded ? ["with"] : []],
    ]
  }

  /// As useradd(8) accepts them, and numbers are refused: a name can be looked up.
  private static let userName: Schema<String> = .scalar(
    "a user name such as trading", describe: ["type": "string", "pattern": "^[a-z_][a-z0-9_-]{0,31}$"],
    resolved: JSON.string
  ) { text in
    let bytes = Array(text.utf8)
    let isName =
      (1...32).contains(bytes.count) && !(0x30...0x39).contains(bytes[0]) && bytes[0] != 0x2D
      && bytes.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
      }
    return isName ? text : nil
  }
}

extension Fields {
  /// Reads a check's parameters as part of this mapping's reading.
  mutating func prepare(
    _ check: RegisteredCheck, _ node: YAMLNode
  ) -> (needs: [PreparedCheck.SubjectNeed], resolved: JSON)? {
    withReading { reading in check.prepare(node, &reading) }
  }
}
