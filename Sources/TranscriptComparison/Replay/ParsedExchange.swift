import Chronology
import SimulatedVenue
import StrictJSON

/// An exchange with its answer's JSON, and when the venue dealt with it by the venue's own clock.
struct ParsedExchange {
  let exchange: RecordedRun.Exchange
  /// Never earlier than that of the exchange before: the requests of a run follow each other.
  let instant: Timestamp

  /// Nil when there is no answer, or it is no JSON. Read when it is needed: all answers of a long run at once would take
  /// ten times the memory of their text.
  var json: JSON? { Self.json(of: exchange) }

  /// Our clock and the venue's are further apart than this in no run that was admitted.
  private static let largestOffset: Int64 = 3_600_000

  static func all(of run: RecordedRun) -> [ParsedExchange] {
    var parsed: [ParsedExchange] = []
    // How far the venue's clock was ahead of the one that stamped the requests, for answers without a time.
    var offset: Int64 = 0
    for exchange in run.exchanges {
      if let told = json(of: exchange).flatMap(time(in:)) {
        let difference = told.milliseconds(since: exchange.sentAt)
        if abs(difference) <= largestOffset { offset = difference }
      }
      let instant = exchange.sentAt.advanced(byMilliseconds: offset)
      parsed.append(
        ParsedExchange(exchange: exchange, instant: max(instant, parsed.last?.instant ?? instant)))
    }
    return parsed
  }

  private static func json(of exchange: RecordedRun.Exchange) -> JSON? {
    exchange.answer.flatMap { try? JSON.parse($0.body) }
  }

  /// When a command was received, which Maker Protection may make earlier than when it was answered.
  private static func time(in answer: JSON) -> Timestamp? {
    let texts =
      (answer.members ?? []).compactMap { $0.value["receivedTime"]?.stringValue }
      + [answer["serverTime"]?.stringValue].compactMap { $0 }
    return texts.lazy.compactMap { Timestamp(rfc3339: $0) }.first
  }
}
