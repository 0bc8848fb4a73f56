import DurableFiles

/// A no, as a person needs it: what, what should have been, what was, and what to do.
public struct Refusal: Error, Sendable, Hashable {
  public let code: RefusalCode
  /// What should have been there.
  public let expected: String
  /// What was there.
  public let found: String
  /// What to do about it.
  public let hint: String
  /// Why the refusal itself is not in the decision log; nil when it is, or was not meant to be.
  public internal(set) var notRecorded: String?
  /// Whether a disk that is full or fails is all that is wrong.
  let isDiskFailure: Bool

  init(
    _ code: RefusalCode, expected: String, found: String, hint: String, isDiskFailure: Bool = false
  ) {
    self.code = code
    self.expected = expected
    self.found = found
    self.hint = hint
    self.isDiskFailure = isDiskFailure
  }

  /// The exit status that tells a service manager whether to try again, design §6.
  public var exitStatus: Int32 { isDiskFailure ? 74 : 78 }
}

extension Refusal: CustomStringConvertible {
  /// For a terminal, without a final newline:
  ///
  ///     error: the report has expired [report.expired]
  ///       expected: a time before 2026-11-23T14:05:09.120Z
  ///       found: 2026-11-23T15:00:00.000Z
  ///     hint: run the gate again
  public var description: String {
    var lines = [
      "error: \(code.summary) [\(code.text)]",
      "  expected: \(expected)",
      "  found: \(found)",
    ].map(SystemMessage.printable)
    if let notRecorded {
      lines.append(SystemMessage.printable("note: this refusal is not recorded: \(notRecorded)"))
    }
    lines.append(SystemMessage.printable("hint: \(hint)"))
    return lines.joined(separator: "\n")
  }
}
