import ReadinessCheck

/// Programs that answer what a test says, by path or `engine`, followed by their arguments.
struct ProgramsInMemory: ProgramAccess {
  var answers: [String: ProgramAnswer] = [:]

  func run(_ run: ProgramRun) -> ProgramAnswer {
    let program =
      switch run.program {
      case .engine: "engine"
      case .git: "git"
      case .gate: "gate"
      case .path(let path): path
      case .sealed(let program): program.path
      }
    return answers[([program] + run.arguments).joined(separator: " ")]
      ?? ProgramAnswer(.notStarted("no such file or directory (ENOENT)"))
  }
}
