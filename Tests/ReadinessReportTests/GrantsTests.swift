import ExactDecimal
import ReadinessReport
import StrictJSON
import Testing

@Suite("Grants") struct GrantsTests {
  static let base = Grants(
    symbols: ["A", "B"], maxOrderNotionalUSD: ExactDecimal("100.5"),
    maxPositionNotionalUSD: ExactDecimal(200),
    maxDailyLossUSD: ExactDecimal(50), maxOrdersPerMinute: 10, maxOrders: 60)

  static func changed(_ change: (inout Grants) -> Void) -> Grants {
    var grants = base
    change(&grants)
    return grants
  }

  @Test("cover what is not larger in any limit")
  func covers() {
    let smaller: [(String, Grants)] = [
      ("the same", Self.base), ("one symbol", Self.changed { $0.symbols = ["B"] }),
      ("no symbol", Self.changed { $0.symbols = [] }),
      ("another order", Self.changed { $0.symbols = ["B", "A"] }),
      ("smaller orders", Self.changed { $0.maxOrderNotionalUSD = ExactDecimal("100.499999999999999999") }),
      ("a smaller position", Self.changed { $0.maxPositionNotionalUSD = ExactDecimal(1) }),
      ("a smaller loss", Self.changed { $0.maxDailyLossUSD = ExactDecimal("49.99") }),
      ("fewer a minute", Self.changed { $0.maxOrdersPerMinute = 9 }),
      ("fewer", Self.changed { $0.maxOrders = 1 }),
      ("other behaviours", Self.changed { $0.behaviours = ["x": "yes"] }),
    ]
    for (name, grants) in smaller { #expect(Self.base.covers(grants), "\(name)") }
    let larger: [(String, Grants)] = [
      ("another symbol", Self.changed { $0.symbols = ["A", "C"] }),
      ("any symbol", Self.changed { $0.symbols = nil }),
      ("larger orders", Self.changed { $0.maxOrderNotionalUSD = ExactDecimal("100.500000000000000001") }),
      ("any orders", Self.changed { $0.maxOrderNotionalUSD = nil }),
      ("a larger position", Self.changed { $0.maxPositionNotionalUSD = ExactDecimal(201) }),
      ("any position", Self.changed { $0.maxPositionNotionalUSD = nil }),
      ("a larger loss", Self.changed { $0.maxDailyLossUSD = ExactDecimal("50.01") }),
      ("any loss", Self.changed { $0.maxDailyLossUSD = nil }),
      ("more a minute", Self.changed { $0.maxOrdersPerMinute = 11 }),
      ("any number a minute", Self.changed { $0.maxOrdersPerMinute = nil }),
      ("more", Self.changed { $0.maxOrders = 61 }), ("any number", Self.changed { $0.maxOrders = nil }),
    ]
    for (name, grants) in larger { #expect(!Self.base.covers(grants), "\(name)") }
  }

  @Test("without limits cover everything, and are covered by nothing limited")
  func unlimited() {
    #expect(Grants().covers(Self.base))
    #expect(Grants().covers(Grants()))
    #expect(!Self.base.covers(Grants()))
  }

  @Test("are read back as they were written")
  func roundTrip() throws {
    for grants in [
      Self.base, Grants(), Self.changed { $0.symbols = [] },
      Self.changed { $0.behaviours = ["b": "no", "a": "yes"] },
    ] {
      #expect(try Grants(JSONObjectReader(grants.json)) == grants)
    }
    for bad in [
      #"{"symbols":"A"}"#, #"{"symbols":[1]}"#, #"{"maxOrders":0}"#, #"{"maxOrders":"60"}"#,
      #"{"maxDailyLossUSD":500}"#,
      #"{"maxDailyLossUSD":"500.0"}"#, #"{"extra":1}"#,
    ] {
      let change = try JSON.parse(Array(bad.utf8)).members ?? []
      let members = (Grants().json.members ?? []).filter { member in !change.contains { $0.key == member.key }
      }
      #expect(throws: JSONShapeError.self, "\(bad)") {
        try Grants(JSONObjectReader(.object(members + change)))
      }
    }
  }
}
