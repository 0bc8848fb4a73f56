public import DocumentSchema
public import ReadinessCheck

/// Asks a program of the operator's own, in whatever language, whose bytes the policy pins.
public struct External: ReadinessCheck {
  public static let kind = "external"
  public static let readsDigests = false
  public static let summary = "a program of your own, pinned by its digest, answers with findings"
  public static let parameters = ExternalParameters.schema
  /// Of the program's file.
  static let programLimit = 16 << 20
  /// Of its answer.
  static let answerLimit = 1 << 20

  private let parameters: ExternalParameters

  public init(_ parameters: ExternalParameters) { self.parameters = parameters }

  public func run(in context: CheckContext) -> CheckAnswer {
    do throws(ExternalRefusal) {
      let variables = try variables(in: context)
      let program = try PinnedProgram.open(parameters, in: context.files)
      let nonce = context.nonce()
      let answer = context.programs.run(
        ProgramRun(
          .sealed(program), parameters.arguments, environment: variables,
          workingDirectory: "/", standardInput: request(nonce, in: context), outputLimit: Self.answerLimit))
      let output = try ProgramEnding.output(of: answer, parameters.run)
      return CheckAnswer(
        findings: try ExternalAnswer(output, from: parameters.run, nonce: nonce, now: context.now()).findings)
    } catch {
      return CheckAnswer(findings: error.findings)
    }
  }

  private func request(_ nonce: String, in context: CheckContext) -> [UInt8] {
    ExternalRequest(
      blocker: context.blocker, parameters: parameters, nonce: nonce,
      deadlineMilliseconds: context.remainingMilliseconds()
    ).encoded
  }

  private func variables(in context: CheckContext) throws(ExternalRefusal) -> [String: String] {
    let missing = parameters.environment.filter { context.serviceEnvironment[$0] == nil }
    guard missing.isEmpty else {
      throw ExternalRefusal(
        findings: missing.map { name in
          Finding(
            .unknown, subject: name, expected: "a value in the service's environment", found: "not set",
            message: "\(name) is not set, so the program was not started",
            hint: "set it where the gate runs (Environment=\(name)=… in readiness-gate.service), "
              + "or take it out of 'environment'")
        })
    }
    return context.serviceEnvironment.filter { parameters.environment.contains($0.key) }
  }
}

/// Why there are no findings of the program's own.
struct ExternalRefusal: Error {
  let findings: [Finding]

  init(findings: [Finding]) { self.findings = findings }

  /// One finding about the program.
  init(
    _ status: Finding.Status, _ program: String, expected: String, found: String, _ message: String,
    hint: String
  ) {
    findings = [
      Finding(status, subject: program, expected: expected, found: found, message: message, hint: hint)
    ]
  }
}
