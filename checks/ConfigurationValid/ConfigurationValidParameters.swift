public import DocumentSchema

/// What a `configuration-valid` blocker asks for.
public struct ConfigurationValidParameters: Sendable {
  /// What a warning of the linter's is.
  public enum Warnings: String, Sendable, CaseIterable {
    /// Told, and no obstacle.
    case allow
    case refuse
  }

  public let subject: String
  public let environmentFiles: [DocumentPath]
  public let warnings: Warnings

  static let schema = Schema<ConfigurationValidParameters>.object("the parameters of configuration-valid") {
    fields in
    let subject = fields.optional(
      "subject", .identifier, default: .text("configuration"),
      "the policy subject that is the engine's configuration")
    let environmentFiles = fields.optional(
      "environment-files", .list(of: .path), default: .list([]),
      "files of KEY=VALUE lines that the engine's unit reads; the last one wins")
    let warnings =
      fields.optional(
        "warnings", .enumeration("what a warning is"), default: .text("allow"),
        "allow: a warning is told and passes; refuse: it fails") as Warnings?
    guard let subject, let environmentFiles, let warnings else { return nil }
    return ConfigurationValidParameters(
      subject: subject, environmentFiles: environmentFiles, warnings: warnings)
  }
}
