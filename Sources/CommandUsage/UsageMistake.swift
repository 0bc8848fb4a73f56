public import ArgumentParser

/// A command line that was not understood, in the two lines that every other failure has: what is wrong, and what to
/// type.
///
/// ArgumentParser's own form begins with a capital and ends in the whole usage line, in which the mistake drowns.
public struct UsageMistake: Error, Sendable, Equatable {
  /// Lower case, no full stop.
  public let message: String
  /// The command that explains, such as `readiness check --help`.
  public let hint: String
  /// As design §6 lists them.
  public static let exitStatus: Int32 = 64
  public static let code = "usage.invalid"

  /// - Returns: nil for every other error, and for a request for help.
  public init?<Program: ParsableCommand>(_ error: any Error, of program: Program.Type) {
    let name = Program.configuration.commandName ?? ""
    if let missing = error as? MissingCommand {
      message = "a command is missing, one of \(missing.choice.joined(separator: ", "))"
      hint = missing.family == name ? "\(name) --help" : "\(name) help \(missing.family)"
      return
    }
    guard Program.exitCode(for: error) == .validationFailure else { return nil }
    var text = Program.message(for: error)[...]
    while text.last == "." || text.last == "\n" { text = text.dropLast() }
    message = text.split(separator: ". ").map(Self.loweringFirst).joined(separator: "; ")
    // The last line that ArgumentParser prints: See 'readiness check --help' for more information.
    let quoted = Program.fullMessage(for: error, columns: nil).split(separator: "\n").last?.split(
      separator: "'")
    if let quoted, quoted.count == 3, quoted[1].hasSuffix(" --help") {
      hint = String(quoted[1])
    } else {
      hint = "\(name) --help"
    }
  }

  /// `Unknown option` becomes `unknown option`, `PEM` stays.
  private static func loweringFirst(_ text: Substring) -> String {
    guard let first = text.first, let second = text.dropFirst().first, second.isLowercase else {
      return String(text)
    }
    return first.lowercased() + text.dropFirst()
  }
}
