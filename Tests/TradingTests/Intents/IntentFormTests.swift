import Chronology
import ExactDecimal
import StrictJSON
import Testing
import Trading

@Suite("An intent as a strategy writes it") struct IntentFormTests {
  private static let enterStart = #"{"enter":{"id":"e-1","symbol":"PF_XBTUSD","side":"long","size":"0.010","#

  private func read(_ text: String) throws -> Intent { try Intent(try JSON.parse(Array(text.utf8))) }

  private func enter(_ price: EnterIntent.Price, takeProfit: String? = nil) throws -> Intent {
    .enter(
      EnterIntent(
        id: "e-1", symbol: try #require(Symbol("PF_XBTUSD")), side: .long, size: Golden.decimal("0.01"),
        price: price, stopLoss: Golden.decimal("64000"), takeProfit: takeProfit.map(Golden.decimal)))
  }

  @Test("enters at the market, or at a limit that ends") func enters() throws {
    let market = Self.enterStart + #""entry":"market","stop-loss":"64000","take-profit":"68000.50"}}"#
    #expect(try read(market) == enter(.market, takeProfit: "68000.5"))
    let limit = Self.enterStart + #""entry":{"limit":"65000","good-for":"30s"},"stop-loss":"64000"}}"#
    #expect(
      try read(limit)
        == enter(.limit(Golden.decimal("65000"), isPostOnly: false, goodFor: Milliseconds(30_000))))
    let post =
      Self.enterStart
      + #""stop-loss":"64000","entry":{"limit":"65000","post-only":true,"good-for":"5m"}}}"#
    #expect(
      try read(post)
        == enter(.limit(Golden.decimal("65000"), isPostOnly: true, goodFor: Milliseconds(300_000))))
  }

  @Test("adjusts, exits and cancels what an earlier one entered") func others() throws {
    #expect(
      try read(#"{"adjust":{"id":"a","of":"e-1","stop-loss":"64500"}}"#)
        == .adjust(AdjustIntent(id: "a", of: "e-1", stopLoss: Golden.decimal("64500"), takeProfit: nil)))
    #expect(try read(#"{"exit":{"id":"x","of":"e-1"}}"#) == .exit(id: "x", of: "e-1", fraction: nil))
    #expect(
      try read(#"{"exit":{"id":"x","of":"e-1","fraction":"0.5"}}"#)
        == .exit(id: "x", of: "e-1", fraction: Golden.decimal("0.5")))
    #expect(try read(#"{"cancel":{"id":"c","of":"e-1"}}"#) == .cancel(id: "c", of: "e-1"))
  }

  private static let refusals: [(String, RecordError.Code, String)] = [
    ("[]", .wrongKind, "$"),
    ("{}", .missingMember, "$"),
    (#"{"buy":{}}"#, .unknownWord, "$.buy"),
    (#"{"cancel":{"id":"c","of":"e"},"exit":{"id":"x","of":"e"}}"#, .unknownMember, "$"),
    (#"{"cancel":{"id":"c"}}"#, .missingMember, "$.cancel.of"),
    (#"{"cancel":{"id":"c","of":"e","now":true}}"#, .unknownMember, "$.cancel.now"),
    (#"{"cancel":{"id":"","of":"e"}}"#, .malformed, "$.cancel.id"),
    (#"{"cancel":{"id":"two words","of":"e"}}"#, .malformed, "$.cancel.id"),
    (#"{"cancel":{"id":"ä","of":"e"}}"#, .malformed, "$.cancel.id"),
    (#"{"cancel":{"id":"\#(String(repeating: "i", count: 65))","of":"e"}}"#, .malformed, "$.cancel.id"),
    (#"{"exit":{"id":"x","of":"e","fraction":0.5}}"#, .wrongKind, "$.exit.fraction"),
    (#"{"exit":{"id":"x","of":"e","fraction":null}}"#, .wrongKind, "$.exit.fraction"),
    (#"{"adjust":{"id":"a","of":"e"}}"#, .missingMember, "$.adjust"),
    (#"{"adjust":{"id":"a","of":"e","stop-loss":"1e3"}}"#, .malformed, "$.adjust.stop-loss"),
    (enterStart + #""entry":"market"}}"#, .missingMember, "$.enter.stop-loss"),
    (enterStart + #""entry":"market","stop_loss":"64000"}}"#, .missingMember, "$.enter.stop-loss"),
    (enterStart + #""entry":"market","stop-loss":"64000","sl":"1"}}"#, .unknownMember, "$.enter.sl"),
    (enterStart + #""entry":"limit","stop-loss":"64000"}}"#, .unknownWord, "$.enter.entry"),
    (
      enterStart + #""entry":{"limit":"65000"},"stop-loss":"64000"}}"#, .missingMember,
      "$.enter.entry.good-for"
    ),
    (
      enterStart + #""entry":{"limit":"65000","good-for":"0s"},"stop-loss":"64000"}}"#, .malformed,
      "$.enter.entry.good-for"
    ),
    (
      enterStart + #""entry":{"limit":"65000","good-for":"30s","post-only":"yes"},"stop-loss":"64000"}}"#,
      .wrongKind, "$.enter.entry.post-only"
    ),
  ]

  @Test("is refused with a code and a place, not guessed at", arguments: refusals)
  func refuses(text: String, code: RecordError.Code, path: String) throws {
    let error = #expect(throws: RecordError.self) { try read(text) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }
}
