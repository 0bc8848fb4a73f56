import Attestation
import CertificationEvidence
import Chronology
import ExactDecimal
import StrictJSON
import Testing
import Trading

@Suite("Evidence of order certification") struct OrderCertificationTests {
  static let engine = String(repeating: "ab", count: 32)

  static func certification() throws -> OrderCertification {
    let price = try #require(ExactDecimal("64000.5"))
    let size = try #require(ExactDecimal("0.0001"))
    let at = Timestamp(clamping: 1_795_000_000_000)
    return OrderCertification(
      environment: .live, adapter: "kraken-futures-rest",
      orderMappingSha256: String(repeating: "c", count: 64),
      origin: "https://futures.kraken.com", certificateSha256s: [String(repeating: "d", count: 64)],
      isTrustedBySystem: true,
      account: "f1a2", startedAt: at, endedAt: at.advanced(byMilliseconds: 60_000), ending: .completed,
      judgeVersion: "1", transcript: .init(sha256: String(repeating: "e", count: 64), entries: 42),
      instruments: [
        InstrumentSpecification(symbol: "PF_XBTUSD", values: ["tickSize": "0.5", "type": "flexible"])
      ],
      behaviours: [.orderIDKeptWhenFired: .yes, .crossedTriggerFiresAtOnce: .no],
      cases: [
        .init(
          symbol: "PF_XBTUSD", certificationCase: .init(.stopLoss, .long, .last), verdict: .pass,
          reason: nil, sent: ["orderType": "stp", "stopPrice": .number("64000.50")],
          shown: ["orderType": "stop"],
          trigger: .init(price: price, at: at, signals: [.last, .mark]),
          fills: [.init(price: price, size: size, at: at)],
          slippage: .zero, latencyMilliseconds: 120),
        .init(
          symbol: "PF_XBTUSD", certificationCase: .init(.takeProfit, .short, .mark), verdict: .notTriggered,
          reason: "trigger.not-reached", sent: .null, shown: .null, trigger: nil, fills: [], slippage: nil,
          latencyMilliseconds: nil),
      ])
  }

  static func statement() throws -> Statement {
    try certification().statement(subjects: [(OrderCertification.engineSubject, engine)])
  }

  @Test("reads back as it was written, behaviours that were not observed included")
  func roundTrip() throws {
    let statement = try Self.statement()
    var expected = try Self.certification()
    for behaviour in CertifiedBehaviour.allCases where expected.behaviours[behaviour] == nil {
      expected.behaviours[behaviour] = .notObserved
    }
    let read = try OrderCertification(statement: Statement.parse(statement.encoded()))
    #expect(read == expected)
    #expect(try read.statement(subjects: [("engine", Self.engine)]).encoded() == statement.encoded())
    #expect(read.record(of: .init(.stopLoss, .long, .last), on: "PF_XBTUSD")?.verdict == .pass)
    #expect(read.record(of: .init(.stopLoss, .long, .mark), on: "PF_XBTUSD") == nil)
    #expect(read.record(of: .init(.stopLoss, .long, .last), on: "PF_ETHUSD") == nil)
  }

  @Test(
    "is refused with",
    arguments: [
      ("\"live\"", "\"testnet\"", "$.predicate.environment"),
      ("\"adapter\":\"kraken-futures-rest\"", "\"adapter\":\"\"", "$.predicate.adapter"),
      (String(repeating: "c", count: 64), "C", "$.predicate.orderMappingSha256"),
      (String(repeating: "d", count: 64), "d", "$.predicate.certificateSha256s"),
      ("\"entries\":42", "\"entries\":-1", "$.predicate.transcript.entries"),
      ("\"ending\":\"completed\"", "\"ending\":\"done\"", "$.predicate.ending"),
      ("\"verdict\":\"pass\"", "\"verdict\":\"passed\"", "$.predicate.cases[0].verdict"),
      ("TC-SL-LONG-LAST", "TC-SL-LONG", "$.predicate.cases[0].id"),
      ("TC-TP-SHORT-MARK", "TC-SL-LONG-LAST", "$.predicate.cases"),
      ("\"price\":\"64000.5\"", "\"price\":\"64000.50\"", "$.predicate.cases[0].trigger.price"),
      ("[\"last\",\"mark\"]", "[\"last\",\"bid\"]", "$.predicate.cases[0].trigger.signals"),
      ("[\"last\",\"mark\"]", "[\"last\",\"last\"]", "$.predicate.cases[0].trigger.signals"),
      ("[\"last\",\"mark\"]", "[]", "$.predicate.cases[0].trigger.signals"),
      ("\"size\":\"0.0001\"", "\"size\":\"0\"", "$.predicate.cases[0].fills[0].size"),
      ("\"slippage\":\"0\"", "\"slippage\":\"0.0\"", "$.predicate.cases[0].slippage"),
      (
        "\"latencyMilliseconds\":120", "\"latencyMilliseconds\":1.5",
        "$.predicate.cases[0].latencyMilliseconds"
      ),
      (
        "\"orderIDKeptWhenFired\":\"yes\"", "\"orderIDKeptWhenFired\":\"maybe\"",
        "$.predicate.behaviours.orderIDKeptWhenFired"
      ),
      ("\"orderIDKeptWhenFired\":\"yes\",", "", "$.predicate.behaviours.orderIDKeptWhenFired"),
      ("\"judgeVersion\":\"1\"", "\"judgeVersion\":\"1\",\"extra\":1", "$.predicate.extra"),
      ("\"sent\":null", "\"sent\":[]", "$.predicate.cases[1].sent"),
      ("\"tickSize\":\"0.5\"", "\"tickSize\":0.5", "$.predicate.instruments[0].specification.tickSize"),
      ("\"fills\":[]", "\"fills\":null", "$.predicate.cases[1].fills"),
      ("order-certification:v1", "order-certification:v2", "$.predicateType"),
    ])
  func refusal(text: String, replacement: String, path: String) throws {
    let written = String(decoding: try Self.statement().encoded(), as: UTF8.self)
    let parts = written.split(separator: text, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "'\(text)' does not occur")
    let statement = try Statement.parse(Array("\(parts[0])\(replacement)\(parts[1])".utf8))
    let error = try #require(throws: JSONShapeError.self) { try OrderCertification(statement: statement) }
    #expect(error.path == path)
  }

  @Test("ends after it began, and holds each instrument once")
  func sense() throws {
    var certification = try Self.certification()
    (certification.startedAt, certification.endedAt) = (certification.endedAt, certification.startedAt)
    var statement = try certification.statement(subjects: [("engine", Self.engine)])
    #expect(throws: JSONShapeError.self) { try OrderCertification(statement: statement) }
    certification = try Self.certification()
    certification.instruments += certification.instruments
    statement = try certification.statement(subjects: [("engine", Self.engine)])
    #expect(throws: JSONShapeError.self) { try OrderCertification(statement: statement) }
  }

  @Test("names what differs between two specifications")
  func differences() {
    let old = InstrumentSpecification(symbol: "X", values: ["a": "1", "b": "2", "c": "3"])
    let new = InstrumentSpecification(symbol: "X", values: ["a": "1", "b": "4", "d": "3"])
    #expect(new.differences(from: old) == ["b", "c", "d"])
    #expect(new.differences(from: new) == [])
  }
}
