/// Why bytes are not a transcript. Nothing is judged from one that is damaged anywhere.
public struct TranscriptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Raw values appear in findings: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    case tooLarge = "transcript.too-large"
    /// Empty, or not ended by a newline.
    case notLines = "transcript.not-lines"
    case unreadable = "transcript.line-unreadable"
    /// Readable, but not in the one form in which the line is written.
    case notCanonical = "transcript.line-not-canonical"
    case version = "transcript.version"
    case number = "transcript.line-number"
    /// The digest is not that of the line before.
    case chain = "transcript.chain-broken"
    case exchangeNumber = "transcript.exchange-number"
    /// An exchange that ended before it began, or began before the one before it.
    case time = "transcript.time"
    case noEnding = "transcript.no-ending"
    case afterEnding = "transcript.after-ending"
    case digest = "transcript.digest"
  }

  public let code: Code
  /// From 1; 0 where it is about the whole file.
  public let line: Int
  /// Lower case, no full stop.
  public let message: String

  public init(_ code: Code, line: Int = 0, _ message: String) {
    self.code = code
    self.line = line
    self.message = message
  }

  public var description: String {
    line == 0 ? "\(message) [\(code.rawValue)]" : "line \(line): \(message) [\(code.rawValue)]"
  }
}
