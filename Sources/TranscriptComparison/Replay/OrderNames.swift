import StrictJSON

/// The ids that the venue gave to orders, by the client's ids, which are the same on both sides.
struct OrderNames {
  private var simulated: [String: String] = [:]
  private(set) var clientIDs: [String: String] = [:]

  /// Learns from two answers to one request.
  mutating func learn(venue: JSON?, simulator: JSON?) {
    var here: [String: String] = [:]
    if let simulator { Self.collect(simulator, into: &here) }
    var there: [String: String] = [:]
    if let venue { Self.collect(venue, into: &there) }
    for (client, id) in there {
      clientIDs[id] = client
      if let own = here[client] { simulated[id] = own }
    }
  }

  /// The text with the venue's ids replaced by the simulator's.
  func translate(_ text: String) -> String {
    guard !simulated.isEmpty, text.utf8.count >= UUIDText.length else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if place + UUIDText.length <= bytes.count, UUIDText.isOne(bytes[place..<(place + UUIDText.length)]),
        let own = simulated[String(decoding: bytes[place..<(place + UUIDText.length)], as: UTF8.self)]
      {
        result += own.utf8
        place += UUIDText.length
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Every object that names an order in both ways, as rows, events and their triggers do.
  private static func collect(_ json: JSON, into names: inout [String: String]) {
    switch json {
    case .array(let items): for item in items { collect(item, into: &names) }
    case .object(let members):
      var client: String?
      var id: String?
      for member in members {
        switch member.key {
        case "cliOrdId", "cli_ord_id", "clientId": client = member.value.stringValue ?? client
        case "order_id", "orderId", "uid": id = member.value.stringValue ?? id
        default: collect(member.value, into: &names)
        }
      }
      if let client, let id { names[client] = id }
    default: break
    }
  }
}
