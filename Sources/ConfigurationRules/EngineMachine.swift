public import ReadinessCheck

/// The machine that an engine runs on, as far as rules look at it.
public struct EngineMachine: Sendable {
  /// What to do about findings that depend on where the rules are asked.
  public struct Advice: Sendable {
    /// About what is missing where the engine does not run.
    let elsewhere: String
    /// About what could not be looked at.
    let unseen: String

    public init(elsewhere: String, unseen: String) {
      self.elsewhere = elsewhere
      self.unseen = unseen
    }
  }

  let files: any FileAccess
  /// Nil leaves rights to files out.
  let user: EngineUser?
  /// What the engine's environment files set.
  let variables: ServiceVariables
  /// Names that are set where this program runs, and perhaps in the service as well.
  let names: [String]
  let advice: Advice

  /// - Parameter user: whose rights count; root's are left out.
  public init(
    files: any FileAccess, user: EngineUser, variables: ServiceVariables, names: [String], advice: Advice
  ) {
    self.files = files
    self.user = user.isRoot ? nil : user
    self.variables = variables
    self.names = names
    self.advice = advice
  }
}
