import ArgumentParser
import Attestation
import Glibc
import StrictJSON
import TradingEngine

/// How a command answers. Every command has these.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Answer with one JSON object on standard output.")
  var json = false

  /// Prints the answer: the object, or the lines for people.
  ///
  /// - Throws: status 74 when nobody can have read it.
  func print(_ object: JSON, _ lines: @autoclosure () -> [String]) throws(ExitCode) {
    try print(json ? object.text() + "\n" : lines().map { $0 + "\n" }.joined())
  }

  /// Prints the answer of what works at a venue: on paper it says so, as an object and in every line.
  func print(
    _ object: JSON, _ lines: [String], in environment: TradingEnvironment
  ) throws(ExitCode) {
    let answer = PaperMark.answer(object, lines, environment)
    try print(answer.object, answer.lines)
  }

  /// Prints the answer about a kill switch's state. Paper's is known by its folder, which is no other environment's.
  func print(_ object: JSON, _ lines: [String], ofState path: String) throws(ExitCode) {
    guard StateFolder(containing: path).isOfPaper else { return try print(object, lines) }
    try print(object, lines, in: .paper)
  }

  /// Prints the text as it is.
  func print(_ text: String) throws(ExitCode) {
    guard StandardOutput.write(text) else {
      StandardError.write(
        "error: standard output cannot be written [output.not-written]\n"
          + "hint: is what it goes to open, and has it room?\n")
      throw ExitCode(74)
    }
  }

  /// Says why there is no answer, and ends with the status.
  ///
  /// The people's form goes to standard error in both cases, the object to standard output.
  func fail(
    code: String, _ message: String, hint: String?, status: Int32, details: [JSONMember] = []
  ) -> ExitCode {
    var text = "error: \(message) [\(code)]\n"
    if let hint { text += "hint: \(hint)\n" }
    StandardError.write(text)
    if json {
      let members: [JSONMember] = [
        JSONMember("code", .string(code)), JSONMember("message", .string(message)),
        JSONMember("hint", hint.map(JSON.string) ?? .null),
      ]
      let object: JSON = ["error": .object(members + details)]
      // The status says more than that nobody could read the object.
      _ = StandardOutput.write(object.text() + "\n")
    }
    return ExitCode(status)
  }
}
