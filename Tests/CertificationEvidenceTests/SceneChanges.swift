import CertificationEvidence
import Trading
import TranscriptScene

extension TranscriptScene {
  static func clientID(_ role: ClientOrderID.Role, instance: UInt32 = 7) -> String {
    guard let owner = ClientOrderID.Owner(environment: 0, scope: 1, instance: instance),
      let id = ClientOrderID(owner: owner, role: role, intent: 1)
    else { return "" }
    return id.description
  }

  static func replacing(_ body: String, _ text: String, _ other: String) -> String {
    body.split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }

  /// The row of a list that holds a text.
  static func row(holding text: String, in body: String) -> String {
    guard let place = body.firstRange(of: text)?.lowerBound,
      let start = body[..<place].lastIndex(of: "{"), let end = body[place...].firstIndex(of: "}")
    else { return "" }
    return String(body[start...end])
  }

  static func testedRow(in body: String) -> String { row(holding: "v-tested-0", in: body) }

  static func withoutEvents(_ body: String) -> String {
    guard let start = body.firstRange(of: #""orderEvents":["#), let end = body.lastIndex(of: "]") else {
      return body
    }
    return String(body[..<start.upperBound] + body[end...])
  }

  /// The runner looks so long after the order left that no old list explains what it sees.
  mutating func looksLong() { delays["after.fills"] = 4_000_000 }

  /// The order under test is read once more before anything else happens.
  mutating func showsAgain(after microseconds: Int64 = 0) {
    insert(["shown."], before: "waiting.ticker", as: "more-")
    delays["more-shown.positions"] = microseconds
  }

  /// Changes how the order under test is shown.
  mutating func answerTested(_ text: String, _ other: String) {
    answer("shown.orders") { body in
      let row = Self.testedRow(in: body)
      precondition(row.contains(text), "'\(text)' is not in \(row)")
      return Self.replacing(body, row, Self.replacing(row, text, other))
    }
  }

  /// Changes the fill of the order under test.
  mutating func answerFill(_ text: String, _ other: String) {
    answer("after.fills") { body in
      let row = Self.row(holding: "f-tested-0", in: body)
      precondition(row.contains(text), "'\(text)' is not in \(row)")
      return Self.replacing(body, row, Self.replacing(row, text, other))
    }
  }

  /// Removes steps, and lets the runner cancel the order under test and leave the position before it cleans up.
  mutating func runnerGivesUp(removing labels: String...) {
    steps.removeAll { step in labels.contains { step.label.hasPrefix($0) } }
    guard let tested = ClientOrderID(Self.clientID(.stopLoss)),
      let id = ClientOrderID(owner: Self.owner, role: .exit, intent: 1)
    else { return }
    let exit = ExitOrder(
      id: id, symbol: Self.symbol, position: .long, size: Self.decimal("0.0001"), price: .market)
    let commands: [(TranscriptMarker.CommandRole, VenueCommand, String)] = [
      (
        .tested, .cancel(.client(tested), Self.symbol),
        #""cancelStatus":{"status":"cancelled","orderEvents":[]}"#
      ),
      (.exit, .exit(exit), #""sendStatus":{"order_id":"v-exit","status":"placed","orderEvents":[]}"#),
    ]
    for (role, command, answer) in commands {
      insert(.marker(.command(role, command)), before: "sibling.cancel-marker", as: "give-up.marker")
      insert(Wire.command(command, answer), before: "sibling.cancel-marker", as: "give-up.send")
    }
  }

  /// Gives one step the content of another.
  mutating func becomes(_ label: String, as other: String) {
    guard let content = steps.first(where: { $0.label == other })?.content else { return }
    for index in steps.indices where steps[index].label == label { steps[index].content = content }
  }

  /// Takes the steps of a label from another scene.
  mutating func takes(_ label: String, from other: TranscriptScene) {
    for index in steps.indices where steps[index].label.hasPrefix(label) {
      if let step = other.steps.first(where: { $0.label == steps[index].label }) { steps[index] = step }
    }
  }
}
