import Attestation
import AuditLog
import Chronology
import DurableFiles
import ExactDecimal
import ReadinessReport
import StrictJSON
import Testing
import Trading

@testable import Admission
@testable import OrderCertification

@Suite("What runs have used of a permission") struct CertificationBudgetTests {
  private func grant(_ report: String?) -> Grant<Certification> {
    Grant(
      environment: .simulator, limits: Grants(), expiresAt: .latest, account: nil, reportSha256: report,
      sequence: 1)
  }

  @Test("is kept for the next run under the same report, and for no other")
  func kept() throws {
    let folder = try CertifyScene.temporaryFolder()
    let path = "\(folder)/certification_budget.json"
    let none = try #require(try CertificationBudget.used(of: grant("a"), at: path))
    #expect(none == CertificationBudget(reportSha256: "a"))
    #expect(try CertificationBudget.used(of: grant(nil), at: path) == nil)
    var used = none
    (used.entriesSent, used.lossUSD) = (7, try #require(ExactDecimal("1.25")))
    try used.save(path)
    #expect(try CertificationBudget.used(of: grant("a"), at: path) == used)
    #expect(
      try CertificationBudget.used(of: grant("b"), at: path) == CertificationBudget(reportSha256: "b"))
    try DurableFiles.remove(path)
  }

  @Test(
    "refuses where it cannot be understood",
    arguments: [
      "{}", #"{"certificationBudget":"v1","reportSha256":"a","entriesSent":-1,"lossUSD":"0"}"#,
      #"{"certificationBudget":"v1","reportSha256":"a","entriesSent":1,"lossUSD":"much"}"#,
      #"{"certificationBudget":"v2","reportSha256":"a","entriesSent":1,"lossUSD":"0"}"#,
    ])
  func damaged(_ text: String) throws {
    guard case .object(let members) = try JSON.parse(Array(text.utf8)) else { return }
    try refuses(StrictDocument.encoded(StrictDocument.sealed(members)))
  }

  @Test("refuses where a digest is missing, or is another's")
  func unsealed() throws {
    try refuses([])
    let text = #"{"certificationBudget":"v1","reportSha256":"a","entriesSent":1,"lossUSD":"0"}"#
    try refuses(Array("\(text)\n".utf8))
    guard case .object(let members) = try JSON.parse(Array(text.utf8)) else { return }
    let sealed = StrictDocument.encoded(StrictDocument.sealed(members))
    for changed in [(#""a""#, #""b""#), (#":1,"#, #":0,"#)] {
      try refuses(Array(String(decoding: sealed, as: UTF8.self).replacing(changed.0, with: changed.1).utf8))
    }
  }

  private func refuses(_ bytes: [UInt8]) throws {
    let path = "\(try CertifyScene.temporaryFolder())/certification_budget.json"
    try DurableFiles.create(path, with: bytes, mode: 0o600)
    do throws(CertificationRefusal) {
      _ = try CertificationBudget.used(of: grant("a"), at: path)
      Issue.record("it was taken")
    } catch {
      #expect(error.answer.code == "certification.budget-unreadable" && error.answer.status == 78)
      #expect(error.answer.hint != nil)
    }
    try DurableFiles.remove(path)
  }

  @Test("counts a fill by whichever name it has, and none of what an earlier run has left")
  func fills() throws {
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 1, instance: 1))
    let symbol = try #require(Symbol("PF_XBTUSD"))
    let start = Timestamp(clamping: 1_795_428_000_000)
    var intents = IntentNumbers(owner: owner, startedAt: start)
    let firstID = intents.id(.exit)
    let cleaning = try #require(firstID)
    var counting = LossCounting(nil, path: "")
    (counting.firstNumber, counting.earlierOrderIDs, counting.began) = (intents.nextNumber, ["old"], start)
    let nextID = intents.id(.stopLoss)
    let own = try #require(nextID)
    let stranger = try #require(ClientOrderID.Owner(environment: 0, scope: 1, instance: 2))
    let theirs = try #require(ClientOrderID(owner: stranger, role: .entry, intent: 1))
    func counts(_ order: String, _ id: ClientOrderID?, at milliseconds: Int64 = 1) -> Bool {
      counting.counts(
        VenueFill(
          id: "f", venueOrderID: order, clientID: id?.description, symbol: symbol, side: .sell,
          size: ExactDecimal(1), price: ExactDecimal(1), at: start.advanced(byMilliseconds: milliseconds),
          kind: "taker"), by: intents, orderIDs: ["old", "known"])
    }
    #expect(counts("changed", own))
    #expect(counts("known", nil, at: -1))
    #expect(counts("changed", nil))
    #expect(!counts("changed", nil, at: -1))
    #expect(!counts("old", nil))
    #expect(!counts("new", cleaning))
    #expect(!counts("new", theirs))
  }

  @Test("goes on from an earlier run's loss, and is complete when as much was sold as bought")
  func ledger() throws {
    let instrument = try PlanTests.market().instrument
    func fill(_ id: String, _ side: OrderSide) throws -> VenueFill {
      VenueFill(
        id: id, venueOrderID: "v", clientID: nil, symbol: instrument.symbol, side: side,
        size: try #require(ExactDecimal("0.0001")), price: ExactDecimal(70_000),
        at: Timestamp(clamping: 0), kind: "taker")
    }
    var ledger = LossLedger(budgetUSD: ExactDecimal(2), feePart: .zero, lossUSD: ExactDecimal(1))
    #expect(try ledger.rest() == ExactDecimal(1) && ledger.isClosed)
    try ledger.count(try fill("a", .buy), on: instrument)
    #expect(!ledger.isClosed)
    try ledger.count(try fill("b", .sell), on: instrument)
    #expect(try ledger.rest() == ExactDecimal(1) && ledger.isClosed)
  }
}
