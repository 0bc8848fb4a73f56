import Chronology
import ExactDecimal
import StrictJSON

/// The page that `status` shows: what is wrong, then everything that one asks at 3 a.m. Pure, from the report alone.
public struct StatusPage: Sendable {
  public enum Tone: Sendable, Hashable {
    case plain, good, bad, doubtful, faint
  }

  public struct Line: Sendable, Hashable {
    public var text: String
    public var tone: Tone
  }

  public static let width = 100

  public let lines: [Line]

  public init(_ report: StatusReport, width: Int = StatusPage.width) {
    var page = StatusPageWriter(width: max(40, min(width, Self.width)))
    page.addHead(report)
    page.addProblems(report)
    if let engine = report.engine {
      page.addEngine(report, engine)
      page.addSymbols(engine)
      page.addLimits(engine)
      page.addVenue(engine)
    } else {
      page.addRemembered(report)
    }
    page.addSwitch(report)
    page.addDisk(report)
    page.addDecisions(report)
    lines = page.lines
  }

  /// - Parameter isColoured: for a terminal whose user wants it.
  public func text(isColoured: Bool) -> String {
    lines.map { line in
      guard isColoured, let code = line.tone.code else { return line.text + "\n" }
      return "\u{1B}[\(code)m\(line.text)\u{1B}[0m\n"
    }.joined()
  }
}

extension StatusPage.Tone {
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .good: "1;32"
    case .bad: "1;31"
    case .doubtful: "1;33"
    case .faint: "2"
    }
  }
}

/// Puts words into lines that are no longer than the page is wide.
struct StatusPageWriter {
  static let indent = 13

  let width: Int
  private(set) var lines: [StatusPage.Line] = []

  init(width: Int) { self.width = width }

  /// A name on the left and what there is to say, broken between words.
  mutating func add(_ name: String, _ text: String, _ tone: StatusPage.Tone = .plain) {
    var line = Self.padded(name, Self.indent)
    var isEmpty = true
    for word in Self.printable(text).split(separator: " ") {
      var rest = word[...]
      if !isEmpty, line.count + 1 + rest.count > width {
        lines.append(StatusPage.Line(text: line, tone: tone))
        (line, isEmpty) = (String(repeating: " ", count: Self.indent), true)
      }
      if !isEmpty { line += " " }
      // A word that no line has room for is cut.
      while line.count + rest.count > width {
        let part = rest.prefix(max(1, width - line.count))
        lines.append(StatusPage.Line(text: line + part, tone: tone))
        rest = rest.dropFirst(part.count)
        line = String(repeating: " ", count: Self.indent)
      }
      line += rest
      isEmpty = false
    }
    lines.append(StatusPage.Line(text: line, tone: tone))
  }

  /// The first line: never broken, only cut, so that it is one line at any width.
  mutating func addTitle(_ text: String, _ tone: StatusPage.Tone) {
    let text = Self.printable(text)
    lines.append(
      StatusPage.Line(text: text.count > width ? text.prefix(width - 1) + "…" : text, tone: tone))
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// What others have written must not move the cursor.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isControl ? " " : $0 }))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isControl: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
