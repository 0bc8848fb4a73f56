import CertificationEvidence
import Chronology
import StrictJSON
import Testing
import Trading
import TranscriptScene

@Suite("A transcript") struct TranscriptTests {
  static func lines(_ scene: TranscriptScene = TranscriptScene()) -> [[UInt8]] {
    scene.transcript.encoded().split(separator: 0x0A).map { Array($0) }
  }

  static func file(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }

  @Test("reads back as it was written")
  func roundTrip() throws {
    var scene = TranscriptScene(cases: CertificationCase.allCases)
    scene.status("0.none", 200, body: "")
    scene.status("shown.orders", 502, body: "\u{1F4A5} bad gateway")
    scene.status("waiting.ticker", 0, body: nil)
    let transcript = scene.transcript
    let bytes = transcript.encoded()
    #expect(try CertificationTranscript(bytes) == transcript)
    #expect(try CertificationTranscript(bytes).encoded() == bytes)
  }

  @Test("keeps every kind of command and episode", arguments: TranscriptMarker.everyKind)
  func markers(_ marker: TranscriptMarker) throws {
    var transcript = TranscriptScene().transcript
    transcript.records.append(.marker(marker))
    #expect(try CertificationTranscript(transcript.encoded()).records.last == .marker(marker))
    let record = CertificationTranscript.Record.marker(marker)
    #expect(try CertificationTranscript.Record(JSONObjectReader(record.json)) == record)
  }

  @Test("holds no headers, and so no key, signature or nonce")
  func secrets() {
    let text = String(decoding: TranscriptScene().transcript.encoded(), as: UTF8.self)
    for word in ["APIKey", "Authent", "Nonce", "headers"] { #expect(!text.contains(word)) }
  }

  static let damages: [(TranscriptError.Code, @Sendable ([[UInt8]]) -> [UInt8])] = [
    (.notLines, { _ in [] }),
    (.notLines, { Array(file($0).dropLast()) }),
    (.unreadable, { file([Array("{".utf8)] + $0) }),
    (.unreadable, { file($0.map { edited($0, "\"record\"", "\"records\"") }) }),
    (.unreadable, { file($0.map { edited($0, "\"status\":200", "\"status\":null") }) }),
    (.unreadable, { file($0.map { edited($0, "\"ending\":\"completed\"", "\"ending\":\"done\"") }) }),
    (.unreadable, { file($0.map { edited($0, "\"marker\":\"begins\"", "\"marker\":\"starts\"") }) }),
    (.unreadable, { file($0.map { edited($0, "\"signals\":[\"last\"]", "\"signals\":[\"mark\"]") }) }),
    (.unreadable, { file($0.map { edited($0, "TC-SL-LONG-LAST", "TC-SL-LONG-NONE") }) }),
    (.notCanonical, { file([[0x20] + $0[0]] + $0.dropFirst()) }),
    (.version, { file($0.map { edited($0, "transcript:v1", "transcript:v2") }) }),
    (.number, { file(Array($0.dropFirst(2).prefix(0)) + [$0[0]] + $0.dropFirst(2)) }),
    (.chain, { file($0.map { edited($0, "\"account\":\"TESTKEY\"", "\"account\":\"OTHER\"") }) }),
    (.noEnding, { file(Array($0.dropLast())) }),
    (.afterEnding, { file($0 + [$0[1]]) }),
  ]

  @Test("is refused", arguments: damages.indices)
  func damage(_ index: Int) throws {
    let (code, damage) = Self.damages[index]
    let error = try #require(throws: TranscriptError.self) {
      try CertificationTranscript(damage(Self.lines()))
    }
    #expect(error.code == code, "\(error)")
  }

  @Test("has exchanges that count from 1, and times that go forward")
  func exchanges() throws {
    var transcript = TranscriptScene().transcript
    guard case .exchange(var exchange)? = transcript.records.last(where: { $0.isExchange }) else { return }
    exchange.sentMicroseconds = 0
    transcript.records.append(.exchange(exchange))
    let error = try #require(throws: TranscriptError.self) {
      try CertificationTranscript(transcript.encoded())
    }
    #expect(error.code == .time)
    var writer = TranscriptWriter()
    let lines = writer.line(transcript.header) + writer.line(transcript.records[0])
    let second = Self.edited(
      Array(writer.line(transcript.records[0]).dropLast()), "\"exchange\":2", "\"exchange\":3")
    #expect(
      #expect(throws: TranscriptError.self) { try CertificationTranscript(lines + second + [0x0A]) }?.code
        == .exchangeNumber)
  }

  @Test("of more than 64 MiB is not read")
  func size() throws {
    let bytes = [UInt8](repeating: 0x0A, count: CertificationTranscript.fileLimit + 1)
    #expect(#expect(throws: TranscriptError.self) { try CertificationTranscript(bytes) }?.code == .tooLarge)
  }

  @Test("never passes a case with a line dropped, doubled, or moved")
  func lineProperty() throws {
    let lines = Self.lines()
    for index in lines.indices {
      var dropped = lines
      dropped.remove(at: index)
      #expect(Self.verdicts(dropped).allSatisfy { $0 != .pass }, "without line \(index + 1)")
      var doubled = lines
      doubled.insert(lines[index], at: index)
      #expect(Self.verdicts(doubled).allSatisfy { $0 != .pass }, "line \(index + 1) twice")
      var moved = lines
      let line = moved.remove(at: index)
      moved.insert(line, at: (index + 7) % lines.count)
      if moved != lines {
        #expect(Self.verdicts(moved).allSatisfy { $0 != .pass }, "line \(index + 1) moved")
      }
    }
  }

  private static func verdicts(_ lines: [[UInt8]]) -> [CaseVerdict] {
    guard let transcript = try? CertificationTranscript(file(lines)) else { return [] }
    return TranscriptJudgement(transcript, adapter: KrakenTranscriptAdapter()).cases.map(\.verdict)
  }

  static func edited(_ line: [UInt8], _ text: String, _ other: String) -> [UInt8] {
    Array(
      String(decoding: line, as: UTF8.self)
        .split(separator: text, omittingEmptySubsequences: false).joined(separator: other).utf8)
  }
}

extension CertificationTranscript.Record {
  var isExchange: Bool { if case .exchange = self { true } else { false } }
}

extension TranscriptMarker {
  static let everyKind: [TranscriptMarker] = {
    let symbol = TranscriptScene.symbol
    let size = TranscriptScene.decimal("0.0001")
    let price = TranscriptScene.decimal("70000.5")
    guard let id = ClientOrderID(owner: TranscriptScene.owner, role: .entry, intent: 1) else { return [] }
    let later = TranscriptScene.startedAt
    func entry(_ price: EntryOrder.Price) -> VenueCommand {
      .enter(
        EntryOrder(
          id: id, symbol: symbol, position: .short, size: size, price: price, processBefore: later))
    }
    func exit(_ price: ExitOrder.Price) -> VenueCommand {
      .exit(ExitOrder(id: id, symbol: symbol, position: .long, size: size, price: price))
    }
    return [
      .begins(.preparation), .ends(.cleanUp),
      .begins(.behaviour(symbol, .orderIDKeptWhenAmended)),
      .command(.entry, entry(.market)), .command(.entry, entry(.limit(price))),
      .command(.entry, entry(.postOnly(price))), .command(.entry, entry(.immediateOrCancel(price))),
      .command(.exit, exit(.market)), .command(.exit, exit(.immediateOrCancel(price))),
      .command(.tested, .amend(OrderAmendment(order: .client(id), symbol: symbol, totalSize: size))),
      .command(.tested, .amend(OrderAmendment(order: .venue("v"), symbol: symbol, triggerPrice: price))),
      .command(.guardStop, .cancel(.venue("v"), symbol)), .command(.sibling, .cancel(.client(id), symbol)),
    ]
  }()
}
