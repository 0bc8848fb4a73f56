import ReadinessReport

/// One precondition of a blocker, broken.
struct Breakage: Sendable {
  enum Change: Sendable {
    /// Another text in the blocker's parameters; what is replaced has to stand there.
    case parameters(String, becoming: String)
    /// A file of the world with this content, instead of whatever stands there.
    case write(String, String)
    /// Another text in a file of the world.
    case edit(String, String, becoming: String)
    /// A member of a JSON file gets another text.
    case member(String, String, becoming: String)
    /// A program run on the world: it has to end with 0.
    case run([String])
    /// A member of an envelope's payload gets another text, and a key of the world signs it anew.
    case sign(String, with: String, member: String, becoming: String)
    /// The subject `engine` is another file that does the same.
    case anotherBuild
    /// The subject `engine` is another program.
    case anotherProgram(String)
    /// The simulated venue does not answer.
    case silentVenue
  }

  /// What does not hold, as a person would say it: `a package is not installed`.
  let name: String
  let changes: [Change]
  let expected: Outcome
  /// A part of what a finding has to say for it.
  let words: String

  /// - Parameter expected: fail; or unknown, where nobody can say that it holds, which is closed as well.
  init(_ name: String, _ expected: Outcome, saying words: String, _ changes: Change...) {
    (self.name, self.changes, self.expected, self.words) = (name, changes, expected, words)
  }
}

/// A check, parameters with which it is green in a sound world, and the ways in which that world is broken.
struct Trial: Sendable {
  let kind: String
  /// What stands below `with:`. `WORLD` is the folder, `FILESYSTEM` the type of its file system.
  let parameters: String
  /// The blocker's deadline.
  let timeout: String
  /// Whether a sound world is one that root made.
  let needsRoot: Bool
  let breakages: [Breakage]

  init(
    _ kind: String, timeout: String = "20s", _ parameters: String, needsRoot: Bool = false,
    _ breakages: [Breakage]
  ) {
    (self.kind, self.parameters, self.timeout) = (kind, parameters, timeout)
    (self.needsRoot, self.breakages) = (needsRoot, breakages)
  }
}
