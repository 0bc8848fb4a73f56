import ExactDecimal
import SimulatedVenue
import Testing

@Suite("A number of the venue") struct FixedTests {
  @Test(
    "is read as clients write it, also with Python's exponents",
    arguments: [
      ("0", "0"), ("69000.5", "69000.5"), ("-0.25", "-0.25"), ("1e-10", "0.0000000001"),
      ("1.3e-05", "0.000013"),
      ("5E+3", "5000"), ("1.50", "1.5"), ("0.1000000000000", "0.1"), ("999999999999999", "999999999999999"),
    ])
  func reads(text: String, plain: String) {
    #expect(Fixed(text)?.description == plain)
  }

  @Test(
    "is refused where it is none, too fine or too large",
    arguments: [
      "", "-", ".5", "5.", "1..2", "1e", "1e+", "e5", "0x10", "+1", " 1", "1 ", "NaN", "inf", "1e400",
      "1e-13",
      "1000000000000000", "1_000", "1,5", "١",
    ])
  func refuses(text: String) {
    #expect(Fixed(text) == nil)
  }

  @Test("is written tiny as recorded answers write it")
  func lexemes() {
    #expect(Fixed("0.0000000001")?.lexeme == "1e-10")
    #expect(Fixed("-0.000015")?.lexeme == "-1.5e-05")
    #expect(Fixed("0.0001")?.lexeme == "0.0001")
    #expect(Fixed("70000.5")?.lexeme == "70000.5")
  }

  @Test("agrees with exact decimals where both can count")
  func agrees() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let (a, b) = (random.within(-900_000...900_000), random.within(-900_000...900_000))
      let (left, right) = (Fixed(a, scale: 3), Fixed(b, scale: 4))
      #expect((left + right).units == Int128(a) * 1_000_000_000 + Int128(b) * 100_000_000)
      #expect((left * right).units == Int128(a) * Int128(b) * 100_000)
      #expect(Fixed(left.description) == left)
      let exact = try #require(ExactDecimal(left.description))
      #expect(Fixed(exact) == left)
    }
  }

  @Test("divides towards zero, and gives zero for a divisor of zero")
  func divides() {
    #expect(Fixed(10).divided(by: 3).description == "3.333333333333")
    #expect(Fixed(-10).divided(by: 3).description == "-3.333333333333")
    #expect(Fixed(1).divided(by: 0) == 0)
    #expect(
      Fixed(1_000_000_000_000).scaled(by: 1_000_000_000_000, over: 1_000_000_000_000) == 1_000_000_000_000)
  }

  @Test("goes onto a grid as it is told")
  func rounds() {
    let tick = Fixed(5, scale: 1)
    #expect(Fixed("69000.7")?.rounded(.down, to: tick) == Fixed("69000.5"))
    #expect(Fixed("69000.7")?.rounded(.up, to: tick) == Fixed("69001"))
    #expect(Fixed("69000.75")?.rounded(.nearest, to: tick) == Fixed("69001"))
    #expect(Fixed("-0.7")?.rounded(.down, to: tick) == Fixed("-1"))
    #expect(Fixed("69000.5")?.isMultiple(of: tick) == true)
    #expect(Fixed("69000.6")?.isMultiple(of: tick) == false)
  }

  @Test("stays in its range")
  func saturates() {
    let huge = Fixed(units: .max)
    #expect(huge + 1 == huge)
    #expect(huge * huge == huge)
    #expect(-huge - 1 == -huge)
    #expect(-Fixed(units: .min) == huge)
  }
}
