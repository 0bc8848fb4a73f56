public import DocumentSchema

/// One kind of question that a policy's blocker can ask.
///
/// A check is a value made from one blocker's parameters. It runs in a worker process, as the blocker's
/// user, and reaches the world only through ``CheckContext``, so a test gives it a world. It never throws:
/// what kept it from an answer is an answer, ``Finding/Status/unknown``, and the gate treats it as closed.
/// Risk, blocking and waivers belong to the runner; a check knows nothing of them.
public protocol ReadinessCheck: Sendable {
  associatedtype Parameters: Sendable

  /// The name that policies use, such as `state-path`. Kebab case, never reused for another meaning.
  static var kind: String { get }
  /// What it asks, in one line, for `readiness policy checks`.
  static var summary: String { get }
  /// How `with:` is written. Mistakes carry positions and are reported before any check starts.
  static var parameters: Schema<Parameters> { get }
  /// The policy subjects without which these parameters cannot be answered, each with the parameter that
  /// needs it.
  static func subjectsNeeded(by parameters: Parameters) -> [(subject: String, parameter: String)]

  /// Whether the check looks at subjects' digests. One that does not can run while they are computed; its
  /// context then holds paths and empty digests.
  static var readsDigests: Bool { get }
  /// What the check answers for besides findings. Anything else that it states closes its blocker.
  static var statedFacts: Set<StatedFact> { get }

  init(_ parameters: Parameters)

  func run(in context: CheckContext) -> CheckAnswer
}

extension ReadinessCheck {
  public static var readsDigests: Bool { true }

  public static var statedFacts: Set<StatedFact> { [] }

  public static func subjectsNeeded(by parameters: Parameters) -> [(subject: String, parameter: String)] {
    []
  }
}
