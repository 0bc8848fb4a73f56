import Chronology
import StrictJSON

/// The simulated venue's record of requests and answers, `GET /simulator/transcript`.
struct VenueRecord {
  private let entries: [JSON]

  init(_ transcript: JSON) { entries = transcript.arrayValue ?? [] }

  /// Of the last entry that was answered: from that answer to the end of the first list of orders that shows its stop,
  /// in microseconds, to the millisecond.
  func entryAnsweredToStopShown() throws -> Double {
    let orders = entries.indices.filter { entries[$0]["endpoint"]?.stringValue == "sendorder" }
    guard let stop = orders.last(where: { field("orderType", of: $0) == "stp" }),
      let id = field("cliOrdId", of: stop),
      let entry = orders.last(where: { $0 < stop && field("reduceOnly", of: $0) != "true" }),
      let began = time("answered", of: entry)
    else { throw Launch.Failure(description: "the record has no entry with a stop") }
    for index in entries.indices[stop...] where entries[index]["endpoint"]?.stringValue == "openorders" {
      guard entries[index]["reply"]?.stringValue?.contains(id) == true,
        let shown = time("answered", of: index)
      else { continue }
      return Double(shown.milliseconds(since: began)) * 1_000
    }
    throw Launch.Failure(description: "the record shows no stop")
  }

  private func time(_ key: String, of index: Int) -> Timestamp? {
    entries[index][key]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
  }

  /// A field of a form's body.
  private func field(_ name: String, of index: Int) -> String? {
    let pairs = entries[index]["body"]?.stringValue?.split(separator: "&") ?? []
    return pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
  }
}
