import DocumentSchema

/// A file of `KEY=VALUE` lines, as systemd's `EnvironmentFile=` (systemd.exec(5)), `sh` and the dotenv libraries
/// read it.
///
/// They differ on expansions, comments behind values and backslashes. Such a value is read in one of the ways
/// and marked: whether the difference matters is the caller's question.
public struct EnvironmentFile: Sendable, Hashable {
  public struct Assignment: Sendable, Hashable {
    public let name: String
    public let value: String
    /// From 1.
    public let line: Int
    /// Why readers of such files differ about the value; nil when they agree.
    public internal(set) var doubt: String?
  }

  /// A line that is neither an assignment, nor a comment, nor empty.
  public struct Mistake: Sendable, Hashable {
    public let line: Int
    public let message: String
  }

  public private(set) var assignments: [Assignment] = []
  public private(set) var mistakes: [Mistake] = []

  public init(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      mistakes = [Mistake(line: 1, message: "the file is not UTF-8 text")]
      return
    }
    var scan = Scan(text)
    while scan.skipToNextLine() {
      if scan.isComment {
        if scan.skipLine() { scan.mistakes.append(Mistake(line: scan.line - 1, message: Self.longComment)) }
      } else {
        scan.readAssignment()
      }
    }
    (assignments, mistakes) = (scan.assignments, scan.mistakes)
  }

  private static let longComment =
    "the comment ends with a backslash, which joins the next line to it for systemd and not for others"
}

/// One pass over the text.
private struct Scan {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private(set) var line = 1
  var assignments: [EnvironmentFile.Assignment] = []
  var mistakes: [EnvironmentFile.Mistake] = []

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { index = 1 }
  }

  private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
  var isComment: Bool { current == "#" || current == ";" }

  private mutating func advance() {
    if current == "\n" { line += 1 }
    index += 1
  }

  /// Skips white space and empty lines; false at the end of the text.
  mutating func skipToNextLine() -> Bool {
    while let scalar = current, scalar == "\n" || scalar == "\r" || isBlank(scalar) { advance() }
    return current != nil
  }

  /// Skips the rest of the line with its end; true when a backslash stands before that.
  mutating func skipLine() -> Bool {
    var last: Unicode.Scalar?
    while let scalar = current {
      advance()
      if scalar == "\n" { return last == "\\" }
      if scalar != "\r" { last = scalar }
    }
    return false
  }

  mutating func readAssignment() {
    let start = line
    var key = ""
    while let scalar = current, scalar != "=", scalar != "\n" {
      key.unicodeScalars.append(scalar)
      advance()
    }
    guard current == "=" else {
      mistakes.append(.init(line: start, message: "the line is no assignment: it has no '='"))
      return
    }
    advance()
    var name = trimmed(key)
    if name.hasPrefix("export "), case let rest = trimmed(String(name.dropFirst(7))) { name = rest }
    var value = ValueScan()
    if current.map(isBlank) == true || key.unicodeScalars.last.map(isBlank) == true {
      value.doubt = "a shell takes no blanks around '='"
    }
    while let scalar = current, isBlank(scalar) { advance() }
    if let quote = current, quote == "'" || quote == "\"" {
      advance()
      guard readQuoted(until: quote, into: &value) else {
        mistakes.append(.init(line: start, message: "the quote is not closed"))
        return
      }
    } else if current == "~" {
      value.doubt = value.doubt ?? "a shell expands '~'"
    }
    readPlain(into: &value)
    guard isEnvironmentName(name) else {
      mistakes.append(.init(line: start, message: "what stands before '=' is not the name of a variable"))
      return
    }
    assignments.append(.init(name: name, value: value.finished, line: start, doubt: value.doubt))
  }

  /// The text up to the closing quote; false when there is none.
  private mutating func readQuoted(until quote: Unicode.Scalar, into value: inout ValueScan) -> Bool {
    while let scalar = current {
      advance()
      if scalar == quote {
        value.isQuoted = true
        value.trimsFrom = value.text.unicodeScalars.count
        return true
      }
      if scalar == "\\" {
        if quote == "'" {
          value.doubt = value.doubt ?? "readers differ about a backslash in single quotes"
        } else if let next = current {
          advance()
          switch next {
          case "\"", "\\", "$", "`": value.append(next)
          case "\n": break
          default:
            value.doubt = value.doubt ?? "readers differ about '\\\(next)'"
            value.append(scalar)
            value.append(next)
          }
          continue
        }
      }
      if quote == "\"", scalar == "$" || scalar == "`" { value.doubt = value.doubt ?? Self.expansion }
      value.append(scalar)
    }
    return false
  }

  /// The text up to the end of the line, without quotes or behind a quoted part.
  private mutating func readPlain(into value: inout ValueScan) {
    while let scalar = current, scalar != "\n" {
      advance()
      switch scalar {
      case "\r": continue
      case "\\":
        value.doubt = value.doubt ?? "readers differ about a backslash outside of quotes"
        if current == "\n" {
          advance()
        } else if let next = current {
          advance()
          value.append(next)
        }
      case "#" where value.endsInBlank || value.isQuoted:
        value.doubt = value.doubt ?? "systemd takes a comment behind a value as part of it, others do not"
        while let scalar = current, scalar != "\n" { _ = scalar; advance() }
      default:
        if scalar == "$" || scalar == "`" { value.doubt = value.doubt ?? Self.expansion }
        if scalar == "'" || scalar == "\"" { value.doubt = value.doubt ?? "a quote stands inside the value" }
        if !isBlank(scalar), value.endsInBlank || value.isQuoted {
          value.doubt = value.doubt ?? "readers differ about a value of several words without quotes"
        }
        value.append(scalar)
      }
    }
  }

  private static let expansion = "systemd takes '$' and '`' as they stand, a shell and others expand them"

  private func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, isBlank(first) || first == "\r" { scalars.removeFirst() }
    while let last = scalars.last, isBlank(last) || last == "\r" { scalars.removeLast() }
    return String(scalars)
  }
}

/// A value while it is read.
private struct ValueScan {
  var text = ""
  var doubt: String?
  var isQuoted = false
  /// Blanks from here on are not part of the value.
  var trimsFrom = 0

  mutating func append(_ scalar: Unicode.Scalar) { text.unicodeScalars.append(scalar) }

  var endsInBlank: Bool {
    text.unicodeScalars.count > trimsFrom && text.unicodeScalars.last.map(isBlank) == true
  }

  var finished: String {
    var scalars = text.unicodeScalars[...]
    while scalars.count > trimsFrom, let last = scalars.last, isBlank(last) { scalars.removeLast() }
    return String(scalars)
  }
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
