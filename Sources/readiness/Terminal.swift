import Glibc
import ReadinessGate

/// Where text goes, and whether it may be coloured there.
enum Terminal {
  static let environment = GateRun.Options.ownEnvironment()

  static var style: TerminalStyle {
    let isWanted = environment["NO_COLOR"].map(\.isEmpty) ?? true
    return TerminalStyle(isColoured: isWanted && isatty(1) == 1 && environment["TERM"] != "dumb")
  }

  static func printOutput(_ text: String) throws { try printLine(text) }

  /// On a terminal, how many of how many; nothing elsewhere.
  static func progress(_ what: String) -> (Int, Int) -> Void {
    guard isatty(2) == 1 else { return { _, _ in } }
    return { done, total in
      guard total > 1_000 else { return }
      StandardOutput.writeError("\r\(done) of \(total) \(what)" + (done == total ? "\n" : ""))
    }
  }

  static func printLine(_ text: String) throws(GateFailure) {
    guard StandardOutput.write(Array(text.utf8)) else {
      throw GateFailure(
        "output.not-written", "standard output cannot be written",
        hint: "is what it goes to open, and has it room?", exitStatus: 74)
    }
  }

  static func printError(_ text: String) { StandardOutput.writeError(text + "\n") }
}
