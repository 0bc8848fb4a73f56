import ExactDecimal
import Testing

@Suite("An exact decimal") struct ExactDecimalTests {
  @Test(
    "is written in lowest terms",
    arguments: [
      ("5000", "5000"), ("5000.00", "5000"), ("-0.50", "-0.5"), ("0", "0"), ("-0", "0"),
      ("0.000000000000000001", "0.000000000000000001"),
    ])
  func writes(text: String, canonical: String) throws {
    let value = try #require(ExactDecimal(text))
    #expect(value.description == canonical)
    #expect(ExactDecimal(canonical) == value)
  }

  @Test(
    "refuses other notations",
    arguments: [
      "", "-", ".", "1.", ".5", "+1", "1e3", "0x10", "1,000", "01", "1_000", " 1", "1.2.3", "NaN",
      "unlimited", "1234567890123456789", "0.1234567890123456789", "٣",
    ])
  func refuses(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(
    "is compared exactly",
    arguments: [
      ("0.1", "0.2"), ("-1", "0"), ("0.3", "0.30000000000000001"),
      ("999999999999999999", "999999999999999999.1"),
    ])
  func compares(less: String, more: String) throws {
    let (less, more) = (try #require(ExactDecimal(less)), try #require(ExactDecimal(more)))
    #expect(less < more)
    #expect(!(more < less))
    #expect(!(less < less))
  }
}
