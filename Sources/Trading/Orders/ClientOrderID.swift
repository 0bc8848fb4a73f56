/// The id that we give an order: derived from what the order is for, never random, so that the same intent always asks
/// the venue for the same order and an unclear outcome can be looked up.
///
/// Written as a UUID of version 8 (RFC 9562 §5.8), 36 characters, which every venue that we know accepts unshortened:
/// four bytes product tag, then environment and scope, role, attempt (12 bits), instance (22 bits), intent (40 bits).
public struct ClientOrderID: Sendable, Hashable {
  public enum Role: UInt8, Sendable, Hashable, CaseIterable {
    case entry = 1
    case stopLoss = 2
    case takeProfit = 3
    case exit = 4
    /// A wide stop that rests while something else is tried.
    case guardStop = 5
  }

  /// Whose orders: ids of another realm or instance are never ours.
  public struct Owner: Sendable, Hashable {
    /// 0 to 15: the environment.
    public let environment: UInt8
    /// 0 to 15: the scope of permission.
    public let scope: UInt8
    /// 0 to 2²²−1: the persisted instance number.
    public let instance: UInt32

    /// - Returns: nil for a number out of range.
    public init?(environment: UInt8, scope: UInt8, instance: UInt32) {
      guard environment < 16, scope < 16, instance < 1 << 22 else { return nil }
      self.environment = environment
      self.scope = scope
      self.instance = instance
    }
  }

  public let owner: Owner
  public let role: Role
  /// 0 to 2⁴⁰−1.
  public let intent: UInt64
  /// 0 to 4095.
  public let attempt: UInt16

  /// - Returns: nil for a number out of range.
  public init?(owner: Owner, role: Role, intent: UInt64, attempt: UInt16 = 0) {
    guard intent < 1 << 40, attempt < 1 << 12 else { return nil }
    self.owner = owner
    self.role = role
    self.intent = intent
    self.attempt = attempt
  }

  /// The same order's id for another attempt with other numbers; nil beyond the last attempt.
  public var nextAttempt: ClientOrderID? {
    ClientOrderID(owner: owner, role: role, intent: intent, attempt: attempt + 1)
  }

  /// `TRDE` in ASCII: ids without it are foreign.
  static let tag: [UInt8] = [0x54, 0x52, 0x44, 0x45]
}

extension ClientOrderID {
  var bytes: [UInt8] {
    var bytes = Self.tag
    bytes.append(owner.environment << 4 | owner.scope)
    bytes.append(role.rawValue)
    bytes.append(0x80 | UInt8(truncatingIfNeeded: attempt >> 8))
    bytes.append(UInt8(truncatingIfNeeded: attempt))
    bytes.append(0x80 | UInt8(truncatingIfNeeded: owner.instance >> 16))
    bytes.append(UInt8(truncatingIfNeeded: owner.instance >> 8))
    bytes.append(UInt8(truncatingIfNeeded: owner.instance))
    for shift in stride(from: UInt64(32), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: intent >> shift))
    }
    return bytes
  }

  /// Reads an id as a venue shows it, in either case.
  ///
  /// - Returns: nil for every text that is not exactly one of ours.
  public init?(_ text: some StringProtocol) {
    // Every reading names ids, and each is read several times: two words hold all of it, and nothing is allocated.
    let characters = text.utf8
    guard characters.count == 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    var place = 0
    var digits = 0
    for character in characters {
      defer { place += 1 }
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard character == 0x2D else { return nil }
        continue
      }
      guard let digit = Self.value(ofDigit: character) else { return nil }
      if digits < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
      digits += 1
    }
    let tag = Self.tag.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard digits == 32, high >> 32 == tag, high >> 12 & 0xF == 8, low >> 62 == 2,
      let role = Role(rawValue: UInt8(truncatingIfNeeded: high >> 16)),
      let owner = Owner(
        environment: UInt8(truncatingIfNeeded: high >> 28 & 0xF),
        scope: UInt8(truncatingIfNeeded: high >> 24 & 0xF),
        instance: UInt32(truncatingIfNeeded: low >> 40 & 0x3F_FFFF))
    else { return nil }
    self.init(
      owner: owner, role: role, intent: low & 0xFF_FFFF_FFFF,
      attempt: UInt16(truncatingIfNeeded: high & 0xFFF))
  }

  private static func value(ofDigit character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x57
    case 0x41...0x46: character - 0x37
    default: nil
    }
  }
}

extension ClientOrderID: CustomStringConvertible {
  /// `54524445-ee0r-8aaa-8iii-iiiiiiiiiiii`, lower case.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (place, byte) in bytes.enumerated() {
      if place == 4 || place == 6 || place == 8 || place == 10 { text.append(0x2D) }
      text.append(Self.digit(byte >> 4))
      text.append(Self.digit(byte & 0xF))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

/// Whose an order at the venue is, by its client id alone.
public enum OrderOrigin: Sendable, Hashable {
  case ours(ClientOrderID)
  /// Another instance, environment or scope of this product.
  case otherInstance(ClientOrderID)
  /// A person's or another program's.
  case foreign

  public init(clientID text: String?, owner: ClientOrderID.Owner) {
    guard let text, let id = ClientOrderID(text) else {
      self = .foreign
      return
    }
    self = id.owner == owner ? .ours(id) : .otherInstance(id)
  }
}
