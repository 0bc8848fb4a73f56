import DocumentSchema
import EnvironmentFiles
import StrictJSON
import StrictYAML

/// What an `external` blocker asks for.
public struct ExternalParameters: Sendable {
  /// Absolute.
  public let run: String
  /// 64 lower-case hexadecimal digits.
  public let sha256: String
  public let arguments: [String]
  /// Names of variables that the program gets with the values of the service's environment.
  public let environment: [String]

  static let schema = Schema<ExternalParameters>.object("the parameters of external") { fields in
    let run = fields.required("run", program, "the program or script, by its absolute path")
    let sha256 = fields.required("sha256", digest, "its SHA-256 digest, as 'sha256sum PROGRAM' prints it")
    let arguments = fields.optional(
      "arguments",
      .list(of: .text("an argument", maximumLength: 4_096, minimumLength: 0), isUnique: false),
      default: .list([]), "what it is started with")
    let environment = fields.optional(
      "environment", .list(of: variable), default: .list([]),
      "variables of the service's environment that it gets besides a fixed PATH")
    guard let run, let sha256, let arguments, let environment else { return nil }
    return ExternalParameters(run: run.text, sha256: sha256, arguments: arguments, environment: environment)
  }

  /// The parameters as the resolved policy shows them, for the program.
  var json: JSON {
    [
      "run": .string(run), "sha256": .string(sha256), "arguments": .array(arguments.map(JSON.string)),
      "environment": .array(environment.map(JSON.string)),
    ]
  }

  // A digest pins what runs, so it has to be clear from the policy alone which file is meant.
  private static let program = Schema<DocumentPath>.path.map { path, node, reading -> DocumentPath? in
    if path.isAbsolute { return path }
    reading.report(
      "bad-value", at: node.position, "the program's path '\(path.text)' is not absolute",
      hint: "begin with a slash: run: /etc/readiness/checks/backup-fresh.py")
    return nil
  }

  private static let digest = Schema<String>(describe: Schema<String>.sha256.describe) { node, reading in
    guard case .scalar(let text) = node.content, !text.isEmpty else {
      reading.report(
        "wrong-type", at: node.position, "expected a SHA-256 digest, found \(node.kindName)",
        hint: "sha256: what 'sha256sum PROGRAM' prints")
      return nil
    }
    let lower = text.lowercased()
    let isDigest = lower.utf8.count == 64 && lower.utf8.allSatisfy(isHexadecimal)
    guard isDigest, lower == text else {
      reading.report(
        "bad-value", at: node.position,
        isDigest
          ? "the SHA-256 digest has upper-case digits"
          : "'\(text.prefix(70))' is no SHA-256 digest: 64 hexadecimal digits, and here are "
            + "\(text.unicodeScalars.count) characters",
        hint: isDigest ? "sha256: \(lower)" : "sha256: what 'sha256sum PROGRAM' prints")
      return nil
    }
    return Resolved(text, .string(text))
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static let variable = Schema<String>.environmentName.map { name, node, reading -> String? in
    if LoaderVariables.names.contains(name) {
      reading.report(
        "loader-variable", at: node.position,
        "\(name) would run foreign code in the program before its first line", hint: "leave it out")
      return nil
    }
    if name == "PATH" {
      reading.report(
        "fixed-variable", at: node.position, "PATH is the same for every program that a check runs",
        hint: "leave it out, and name other programs by their absolute paths")
      return nil
    }
    return name
  }
}
