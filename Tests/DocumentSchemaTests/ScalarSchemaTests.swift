import Chronology
import DocumentSchema
import ExactDecimal
import Testing

@Suite("A scalar's schema") struct ScalarSchemaTests {
  private func check<Value>(_ schema: Schema<Value>, _ cases: [ScalarCase]) {
    for item in cases {
      let answer = schema.reading(item.text)
      #expect(answer.resolved == item.resolved, "\(item.text)")
      #expect(answer.mistakes == (item.code.map { ["1:1 test.\($0)"] } ?? []), "\(item.text)")
    }
  }

  @Test("reads truth values in one spelling")
  func boolean() {
    check(
      Schema<Bool>.boolean,
      [
        .good("true", "true"), .good("false", "false"), .good("'true'", "true"), .bad("True"), .bad("yes"),
        .bad("on"), .bad("1"), .bad("''"), .bad("~"), .bad("[true]", "wrong-type"), .bad("{}", "wrong-type"),
      ])
  }

  @Test("reads whole numbers in decimal digits, both ends of the range included")
  func integer() {
    check(
      Schema<Int>.integer(-5...60),
      [
        .good("-5", "-5"), .good("60", "60"), .good("0", "0"), .bad("-6"), .bad("61"), .bad("+1"), .bad("01"),
        .bad("-0"), .bad("1.0"), .bad("1e1"), .bad("0x1"), .bad("1_0"), .bad("٣"),
        .bad("99999999999999999999"),
      ])
    check(
      Schema<Int>.integer(0 ... .max),
      [.good("9223372036854775807", "9223372036854775807"), .bad("9223372036854775808")])
  }

  @Test("reads durations with one unit, both ends of the range included")
  func duration() {
    check(
      Schema<Milliseconds>.duration(.seconds(1)...(.hours(24))),
      [
        .good("1s", "1000"), .good("1000ms", "1000"), .good("24h", "86400000"), .good("1d", "86400000"),
        .good("1440m", "86400000"), .bad("999ms"), .bad("86400001ms"), .bad("25h"), .bad("0s"), .bad("10"),
        .bad("1.5h"), .bad("1 h"), .bad("01h"), .bad("-1h"), .bad("1H"), .bad("1w"), .bad("1h30m"), .bad("h"),
        .bad("99999999999999999d"),
      ])
  }

  @Test("reads sizes in powers of ten and of two")
  func byteCount() {
    check(
      Schema<ByteCount>.byteCount,
      [
        .good("0B", "0"), .good("512B", "512"), .good("1kB", "1000"), .good("1MB", "1000000"),
        .good("1MiB", "1048576"), .good("1KiB", "1024"), .good("2GB", "2000000000"),
        .good("1GiB", "1073741824"), .good("1TB", "1000000000000"),
        .good("8388607TiB", "9223370937343148032"),
        .bad("8388608TiB"), .bad("512"), .bad("1KB"), .bad("1mb"), .bad("1 MB"), .bad("01MB"), .bad("1.5MB"),
        .bad("-1B"), .bad("B"),
      ])
  }

  @Test("reads amounts exactly, above zero, quoted or not")
  func amount() {
    check(
      Schema<ExactDecimal>.amount("an amount"),
      [
        .good("5000", "\"5000\""), .good("\"5000\"", "\"5000\""), .good("0.10", "\"0.1\""),
        .good("'0.000000000000000001'", "\"0.000000000000000001\""),
        .good("999999999999999999", "\"999999999999999999\""), .bad("0"), .bad("0.0"), .bad("-1"), .bad("+1"),
        .bad("1e3"), .bad("1,000"), .bad(".5"), .bad("5."), .bad("01"), .bad("0.0000000000000000001"),
        .bad("1000000000000000000"), .bad("unlimited"), .bad(".inf"), .bad("''"),
      ])
  }

  @Test("reads instants of UTC and nothing else")
  func timestamp() {
    check(
      Schema<Timestamp>.timestamp,
      [
        .good("2026-11-23T14:05:09Z", "\"2026-11-23T14:05:09.000Z\""),
        .good("2026-11-23T14:05:09.12Z", "\"2026-11-23T14:05:09.120Z\""),
        .good("2024-02-29T00:00:00Z", "\"2024-02-29T00:00:00.000Z\""), .bad("2026-02-29T00:00:00Z"),
        .bad("2026-11-23"), .bad("2026-11-23 14:05:09Z"), .bad("2026-11-23T14:05:09"),
        .bad("2026-11-23T14:05:09+00:00"), .bad("2026-11-23T14:05:60Z"), .bad("2026-11-23T14:05:09.1234Z"),
      ])
  }

  @Test("reads names in kebab case, up to 64 characters")
  func identifier() {
    let longest = String(repeating: "a", count: 64)
    check(
      Schema<String>.identifier,
      [
        .good("a", "\"a\""), .good("sl-tp-2", "\"sl-tp-2\""), .good("0777", "\"0777\""),
        .good(longest, "\"\(longest)\""), .bad(longest + "a"), .bad("A"), .bad("a--b"),
        .bad("-a", "bad-value"),
        .bad("a-"), .bad("a_b"), .bad("a.b"), .bad("é"), .bad("''"),
      ])
  }

  @Test("reads digests in lower-case hexadecimal")
  func digest() {
    let digest = String(repeating: "0af9", count: 16)
    check(
      Schema<String>.sha256,
      [
        .good(digest, "\"\(digest)\""), .bad(digest.uppercased()), .bad(String(digest.dropLast())),
        .bad(digest + "0"),
      ]
    )
  }

  @Test("counts a text's length in Unicode scalars")
  func text() {
    let four = Schema<String>.text("a text", maximumLength: 4)
    check(
      four,
      [
        .good("NO", "\"NO\""), .good("1.10", "\"1.10\""), .good("null", "\"null\""),
        .good("abcd", "\"abcd\""),
        .bad("abcde"), .good("e\u{301}e\u{301}", "\"e\u{301}e\u{301}\""), .bad("e\u{301}e\u{301}e"),
        .bad("''"),
      ])
    check(
      Schema<String>.text("a text", maximumLength: 1, minimumLength: 0), [.good("''", "\"\""), .bad("ab")])
  }

  private enum Colour: String, CaseIterable { case red, green, darkBlue = "dark-blue" }

  @Test("reads one of a set of words and guesses which one was meant")
  func enumeration() {
    let schema = Schema<Colour>.enumeration("a colour")
    check(
      schema,
      [
        .good("red", "\"red\""), .good("'dark-blue'", "\"dark-blue\""), .bad("Red", "unknown-value"),
        .bad("purple", "unknown-value"), .bad("''", "unknown-value"), .bad("[red]", "wrong-type"),
      ])
    #expect(schema.reading("grene").hints == ["did you mean 'green'?"])
    #expect(schema.reading("RED").hints == ["did you mean 'red'?"])
    #expect(schema.reading("mauve").hints == ["one of: red, green, dark-blue"])
  }

  @Test("tells nothing from empty text")
  func nothing() {
    let object = Schema<Int>.object("a thing") { $0.required("n", .integer(0...9), "a number") }
    #expect(object.reading("n:\n").mistakes == ["1:3 test.empty"])
    let word = Schema<Colour>.object("a thing") { $0.required("n", .enumeration("a colour"), "a colour") }
    #expect(word.reading("n:\n").mistakes == ["1:3 test.wrong-type"])
    let path = Schema<DocumentPath>.object("a thing") { $0.required("n", .path, "a path") }
    #expect(path.reading("n: ''\n").mistakes == ["1:4 test.wrong-type"])
  }

  @Test("shows at most 60 characters of what was written")
  func shortening() {
    let message =
      Schema<Int>.integer(0...9).reading(String(repeating: "x", count: 5_000)).messages.first ?? ""
    #expect(message.hasSuffix(String(repeating: "x", count: 57) + "...'"))
    #expect(message.count < 130)
  }
}
