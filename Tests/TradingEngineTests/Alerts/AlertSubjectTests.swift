import Testing
import Trading

@testable import TradingEngine

@Suite("An alert of the core") struct AlertSubjectTests {
  @Test("is about the symbol that it names first, so that one symbol does not hide another")
  func subject() throws {
    let symbols = ["PF_XBTUSD", "PF_ETHUSD"].compactMap { Symbol($0) }
    for (message, subject) in [
      ("PF_ETHUSD: the stop is gone", "PF_ETHUSD"), ("closed PF_XBTUSD, then PF_ETHUSD.", "PF_XBTUSD"),
      ("PF_XBTUSD2 is strange", nil), ("the journal cannot be written", nil),
    ] {
      #expect(EngineAlert("a.b", message, of: symbols).subject == subject, "\(message)")
    }
  }
}
