/// A character that a document must not hold, because what a person sees is then not what a program reads.
enum RefusedCharacter {
  /// C0 and C1 controls, DEL, noncharacters.
  case control
  /// Marks that turn the reading direction (Unicode Standard Annex #9; CVE-2021-42574 shows the attack).
  case bidirectional
  /// Zero width, line separators that editors do not show as such, tag characters, fillers.
  case invisible
  /// Looks like a space and separates nothing.
  case space

  /// Nil for a character that is welcome. Tab, line feed and carriage return are controls here: who
  /// treats them apart asks for them first.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x20...0x7E: return nil
    case 0...0x1F, 0x7F...0x9F: self = .control
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .bidirectional
    case 0x00AD, 0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200D, 0x2028...0x2029,
      0x2060...0x2065, 0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0x1D173...0x1D17A,
      0xE0000...0xE0FFF:
      self = .invisible
    case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
    case 0xFDD0...0xFDEF: self = .control
    default:
      guard scalar.value & 0xFFFE == 0xFFFE else { return nil }
      self = .control
    }
  }

  var mistake: YAMLMistake {
    switch self {
    case .control: .controlCharacter
    case .bidirectional: .bidirectionalCharacter
    case .invisible, .space: .invisibleCharacter
    }
  }

  /// The ASCII character that lets libyaml go on to the next mistake.
  var replacement: UInt8 {
    switch self {
    case .control, .bidirectional, .invisible: 0x5F  // an underscore, which means nothing in YAML
    case .space: 0x20
    }
  }

  /// What the scalar is, for a message: `the control character U+0007`.
  func phrase(for scalar: Unicode.Scalar) -> String {
    let name = Self.name(of: scalar)
    return switch self {
    case .control: "the control character \(name)"
    case .bidirectional: "\(name), which turns the reading direction"
    case .invisible: "the invisible character \(name)"
    case .space: "\(name), which looks like a space and is not one"
    }
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
