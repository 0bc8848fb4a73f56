import ArgumentParser
import Glibc
import StrictJSON

/// How a command answers. Every command has these.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Answer with one JSON object on standard output.")
  var json = false

  /// Prints the answer: the object, or the lines for people.
  func print(_ object: JSON, _ lines: @autoclosure () -> [String]) {
    StandardOutput.write(json ? object.text() + "\n" : lines().map { $0 + "\n" }.joined())
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
      StandardOutput.write(object.text() + "\n")
    }
    return ExitCode(status)
  }
}
