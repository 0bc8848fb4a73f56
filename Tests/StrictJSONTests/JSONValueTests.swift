import StrictJSON
import Testing

@Suite("A JSON value") struct JSONValueTests {
  @Test(
    "is an integer only if it is written as one and fits",
    arguments: [
      ("0", 0), ("-0", 0), ("42", 42), ("-42", -42), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e3", nil), ("01", nil),
      ("+1", nil), ("", nil), ("-", nil), ("1-", nil), ("99999999999999999999999", nil),
    ] as [(String, Int64?)])
  func integers(lexeme: String, value: Int64?) {
    #expect(JSON.number(lexeme).integerValue == value)
  }

  @Test("answers in its own kind only")
  func kinds() {
    let values: [JSON] = [nil, true, 1, "s", [1], ["k": 1]]
    #expect(values.map(\.kindName) == ["null", "a boolean", "a number", "a string", "an array", "an object"])
    #expect(values.map(\.isNull) == [true, false, false, false, false, false])
    #expect(values.map(\.boolValue) == [nil, true, nil, nil, nil, nil])
    #expect(values.map(\.integerValue) == [nil, nil, 1, nil, nil, nil])
    #expect(values.map(\.stringValue) == [nil, nil, nil, "s", nil, nil])
    #expect(values.map { $0.arrayValue?.count } == [nil, nil, nil, nil, 1, nil])
    #expect(values.map { $0["k"] } == [nil, nil, nil, nil, nil, 1])
    #expect(values.map { $0["x"] == nil } == [true, true, true, true, true, true])
    #expect(JSON.integer(Int.min) == .number("-9223372036854775808"))
  }

  @Test(
    "knows numbers from other text",
    arguments: ["", "-", "01", "1.", ".1", "+1", "1e", "0x1", "NaN", "1 ", " 1", "١"])
  func notNumbers(text: String) {
    #expect(!JSON.isNumber(text))
  }
}
