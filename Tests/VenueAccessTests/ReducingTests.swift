import ExactDecimal
import ScriptedVenue
import Testing
import Trading

@testable import VenueAccess

@Suite("Without a Grant") struct ReducingTests {
  @Test("an exit is at most what was just read, less what was sent since")
  func exits() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    #expect(localWord(await venue.exit(try scene.exit(1))) == "access.no-reading")
    try await scene.open("0.02")
    _ = try await venue.readSettled(scene.symbol)
    for order in [
      try scene.exit(2, "0.03"), try scene.exit(3, "0.01", .short), try scene.exit(4, "0"),
      try scene.exit(5, "-0.01"),
    ] {
      #expect(localWord(await venue.exit(order)) == "access.exit-exceeds-position", "\(order)")
    }
    #expect(isAccepted(await venue.exit(try scene.exit(6, "0.015"))))
    #expect(localWord(await venue.exit(try scene.exit(7, "0.015"))) == "access.exit-exceeds-position")
    #expect(isAccepted(await venue.exit(try scene.exit(8, "0.005"))))
    #expect(localWord(await venue.exit(try scene.exit(9, "0.001"))) == "access.exit-exceeds-position")
    // A reading that began later contains what was sent.
    scene.clock.advance(5)
    try await scene.open("0.02")
    _ = try await venue.readSettled(scene.symbol)
    #expect(isAccepted(await venue.exit(try scene.exit(10, "0.02"))))
  }

  @Test("an exit that the venue refused frees what it held, one that is unknown does not")
  func refusedExits() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open("0.02")
    _ = try await venue.readSettled(scene.symbol)
    scene.venue.script(.refuse(VenueRefusal("suspended", .venueState)))
    #expect(localWord(await venue.exit(try scene.exit(1, "0.02"))) == nil)
    scene.venue.script(.dropCommand)
    guard case .unknown = await venue.exit(try scene.exit(2, "0.02")) else {
      Issue.record("the outcome should be unknown")
      return
    }
    #expect(localWord(await venue.exit(try scene.exit(3, "0.02"))) == "access.exit-exceeds-position")
  }

  @Test("an exit needs no list of orders, but a complete one of positions that is young")
  func positionLists() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open("0.02")
    scene.venue.script(.gap)
    await venue.refresh(.positions)
    #expect(localWord(await venue.exit(try scene.exit(1))) == "access.no-reading")
    await venue.refresh(.positions)
    #expect(isAccepted(await venue.exit(try scene.exit(2))))
    scene.clock.advance(10_001)
    #expect(localWord(await venue.exit(try scene.exit(3))) == "access.no-reading")
    scene.venue.script(.gap)
    await #expect(throws: ReadingFailure.self) { try await venue.readSettled(scene.symbol) }
    #expect(venue.latestReading(of: scene.symbol) == nil)
  }

  @Test("what is pushed counts as read, from when it came")
  func pushed() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    var facts = venue.facts.makeAsyncIterator()
    try await scene.open("0.02")
    #expect(await facts.next()?.source == .pushed)
    #expect(isAccepted(await venue.exit(try scene.exit(1, "0.02"))))
    try await scene.open("0.02")
    scene.clock.advance(11_000)
    _ = await facts.next()
    _ = await facts.next()
    #expect(localWord(await venue.exit(try scene.exit(2, "0.02"))) == "access.no-reading")
  }

  @Test("protective orders go out at once, if they are ours and what they say")
  func protect() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    #expect(isAccepted(await venue.protect(try scene.stop(1))))
    #expect(isAccepted(await venue.protect(try scene.stop(2, role: .guardStop))))
    #expect(isAccepted(await venue.protect(try scene.stop(3, at: "72000", role: .takeProfit))))
    var wrong = try scene.stop(4, role: .takeProfit)
    wrong.role = .stopLoss
    let refused = [wrong, try scene.stop(5, instance: 2), try scene.stop(6, role: .entry)]
    for order in refused { #expect(localWord(await venue.protect(order)) == "access.not-our-order") }
    #expect(localWord(await venue.exit(try scene.exit(7, instance: 2))) == "access.not-our-order")
  }

  @Test("entries are cancelled freely; foreign orders and other instances' are not touched")
  func cancels() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    let entry = try scene.entry(1, price: .limit(ExactDecimal(60_000))).order
    let other = try scene.entry(2, price: .limit(ExactDecimal(60_000)), instance: 2).order
    _ = await scene.venue.send(.enter(entry))
    _ = await scene.venue.send(.enter(other))
    let shown = try await venue.readSettled(scene.symbol).orders
    let names = shown.map { OrderReference.venue($0.venueOrderID) }
    try #require(names.count == 2)
    #expect(localWord(await venue.cancel(.client(other.id), scene.symbol)) == "access.not-our-order")
    #expect(localWord(await venue.cancel(names[1], scene.symbol)) == "access.not-our-order")
    #expect(localWord(await venue.cancel(.venue("order-99"), scene.symbol)) == "access.not-our-order")
    #expect(isAccepted(await venue.cancel(names[0], scene.symbol)))
    #expect(try await venue.readSettled(scene.symbol).orders.count == 1)
  }
}
