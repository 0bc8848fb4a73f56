import ExactDecimal
import Testing
import Trading

@testable import TradingEngine

@Suite("The intent socket's lines") struct IntentLineTests {
  @Test("are cut where they end, however they arrive") func cut() {
    let text = Array("{}\n\nab\nrest".utf8)
    for size in 1...text.count {
      var cutter = IntentLineCutter()
      var pieces: [IntentLineCutter.Piece] = []
      for start in stride(from: 0, to: text.count, by: size) {
        pieces += cutter.take(text[start..<min(start + size, text.count)])
      }
      #expect(pieces == [.line(Array("{}".utf8)), .line([]), .line(Array("ab".utf8))])
    }
  }

  @Test("have at most 4 KiB, and one byte more ends everything") func tooLong() {
    var cutter = IntentLineCutter()
    let full = [UInt8](repeating: 0x61, count: 4_096)
    #expect(cutter.take(full + [0x0A]) == [.line(full)])
    #expect(cutter.take(full + [0x61, 0x0A, 0x62, 0x0A]) == [.tooLong])
  }

  @Test("are no intent when they are empty, deep, or not JSON") func notUnderstood() {
    let deep = String(repeating: "[", count: 9) + String(repeating: "]", count: 9)
    for text in ["", "hello", deep, "{\"cancel\":{\"id\":\"c\",\"id\":\"c\",\"of\":\"e\"}}"] {
      #expect(throws: IntentLine.NotUnderstood.self) { try IntentLine.intent(Array(text.utf8)) }
    }
  }

  @Test("say answers and errors like this") func golden() throws {
    let size = try #require(ExactDecimal("0.01"))
    let answers: [(IntentAnswer, String)] = [
      (.accepted, #"{"intent":"e-1","answer":"accepted"}"#),
      (
        .refused(IntentRefusal("intent.not-flat", expected: "flat", found: "long")),
        #"{"intent":"e-1","answer":"refused","code":"intent.not-flat","expected":"flat","found":"long"}"#
      ),
      (.notExecuted, #"{"intent":"e-1","answer":"not-executed"}"#),
      (
        .entered(size: size, averagePrice: ExactDecimal(65_000)),
        #"{"intent":"e-1","answer":"entered","size":"0.01","average-price":"65000"}"#
      ),
      (.protected, #"{"intent":"e-1","answer":"protected"}"#),
      (.done, #"{"intent":"e-1","answer":"done"}"#),
      (.closed(profitUSD: ExactDecimal(-3)), #"{"intent":"e-1","answer":"closed","profit-usd":"-3"}"#),
    ]
    for (answer, line) in answers {
      #expect(String(decoding: IntentLine.answer(answer, to: "e-1"), as: UTF8.self) == line + "\n")
    }
    #expect(
      String(decoding: IntentLine.error(.notUnderstood, "why"), as: UTF8.self)
        == #"{"error":{"code":"intent.not-understood","message":"why"}}"# + "\n")
    #expect(
      IntentLine.Problem.allCases.map(\.rawValue) == [
        "intent.not-understood", "intent.line-too-long", "intent.too-many-waiting",
        "intent.too-many-connections",
      ])
  }

  @Test("are taken from the engine's own user and from root alone") func peers() {
    let peers: [(user: UInt32, own: UInt32, isAdmitted: Bool)] = [
      (1_000, 1_000, true), (0, 1_000, true), (1_001, 1_000, false), (1_000, 0, false), (0, 0, true),
      (.max, 1_000, false),
    ]
    for (user, own, isAdmitted) in peers {
      #expect(IntentPeer(processID: 1, userID: user).isAdmitted(by: own) == isAdmitted)
    }
  }
}
