import Chronology
import SimulatedVenue
import StrictJSON

/// What a JSON value is, its content left out. Texts are told apart by what a reader makes of them, because a time with
/// other digits or a number in quotation marks breaks a decoder as another type does.
public enum ValueKind: String, Sendable, Hashable, CaseIterable {
  case null = "null"
  case boolean = "a boolean"
  case number = "a number"
  /// RFC 3339 in UTC, to the millisecond at most.
  case time = "a time"
  /// In the form of a UUID.
  case id = "an id"
  case numberText = "a number as text"
  case text = "a text"
  case array = "an array"
  case object = "an object"

  init(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool: self = .boolean
    case .number: self = .number
    case .array: self = .array
    case .object: self = .object
    case .string(let text):
      if Timestamp(rfc3339: text) != nil {
        self = .time
      } else if UUIDText.isWhole(text) {
        self = .id
      } else {
        self = Fixed(text) == nil ? .text : .numberText
      }
    }
  }
}

/// The 36 characters of a UUID, whatever its digits mean.
enum UUIDText {
  static let length = 36

  static func isWhole(_ text: String) -> Bool {
    text.utf8.count == length && isOne(Array(text.utf8)[...])
  }

  /// - Parameter bytes: as many as a UUID has.
  static func isOne(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.enumerated().allSatisfy { place, byte in
      switch place {
      case 8, 13, 18, 23: byte == 0x2D
      default: (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
      }
    }
  }
}
