public import Chronology
import Cryptography
public import StrictJSON

/// One line of the decision log.
public struct DecisionEntry: Sendable, Hashable {
  /// Digest of the line before, without its newline; 64 zeros for the first.
  public let previous: String
  /// Counted from 1.
  public let number: Int64
  public let at: Timestamp
  /// `admitted`, `refused`, `session-started`, `heartbeat`, …; lower-case letters and hyphens.
  public let kind: String
  /// What belongs to the kind, in the writer's order.
  public let members: [JSONMember]

  static let firstPrevious = String(repeating: "0", count: 64)
  static let ownKeys = ["previous", "entry", "at", "kind"]

  init(previous: String, number: Int64, at: Timestamp, kind: String, members: [JSONMember]) {
    self.previous = previous
    self.number = number
    self.at = at
    self.kind = kind
    self.members = members
  }

  /// The value of a member that belongs to the kind.
  public subscript(key: String) -> JSON? { members.first { $0.key == key }?.value }

  /// The line's one byte form, without newline.
  var encoded: [UInt8] {
    let own = [
      JSONMember("previous", .string(previous)), JSONMember("entry", .integer(number)),
      JSONMember("at", .string(at.description)), JSONMember("kind", .string(kind)),
    ]
    return JSON.object(own + members).encoded()
  }

  /// Reads a line strictly.
  ///
  /// - Returns: nil for anything that ``encoded`` does not write.
  init?(line: [UInt8]) {
    guard let json = try? JSON.parse(line), let all = json.members, all.count >= 4,
      all.prefix(4).map(\.key) == Self.ownKeys, let previous = all[0].value.stringValue, isDigest(previous),
      let number = all[1].value.integerValue, number > 0,
      let at = all[2].value.stringValue.flatMap(Timestamp.init(canonical:)),
      let kind = all[3].value.stringValue, Self.isKind(kind)
    else { return nil }
    self.init(previous: previous, number: number, at: at, kind: kind, members: Array(all.dropFirst(4)))
    guard encoded == line else { return nil }
  }

  static func isKind(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
  }
}
