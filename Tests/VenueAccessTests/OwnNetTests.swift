import Chronology
import ExactDecimal
import ScriptedVenue
import Testing
import Trading

@testable import VenueAccess

@Suite("What part of a position is our own") struct OwnNetTests {
  private func net(_ venue: ReducingVenue, _ scene: AccessScene) async throws -> OwnNet {
    try await venue.ownNet(in: try await venue.readSettled(scene.symbol), knownOrderIDs: [])
  }

  @Test("a stop beside somebody else's position goes, after two looks that are some time apart")
  func strangers() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    let stop = try scene.stop(1)
    _ = await venue.protect(stop)
    _ = await scene.venue.send(.enter(try scene.entry(2, instance: 2).order))
    let first = try await net(venue, scene)
    #expect(first.part == .zero)
    #expect(throws: CoverDenial.ownNetUnsettled) {
      try CoverProof(cancelling: .client(stop.id), since: first, and: first)
    }
    scene.clock.advance(1_100)
    let second = try await net(venue, scene)
    let proof = try CoverProof(cancelling: .client(stop.id), since: first, and: second)
    #expect(proof.reason == .notOwn)
    // Another position than the proof's may be ours.
    _ = await scene.venue.send(.enter(try scene.entry(3).order))
    _ = try await venue.readSettled(scene.symbol)
    #expect(localWord(await venue.cancel(.client(stop.id), scene.symbol, proof)) == "access.cover-not-proved")
    let own = try await net(venue, scene)
    #expect(own.part == stop.size)
    #expect(throws: CoverDenial.isOwn(stop.size)) {
      try CoverProof(cancelling: .client(stop.id), since: second, and: own)
    }
    #expect(isAccepted(await venue.exit(try scene.exit(4))))
    let (third, _) = (try await net(venue, scene), scene.clock.advance(1_100))
    let last = try await net(venue, scene)
    #expect(
      isAccepted(
        await venue.cancel(
          .client(stop.id), scene.symbol,
          try CoverProof(cancelling: .client(stop.id), since: third, and: last))))
  }

  @Test("a stop stays while an own entry rests or was just sent, or the proof is another owner's")
  func entries() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading()
    let venue = trading.reducing
    let stop = try scene.stop(1)
    _ = await venue.protect(stop)
    _ = await scene.venue.send(.enter(try scene.entry(2, instance: 2).order))
    let first = try await net(venue, scene)
    scene.clock.advance(1_100)
    let second = try await net(venue, scene)
    let proof = try CoverProof(cancelling: .client(stop.id), since: first, and: second)
    let other = try ReducingVenue(
      scene.connection, expecting: AccessScene.expectation,
      owner: try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 3)))
    #expect(localWord(await other.cancel(.client(stop.id), scene.symbol, proof)) == "access.not-our-order")
    #expect(isAccepted(await trading.enter(try scene.entry(3, price: .limit(ExactDecimal(60_000))))))
    #expect(localWord(await venue.cancel(.client(stop.id), scene.symbol, proof)) == "access.cover-not-proved")
    scene.clock.advance(2_000)
    let resting = try await net(venue, scene)
    #expect(throws: CoverDenial.entryRests("order-3")) {
      try CoverProof(cancelling: .client(stop.id), since: first, and: resting)
    }
    #expect(localWord(await venue.cancel(.client(stop.id), scene.symbol, proof)) == "access.cover-not-proved")
  }

  @Test("counts what we bought and sold since our newest entry, which began from nothing")
  func sums() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open("0.02")
    #expect(try await net(venue, scene).part == (try scene.decimal("0.02")))
    _ = await scene.venue.send(.exit(try scene.exit(5, "0.005")))
    #expect(try await net(venue, scene).part == (try scene.decimal("0.015")))
    scene.venue.script(.gap)
    let reading = try await Self.reading(venue, scene)
    await #expect(throws: OwnNetFailure.self) { try await venue.ownNet(in: reading, knownOrderIDs: []) }
  }

  @Test("is found however many fills are newer, and not guessed where the fills do not reach back to it")
  func pages() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    _ = await scene.venue.send(.enter(try scene.entry(1, "0.01").order))
    for intent in 2..<40 as Range<UInt64> {
      _ = await scene.venue.send(.enter(try scene.entry(intent, "0.001", instance: 2).order))
    }
    let own = try await net(venue, scene)
    #expect(own.net == (try scene.decimal("0.01")) && own.part == own.net)
    for intent in 40..<200 as Range<UInt64> {
      _ = await scene.venue.send(.enter(try scene.entry(intent, "0.001", instance: 2).order))
    }
    await #expect(throws: OwnNetFailure.self) { try await net(venue, scene) }
  }

  @Test("is nothing where the symbol was shown flat and no own entry was filled since")
  func sinceFlat() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    for intent in 1..<200 as Range<UInt64> {
      _ = await scene.venue.send(.enter(try scene.entry(intent, "0.01", instance: 2).order))
      _ = await scene.venue.send(.exit(try scene.exit(intent, "0.01", instance: 2)))
    }
    _ = await scene.venue.send(.enter(try scene.entry(200, "0.01", instance: 2).order))
    await #expect(throws: OwnNetFailure.self) { try await net(venue, scene) }
    _ = await scene.venue.send(.exit(try scene.exit(200, "0.01", instance: 2)))
    scene.clock.advance(2_000)
    _ = try await venue.readSettled(scene.symbol)
    scene.clock.advance(2_000)
    _ = await scene.venue.send(.enter(try scene.entry(201, "0.01", instance: 2).order))
    let own = try await net(venue, scene)
    #expect(own.net == .zero && own.part == .zero)
  }

  @Test("is not half of a round trip that an answer cuts in two")
  func roundTrips() throws {
    let scene = try AccessScene()
    func fill(_ number: Int64, _ order: String, _ role: ClientOrderID.Role, _ side: OrderSide) throws
      -> VenueFill
    {
      VenueFill(
        id: "f\(number)", venueOrderID: order, clientID: try scene.id(role, UInt64(number)).description,
        symbol: scene.symbol, side: side, size: try scene.decimal("0.01"), price: ExactDecimal(70_000),
        at: scene.clock.now.advanced(byMilliseconds: number * 1_000), kind: "taker")
    }
    let all = [
      try fill(1, "a", .entry, .sell), try fill(2, "b", .stopLoss, .buy), try fill(3, "c", .stopLoss, .buy),
    ]
    var own = OwnFills(symbol: scene.symbol, owner: scene.owner, knownOrderIDs: [])
    var cut = FillList()
    cut.take(Array(all.suffix(2)), longest: 2)
    #expect(try own.net(cut) == nil)
    // The entry is told, and not whether that is all of it.
    cut.take(Array(all.prefix(2)), longest: 2)
    #expect(try own.net(cut) == nil)
    cut.take(Array(all.prefix(1)), longest: 2)
    #expect(try own.net(cut) == scene.decimal("0.01"))
    own.flatAt = scene.clock.now.advanced(byMilliseconds: 4_000)
    var flat = FillList()
    flat.take(Array(all.suffix(2)), longest: 2)
    #expect(try own.net(flat) == .zero)
  }

  private static func reading(_ venue: ReducingVenue, _ scene: AccessScene) async throws -> ProvenReading {
    try #require(venue.latestReading(of: scene.symbol))
  }
}
