import ConfigurationRules
import Cryptography
public import DocumentSchema
public import ReadinessCheck

/// Does the linter find a mistake in the very configuration that the report is about?
public struct ConfigurationValid: ReadinessCheck {
  public static let kind = "configuration-valid"
  public static let summary = "the linter finds no mistake in the engine's configuration on this machine"
  public static let parameters = ConfigurationValidParameters.schema
  /// As the service reads them.
  static let environmentFileLimit = 1 << 20

  private let parameters: ConfigurationValidParameters

  public init(_ parameters: ConfigurationValidParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: ConfigurationValidParameters
  ) -> [(subject: String, parameter: String)] { [(subject: parameters.subject, parameter: "subject")] }

  public func run(in context: CheckContext) -> CheckAnswer {
    guard let subject = context.subjects[parameters.subject], !subject.sha256.isEmpty else {
      return one(
        .unknown, found: "the gate could not read the subject '\(parameters.subject)'",
        "there is no configuration to judge", hint: "name a file that is there under 'subjects'")
    }
    let bytes: [UInt8]
    do throws(FileAccessError) {
      bytes = try context.files.read(subject.path, limit: ConfigurationJudgement.byteLimit)
    } catch {
      return unread(subject.path, error)
    }
    let digest = SHA256.digest(of: bytes).hex
    // A report about other bytes than those that were judged would say nothing about them.
    guard digest == subject.sha256 else {
      return one(
        .unknown, expected: "the bytes with the SHA-256 \(subject.sha256), which the report is about",
        found: "SHA-256 \(digest)", "the configuration changed while the gate ran",
        hint: "run the gate again when nobody is editing '\(subject.path)'")
    }
    return judge(bytes, Finding.Artifact(name: subject.path, sha256: digest), in: context)
  }

  private func judge(
    _ bytes: [UInt8], _ artifact: Finding.Artifact, in context: CheckContext
  ) -> CheckAnswer {
    let variables = ServiceVariables(
      parameters.environmentFiles.map { file in
        let path = file.resolved(in: context.policyFolder)
        return ServiceVariables.File(
          path,
          Result { () throws(FileAccessError) in
            try context.files.read(path, limit: Self.environmentFileLimit)
          })
      })
    let user = EngineUser(
      name: "the blocker's user", userIDs: [context.files.user], groupIDs: context.files.groups)
    let machine = EngineMachine(
      files: context.files, user: user, variables: variables,
      names: context.serviceEnvironment.keys.sorted(),
      advice: EngineMachine.Advice(
        elsewhere: "the gate has to run on the engine's machine",
        unseen: "let the blocker's user enter every folder on the way"))
    let judgement = ConfigurationJudgement(bytes, file: artifact.name, on: machine)
    let account = DiagnosticFindings(parameters, artifact)
    var findings = account.findings(on: variables.diagnostics + judgement.diagnostics)
    if findings.allSatisfy({ $0.status == .pass }) {
      findings.insert(
        account.summary(of: judgement, bytes: bytes, warnings: findings.count, isRoot: user.isRoot), at: 0)
    }
    return CheckAnswer(findings: findings)
  }

  /// More than the engine reads is a mistake; what else cannot be read is not known.
  private func unread(_ path: String, _ error: FileAccessError) -> CheckAnswer {
    let isTooLarge = error.reason == .tooLarge
    return one(
      isTooLarge ? .fail : .unknown, found: error.description,
      isTooLarge ? "the configuration is longer than the engine reads" : "the configuration cannot be read",
      hint: isTooLarge
        ? "keep what is no configuration elsewhere" : "chmod a+r '\(path)', and a+x on every folder above")
  }

  private func one(
    _ status: Finding.Status, expected: String = "a configuration that can be read", found: String,
    _ message: String, hint: String
  ) -> CheckAnswer {
    CheckAnswer(findings: [
      Finding(
        status, subject: parameters.subject, expected: expected, found: found, message: message, hint: hint)
    ])
  }
}
