/// Why a transcript is not compared.
public struct TranscriptRefusal: Error, Sendable, Hashable {
  /// Raw values appear in messages and scripts: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    case unreadableFile = "transcript.unreadable"
    case tooLarge = "transcript.too-large"
    case empty = "transcript.empty"
    /// The last line has no end.
    case cutOff = "transcript.cut-off"
    case unreadableLine = "transcript.line-unreadable"
    case notCanonical = "transcript.line-not-canonical"
    case version = "transcript.version"
    case adapter = "transcript.adapter"
    case number = "transcript.line-number"
    case chain = "transcript.chain-broken"
    case time = "transcript.time"
    case noEnding = "transcript.no-ending"
    case afterEnding = "transcript.after-ending"
    /// Not one request of it was answered.
    case nothingAnswered = "transcript.nothing-answered"
    /// A market of its plan that the simulator neither offers nor can make up from the answers.
    case unknownMarket = "transcript.unknown-market"
  }

  public let code: Code
  /// From 1; 0 where it is about the whole file.
  public let line: Int
  /// Lower case, no full stop.
  public let detail: String

  public init(_ code: Code, line: Int = 0, _ detail: String) {
    (self.code, self.line, self.detail) = (code, line, detail)
  }

  /// What is wrong, with its line.
  public var message: String { line == 0 ? detail : "line \(line): \(detail)" }

  /// What to do about it.
  public var hint: String {
    switch code {
    case .unreadableFile: "give the path of a readable file"
    case .tooLarge, .version, .adapter:
      "give a file that 'trading-engine certify' of the same release has written"
    case .empty, .cutOff, .noEnding:
      "the run that wrote it did not end, or the file was not copied whole; copy it again, or certify again"
    case .unreadableLine, .notCanonical, .number, .chain, .afterEnding, .time:
      "the file was changed after it was written; take the original, whose name is its sha256"
    case .nothingAnswered: "the venue was not reached in that run; certify again"
    case .unknownMarket:
      "certify with a market of which the transcript has an instruments and a ticker answer"
    }
  }
}
