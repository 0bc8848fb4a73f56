import DocumentSchema
public import ReadinessCheck
public import StrictJSON
import StrictYAML

/// A kind of check with its types erased, as policies and workers use it.
public struct RegisteredCheck: Sendable {
  public let kind: String
  public let summary: String
  public let readsDigests: Bool
  public let statedFacts: Set<StatedFact>
  /// JSON Schema of `with:`.
  public let describeParameters: @Sendable () -> JSON
  /// Reads `with:`; nil after a mistake.
  let prepare: @Sendable (YAMLNode, inout Reading) -> (needs: [PreparedCheck.SubjectNeed], resolved: JSON)?
  /// Reads `with:` again, in the worker, and asks the check.
  let run: @Sendable (YAMLNode, inout Reading, CheckContext) -> CheckAnswer?

  public init<Check: ReadinessCheck>(_ check: Check.Type) {
    kind = Check.kind
    summary = Check.summary
    readsDigests = Check.readsDigests
    statedFacts = Check.statedFacts
    let schema = Check.parameters
    describeParameters = schema.describe
    prepare = { node, reading in
      guard let parameters = schema(node, &reading) else { return nil }
      let needs = Check.subjectsNeeded(by: parameters.value)
        .map { PreparedCheck.SubjectNeed(subject: $0.subject, parameter: $0.parameter) }
      return (needs, parameters.resolved)
    }
    run = { node, reading, context in
      guard let parameters = schema(node, &reading) else { return nil }
      return Check(parameters.value).run(in: context)
    }
  }
}

/// The checks that a gate knows.
public struct CheckRegistry: Sendable {
  public let checks: [RegisteredCheck]

  public init(_ checks: [RegisteredCheck]) { self.checks = checks }

  public var kinds: [String] { checks.map(\.kind) }

  public func check(_ kind: String) -> RegisteredCheck? { checks.first { $0.kind == kind } }
}
