import Chronology
import Testing

@Suite("A timestamp") struct TimestampTests {
  @Test(
    "reads and writes RFC 3339 in UTC",
    arguments: [
      ("1970-01-01T00:00:00.000Z", 0),
      ("2026-11-23T14:05:09.120Z", 1_795_442_709_120),
      ("2000-02-29T23:59:59.999Z", 951_868_799_999),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func roundTrip(text: String, milliseconds: Int64) throws {
    let value = try #require(Timestamp(canonical: text))
    #expect(value.unixMilliseconds == milliseconds)
    #expect(value.description == text)
  }

  @Test("survives every day of four centuries") func everyDay() {
    var previous = ""
    for day in 0..<146_097 as Range<Int64> {
      let text = Timestamp(clamping: day * 86_400_000).description
      #expect(text > previous)
      #expect(Timestamp(canonical: text)?.unixMilliseconds == day * 86_400_000)
      previous = text
    }
  }

  @Test(
    "may leave out the fraction only where people write",
    arguments: ["2026-11-23T14:05:09Z", "2026-11-23T14:05:09.5Z"])
  func people(text: String) {
    #expect(Timestamp(rfc3339: text) != nil)
    #expect(Timestamp(canonical: text) == nil)
  }

  @Test(
    "refuses what two programs could read differently",
    arguments: [
      "", "2026-11-23", "2026-11-23T14:05:09", "2026-11-23T14:05:09+00:00", "2026-11-23t14:05:09z",
      "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T23:59:60Z",
      "2026-11-23T14:05:09.Z", "2026-11-23T14:05:09.1234Z", " 2026-11-23T14:05:09Z", "1969-12-31T23:59:59Z",
      "２０２６-11-23T14:05:09Z",
    ])
  func refusal(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test("stops at the ends of its range") func ends() {
    #expect(Timestamp.latest.advanced(byMilliseconds: .max) == .latest)
    #expect(Timestamp(clamping: 5).advanced(byMilliseconds: .min).unixMilliseconds == 0)
  }
}

@Suite("A length of time") struct MillisecondsTests {
  @Test(
    "has one number and one unit",
    arguments: [
      ("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("12h", 43_200_000), ("30d", 2_592_000_000),
      ("0s", 0),
    ]
      as [(String, Int64)])
  func reads(text: String, count: Int64) {
    #expect(Milliseconds(text: text) == Milliseconds(count))
    #expect(Milliseconds(count).description == text)
  }

  @Test(
    "refuses everything else",
    arguments: ["", "10", "s", "-1s", "1.5h", "10 s", "01s", "1w", "1h30m", "999999999999999d", "٣s", "+1s"])
  func refuses(text: String) {
    #expect(Milliseconds(text: text) == nil)
  }
}
