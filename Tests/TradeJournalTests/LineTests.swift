import Cryptography
import GateScene
import StrictJSON
import Testing

@testable import TradeJournal

@Suite("A line of the journal") struct LineTests {
  @Test("has its members in one order, the body's checksum, and the digest of the line before")
  func form() throws {
    let body: JSON = ["price": .number("1.10"), "text": "ü\n\u{0}"]
    let line = JournalLine(after: .start, try CanonicalBody(body, limit: 100))
    let zeros = String(repeating: "0", count: 64)
    #expect(
      String(decoding: line.bytes, as: UTF8.self)
        == #"{"seq":1,"prev":"\#(zeros)","crc":"aff557f6","body":{"price":1.10,"text":"ü\n\u0000"}}"#)
    let second = JournalLine(after: line.head, try CanonicalBody(.null, limit: 100))
    #expect(second.previous == SHA256.digest(of: line.bytes).hex)
    let read = try JournalLine(reading: line.bytes)
    #expect(read.seq == 1 && read.body == body && read.head == line.head)
    // The assembled text is what StrictJSON writes.
    #expect(try JSON.parse(line.bytes).encoded() == line.bytes)
  }

  @Test("is summed as zip does")
  func checksum() {
    #expect(Checksum.hex(of: Array("123456789".utf8)) == "cbf43926")
    #expect(Checksum.hex(of: []) == "00000000")
  }

  @Test(
    "is refused in any other form",
    arguments: [
      "", "{}", "[]", #"{"seq":1,"prev":"","crc":"00000000","body":null}"#,
      #"{"seq":0,"prev":"P","crc":"0a2de738","body":null}"#,
      #"{"seq":1,"prev":"P","crc":"0A2DE738","body":null}"#,
      #"{"seq":1,"prev":"P","crc":"0a2de738","body":null,"x":1}"#,
      #"{"prev":"P","seq":1,"crc":"0a2de738","body":null}"#,
      #"{"seq":1, "prev":"P","crc":"0a2de738","body":null}"#,
      #"{"seq":1.0,"prev":"P","crc":"0a2de738","body":null}"#,
    ])
  func strict(_ text: String) {
    let zeros = String(repeating: "0", count: 64)
    let line = text.replacing("\"P\"", with: "\"\(zeros)\"")
    #expect(throws: JournalLine.Mismatch.self) { try JournalLine(reading: Array(line.utf8)) }
  }

  @Test("is only written when it can be read again")
  func canonical() {
    let deep = (0..<61).reduce(JSON.null) { inner, _ in .array([inner]) }
    let twice = JSON.object([JSONMember("a", .null), JSONMember("a", .null)])
    let accents = JSON.string("a" + String(repeating: "\u{301}", count: 40))
    for body in [
      deep, twice, accents, .number("1."), .number(""), .string(String(repeating: "x", count: 99)),
    ] {
      #expect(throws: JournalError.self) { try CanonicalBody(body, limit: 100) }
    }
    let deepest = (0..<60).reduce(JSON.null) { inner, _ in .array([inner]) }
    #expect(throws: Never.self) { try CanonicalBody(deepest, limit: 200) }
  }

  @Test("stands in a segment whose number has six digits or as many as it needs")
  func names() {
    for (number, name) in [(1, "000001.jsonl"), (999_999, "999999.jsonl"), (1_000_000, "1000000.jsonl")] {
      #expect(SegmentName.of(number) == name)
      #expect(SegmentName.number(of: name) == number)
    }
    for name in ["1.jsonl", "000000.jsonl", "0000001.jsonl", "000001.json", "-00001.jsonl", "000001.jsonl.x"]
    {
      #expect(SegmentName.number(of: name) == nil, "\(name)")
    }
  }
}
