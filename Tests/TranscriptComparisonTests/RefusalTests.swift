import Chronology
import SimulatedVenue
import StrictJSON
import Testing
import TranscriptComparison

@Suite("A transcript that is not whole") struct RefusalTests {
  static let session = RecordedSession.standard()
  static let lines = session.bytes.split(separator: 0x0A).map { Array($0) }

  private static func file(_ lines: some Sequence<[UInt8]>) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }

  private func code(_ bytes: [UInt8]) -> TranscriptRefusal.Code? {
    do throws(TranscriptRefusal) {
      _ = try RecordedRun(bytes)
      return nil
    } catch {
      #expect(!error.message.isEmpty && !error.hint.isEmpty)
      return error.code
    }
  }

  @Test("is refused with what is wrong, and where")
  func refused() throws {
    let lines = Self.lines
    #expect(code(Self.session.bytes) == nil)
    #expect(code([]) == .empty)
    #expect(code(Self.session.bytes.dropLast()) == .cutOff)
    #expect(code(Array(repeating: 0x0A, count: RecordedRun.fileLimit + 1)) == .tooLarge)
    #expect(code([0x0A]) == .unreadableLine)
    #expect(code(Array("not JSON\n".utf8)) == .unreadableLine)
    #expect(code(Array("[]\n".utf8)) == .unreadableLine)
    #expect(code(Self.file(lines.dropLast())) == .noEnding)
    #expect(code(Self.file(lines.prefix(1))) == .noEnding)
    #expect(code(Self.file(lines + [lines[1]])) == .afterEnding)
    #expect(code(Self.file([lines[0], lines[2]] + lines.dropFirst(3))) == .number)
    #expect(code(Self.file([lines[0], lines[1] + [0x20]] + lines.dropFirst(2))) == .notCanonical)
    var changed = lines
    changed[1] = Array(
      String(decoding: lines[1], as: UTF8.self).split(separator: "instruments").joined().utf8)
    #expect(code(Self.file(changed)) == .chain)
    do throws(TranscriptRefusal) {
      _ = try RecordedRun(Self.file(changed))
    } catch {
      #expect(error.message == "line 3: the digest is not that of the line before")
    }
  }

  @Test("or that another program or venue wrote is refused, as is one without an answer or over days")
  func others() {
    var session = Self.session
    session.version = "order-certification-transcript:v9"
    #expect(code(session.bytes) == .version)
    session = Self.session
    session.adapter = "kraken-spot"
    #expect(code(session.bytes) == .adapter)
    session = Self.session
    for index in session.lines.indices { session.lines[index].status = nil }
    #expect(code(session.bytes) == .nothingAnswered)
    session = Self.session
    let last = session.lines[5]
    session.lines[5] = RecordedSession.Line(
      method: last.method, target: last.target, body: last.body,
      sentAt: last.sentAt.advanced(byMilliseconds: 8 * 86_400_000), status: last.status, answer: last.answer)
    #expect(code(session.bytes) == .time)
    #expect(code(RecordedSession().bytes) == .nothingAnswered)
  }

  @Test("or is nonsense in a chain that holds is compared all the same, without harm")
  func nonsense() throws {
    let answers = [
      "", "null", "[]", "[[[]]]", "{\"openOrders\":7}",
      "{\"instruments\":[{\"symbol\":\"PF_XBTUSD\",\"tickSize\":0}]}",
      "{\"tickers\":[{\"symbol\":\"PF_XBTUSD\",\"last\":1e14,\"bid\":1e-12,\"markPrice\":-1}]}",
      "{\"serverTime\":\"9999-12-31T23:59:59.999Z\"}", "{\"fills\":[{\"cliOrdId\":3,\"fillTime\":\"x\"}]}",
      "{\"instruments\":[{\"symbol\":\"PF_XBTUSD\",\"type\":\"flexible_futures\",\"tickSize\":1e-12,"
        + "\"contractValueTradePrecision\":-12,\"makerProtectionMillis\":99999999,\"impactMidSize\":9e14}]}",
      String(repeating: "[", count: 60) + String(repeating: "]", count: 60),
      "{" + (0..<20_000).map { "\"m\($0)\":0" }.joined(separator: ",") + "}",
    ]
    for (place, answer) in answers.enumerated() {
      var session = Self.session
      for index in session.lines.indices where index % 3 == place % 3 || place < 6 {
        session.lines[index].answer = answer
      }
      let comparison = try session.compared()
      #expect(!comparison.isAlike)
      #expect(comparison.lines.count < 700)
    }
    var session = Self.session
    for index in session.lines.indices {
      let line = session.lines[index]
      session.lines[index] = RecordedSession.Line(
        method: index % 2 == 0 ? "DELETE" : "POST", target: line.target + "?%zz&\u{1B}[2J", body: "json={%",
        sentAt: line.sentAt, status: line.status, answer: line.answer)
    }
    let comparison = try session.compared()
    #expect(comparison.lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
  }

  @Test("by one byte is never taken for whole")
  func flipped() throws {
    var random = UInt64(5)
    let bytes = Self.session.bytes
    for _ in 0..<300 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var changed = bytes
      changed[Int(random >> 33) % bytes.count] ^= UInt8(1 << ((random >> 29) & 7))
      // The ending is the one line that no digest covers; its file's name does.
      if changed.split(separator: 0x0A).dropLast() == bytes.split(separator: 0x0A).dropLast() { continue }
      #expect(code(changed) != nil)
    }
  }
}
