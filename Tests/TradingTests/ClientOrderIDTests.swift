import Testing
import Trading

@Suite("A client order id") struct ClientOrderIDTests {
  private let owner = ClientOrderID.Owner(environment: 3, scope: 1, instance: 0x2ABCDE)

  @Test("is a UUID of version 8 that says what the order is for")
  func golden() throws {
    let owner = try #require(owner)
    let id = try #require(
      ClientOrderID(owner: owner, role: .stopLoss, intent: 0x12_3456_789A, attempt: 0x7FF))
    #expect(id.description == "54524445-3102-87ff-aabc-de123456789a")
  }

  @Test("is read back to the same parts, in either case", arguments: ClientOrderID.Role.allCases)
  func roundTrip(role: ClientOrderID.Role) throws {
    let owner = try #require(owner)
    for (intent, attempt) in [(UInt64(0), UInt16(0)), (1 << 40 - 1, 4095), (77, 3)] {
      let id = try #require(
        ClientOrderID(owner: owner, role: role, intent: intent, attempt: attempt))
      #expect(ClientOrderID(id.description) == id)
      #expect(ClientOrderID(id.description.uppercased()) == id)
    }
  }

  @Test("has no form for numbers that do not fit")
  func range() throws {
    let owner = try #require(owner)
    #expect(ClientOrderID(owner: owner, role: .entry, intent: 1 << 40) == nil)
    #expect(ClientOrderID(owner: owner, role: .entry, intent: 0, attempt: 4096) == nil)
    #expect(ClientOrderID.Owner(environment: 16, scope: 0, instance: 0) == nil)
    #expect(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1 << 22) == nil)
    #expect(ClientOrderID(owner: owner, role: .entry, intent: 0, attempt: 4095)?.nextAttempt == nil)
  }

  @Test(
    "is foreign when it is not exactly one of ours",
    arguments: [
      nil, "", "eng-0001", "54524445-3102-87ff-aabc-de123456789", "54524445-3102-87ff-aabc-de123456789a0",
      "54524446-3102-87ff-aabc-de123456789a", "54524445-3100-87ff-aabc-de123456789a",
      "54524445-3102-47ff-aabc-de123456789a", "54524445-3102-87ff-2abc-de123456789a",
      "54524445_3102-87ff-aabc-de123456789a", "54524445-3102-87ff-aabc-de12345678ég",
    ])
  func foreign(text: String?) throws {
    #expect(OrderOrigin(clientID: text, owner: try #require(owner)) == .foreign)
  }

  @Test("tells our orders from those of another instance, environment or scope")
  func origin() throws {
    let owner = try #require(owner)
    let id = try #require(ClientOrderID(owner: owner, role: .entry, intent: 5))
    #expect(OrderOrigin(clientID: id.description, owner: owner) == .ours(id))
    for other in [(3, 1, 1), (3, 0, 0x2ABCDE), (0, 1, 0x2ABCDE)] as [(UInt8, UInt8, UInt32)] {
      let stranger = try #require(
        ClientOrderID.Owner(environment: other.0, scope: other.1, instance: other.2))
      #expect(OrderOrigin(clientID: id.description, owner: stranger) == .otherInstance(id))
    }
  }
}
