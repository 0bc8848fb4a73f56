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

  private static func reading(_ venue: ReducingVenue, _ scene: AccessScene) async throws -> ProvenReading {
    try #require(venue.latestReading(of: scene.symbol))
  }
}
