import ExactDecimal
import Testing

@Suite("Decimal arithmetic is exact, or refuses")
struct DecimalArithmeticTests {
  @Test(
    "sums, differences and products are what they are on paper",
    arguments: [
      ("0.1", "0.2", "0.3", "-0.1", "0.02"),
      ("69000.5", "0.0001", "69000.5001", "69000.4999", "6.90005"),
      ("-7", "7", "0", "-14", "-49"),
      ("0.0000000001", "1000000000", "1000000000.0000000001", "-999999999.9999999999", "0.1"),
    ])
  func calculates(left: String, right: String, sum: String, difference: String, product: String) throws {
    let (a, b) = (try decimal(left), try decimal(right))
    #expect(try (a + b).description == sum)
    #expect(try (a - b).description == difference)
    #expect(try (a * b).description == product)
  }

  @Test("what does not fit is refused, never wrapped or rounded")
  func refuses() throws {
    let most = try decimal("999999999999999999.999999999999999999")
    let least = try decimal("0.000000000000000001")
    #expect(throws: DecimalError.overflow) { try most + least }
    #expect(throws: DecimalError.overflow) { try most * most }
    #expect(throws: DecimalError.overflow) { try decimal("999999999999999999") * ExactDecimal(2) }
    #expect(throws: DecimalError.inexact) { try least * decimal("0.1") }
    #expect(throws: DecimalError.divisionByZero) {
      try most.divided(by: .zero, fractionDigits: 2, .floor)
    }
    #expect(throws: DecimalError.divisionByZero) { try most.rounded(.floor, toMultipleOf: .zero) }
  }

  @Test(
    "rounding goes where it is told, on any grid",
    arguments: [
      // value, step, toward zero, away from zero, floor, ceiling, nearest
      ("69999.6", "1", ["69999", "70000", "69999", "70000", "70000"]),
      ("-69999.6", "1", ["-69999", "-70000", "-70000", "-69999", "-70000"]),
      ("69000.26", "0.5", ["69000", "69000.5", "69000", "69000.5", "69000.5"]),
      ("1234567", "1000", ["1234000", "1235000", "1234000", "1235000", "1235000"]),
      ("0.000013", "0.0000000001", Array(repeating: "0.000013", count: 5)),
      ("2.5", "1", ["2", "3", "2", "3", "3"]),
      ("0", "0.25", Array(repeating: "0", count: 5)),
    ] as [(String, String, [String])])
  func rounds(value: String, step: String, expected: [String]) throws {
    let directions: [DecimalRounding] = [.towardZero, .awayFromZero, .floor, .ceiling, .nearest]
    for (direction, text) in zip(directions, expected) {
      let rounded = try decimal(value).rounded(direction, toMultipleOf: decimal(step))
      #expect(rounded.description == text, "\(direction)")
      #expect(rounded.isMultiple(of: try decimal(step)))
    }
  }

  @Test(
    "quotients have the digits asked for",
    arguments: [
      ("1", "3", 4, "0.3333", "0.3334"), ("-1", "3", 2, "-0.34", "-0.33"), ("10", "-4", 0, "-3", "-2"),
      ("7", "0.001", 0, "7000", "7000"), ("0.000000000000000001", "100", 18, "0", "0.000000000000000001"),
      ("999999999999999999", "1", 18, "999999999999999999", "999999999999999999"),
    ])
  func divides(value: String, divisor: String, digits: Int, floor: String, ceiling: String) throws {
    let (a, b) = (try decimal(value), try decimal(divisor))
    #expect(try a.divided(by: b, fractionDigits: digits, .floor).description == floor)
    #expect(try a.divided(by: b, fractionDigits: digits, .ceiling).description == ceiling)
  }

  @Test("a size step follows from a number of decimals, negative ones too")
  func powers() {
    #expect(ExactDecimal.powerOfTen(-4)?.description == "0.0001")
    #expect(ExactDecimal.powerOfTen(0)?.description == "1")
    #expect(ExactDecimal.powerOfTen(3)?.description == "1000")
    #expect(ExactDecimal.powerOfTen(-19) == nil)
    #expect(ExactDecimal.powerOfTen(18) == nil)
  }

  @Test("adding and taking away again is nothing; rounding moves by less than a step")
  func properties() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let a = try random(&generator)
      let b = try random(&generator)
      #expect(try (a + b) - b == a)
      #expect(try a + b == b + a)
      #expect(try a * b == b * a)
      let step = try random(&generator).magnitude
      guard step != .zero else { continue }
      let down = try a.rounded(.floor, toMultipleOf: step)
      let up = try a.rounded(.ceiling, toMultipleOf: step)
      #expect(down <= a && a <= up)
      #expect(try up - down < step + step)
    }
  }

  private func random(_ generator: inout SystemRandomNumberGenerator) throws -> ExactDecimal {
    let whole = Int64.random(in: -9_999_999...9_999_999, using: &generator)
    let scale = Int.random(in: 0...8, using: &generator)
    return try ExactDecimal(whole) * #require(ExactDecimal.powerOfTen(-scale))
  }
}

@Suite("Numbers of venues are read without passing through binary")
struct DecimalFromJSONNumberTests {
  @Test(
    "exponents are read and never written",
    arguments: [
      ("1e-10", "0.0000000001"), ("-3.995839963e-09", "-0.000000003995839963"), ("1E3", "1000"),
      ("1.50e+1", "15"), ("75000000.0", "75000000"), ("0", "0"), ("-0", "0"), ("0e5", "0"),
      ("1000000000000.0", "1000000000000"), ("27523.749993345933", "27523.749993345933"),
    ])
  func reads(text: String, expected: String) {
    #expect(ExactDecimal(jsonNumber: text)?.description == expected)
  }

  @Test(
    "what is no JSON number, or too large, is no value",
    arguments: [
      "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "1e1000", "1e18", "NaN", "1 ", "0x1", "1,5", "1e5x",
      "0.0000000000000000001", "0.00005879463852989987",
    ])
  func refuses(text: String) {
    #expect(ExactDecimal(jsonNumber: text) == nil)
  }

  @Test("digits beyond the eighteenth are cut only where that is asked for")
  func cuts() {
    #expect(
      ExactDecimal(jsonNumber: "0.00005879463852989987", excessDigits: .cut)?.description
        == "0.000058794638529899")
    #expect(ExactDecimal(jsonNumber: "1e-300", excessDigits: .cut) == .zero)
    #expect(ExactDecimal(jsonNumber: "1e300", excessDigits: .cut) == nil)
  }
}

private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }
