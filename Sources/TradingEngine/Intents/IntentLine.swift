import StrictJSON
import Trading

/// What the intent socket says in lines: requests in, answers and errors out.
enum IntentLine {
  /// Bytes of a request, its end left out.
  static let longest = 4_096

  /// Why a line is not taken. Raw values are contract.
  enum Problem: String, Sendable, CaseIterable {
    case notUnderstood = "intent.not-understood"
    case tooLong = "intent.line-too-long"
    /// The engine has not yet taken what was sent before.
    case tooMany = "intent.too-many-waiting"
    case noConnectionFree = "intent.too-many-connections"
  }

  struct NotUnderstood: Error {
    let message: String
  }

  static func intent(_ line: [UInt8]) throws(NotUnderstood) -> Intent {
    let limits = JSONLimits(bytes: longest, depth: 4, values: 64)
    let json: JSON
    do { json = try JSON.parse(line, limits: limits) } catch {
      throw NotUnderstood(message: "\(error.message) at byte \(error.offset)")
    }
    do { return try Intent(json) } catch {
      throw NotUnderstood(message: "\(error.path): expected \(error.expected), found \(error.found)")
    }
  }

  static func answer(
    _ answer: IntentAnswer, to intent: String, _ stamp: IntentStamp = IntentStamp()
  ) -> [UInt8] {
    stamp.on(answer.json(to: intent)).encoded() + [0x0A]
  }

  static func error(
    _ problem: Problem, _ message: String, _ stamp: IntentStamp = IntentStamp()
  ) -> [UInt8] {
    let json: JSON = ["error": ["code": .string(problem.rawValue), "message": .string(message)]]
    return stamp.on(json).encoded() + [0x0A]
  }
}

/// Cuts what arrives into lines.
struct IntentLineCutter {
  enum Piece: Equatable {
    case line([UInt8])
    /// Nothing after it can be told apart any more.
    case tooLong
  }

  private var begun: [UInt8] = []

  /// - Returns: the lines that the bytes complete; a piece that is too long is the last.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    for byte in bytes {
      if byte == 0x0A {
        pieces.append(.line(begun))
        begun = []
      } else if begun.count == IntentLine.longest {
        return pieces + [.tooLong]
      } else {
        begun.append(byte)
      }
    }
    return pieces
  }
}
