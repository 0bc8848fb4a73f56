import ExactDecimal
import ScriptedVenue
import Testing
import Trading

@testable import VenueAccess

@Suite("A protective order") struct CoverTests {
  @Test("is cancelled only with a proof that it is not needed")
  func needsProof() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    let (old, new) = (try scene.stop(1), try scene.stop(2, at: "69500"))
    try await scene.open()
    _ = await venue.protect(old)
    #expect(localWord(await venue.cancel(.client(old.id), scene.symbol)) == "access.cover-not-proved")
    var reading = try await venue.readSettled(scene.symbol)
    #expect(throws: CoverDenial.uncovered(position: old.size, stops: .zero)) {
      try CoverProof(cancelling: .client(old.id), keeping: [], in: reading)
    }
    #expect(throws: CoverDenial.uncovered(position: old.size, stops: .zero)) {
      try CoverProof(cancelling: .client(old.id), keeping: [old], in: reading)
    }
    _ = await venue.protect(new)
    reading = try await venue.readSettled(scene.symbol)
    let proof = try CoverProof(cancelling: .client(old.id), keeping: [new], in: reading)
    #expect(proof.reason == .covered(by: ["order-3"]))
    #expect(localWord(await venue.cancel(.client(new.id), scene.symbol, proof)) == "access.cover-not-proved")
    #expect(isAccepted(await venue.cancel(.client(old.id), scene.symbol, proof)))
    // The same proof is judged by what is there now.
    _ = try await venue.readSettled(scene.symbol)
    let back = try CoverProof(cancelling: .client(new.id), keeping: [old], in: reading)
    #expect(localWord(await venue.cancel(.client(new.id), scene.symbol, back)) == "access.cover-not-proved")
    #expect(try await venue.readSettled(scene.symbol).orders.map(\.venueOrderID) == ["order-3"])
  }

  @Test("goes when the symbol is flat, unless an entry rests or was just sent")
  func flat() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading()
    let venue = trading.reducing
    let stop = try scene.stop(1)
    _ = await venue.protect(stop)
    let flat = try await venue.readSettled(scene.symbol)
    let proof = try CoverProof(cancelling: .client(stop.id), keeping: [], in: flat)
    #expect(proof.reason == .flat)
    scene.venue.script(.dropCommand)
    _ = await trading.enter(try scene.entry(2, price: .limit(ExactDecimal(60_000))))
    #expect(localWord(await venue.cancel(.client(stop.id), scene.symbol, proof)) == "access.cover-not-proved")
    // The entry's time has passed and the venue shows nothing of it.
    scene.clock.advance(7_000)
    _ = try await venue.readSettled(scene.symbol)
    let entry = try scene.entry(3, price: .limit(ExactDecimal(60_000)))
    #expect(isAccepted(await trading.enter(entry)))
    scene.clock.advance(2_000)
    let resting = try await venue.readSettled(scene.symbol)
    #expect(throws: CoverDenial.entryRests("order-2")) {
      try CoverProof(cancelling: .client(stop.id), keeping: [], in: resting)
    }
    #expect(localWord(await venue.cancel(.client(stop.id), scene.symbol, proof)) == "access.cover-not-proved")
    _ = await venue.cancel(.client(entry.order.id), scene.symbol)
    scene.clock.advance(2_000)
    _ = try await venue.readSettled(scene.symbol)
    #expect(isAccepted(await venue.cancel(.client(stop.id), scene.symbol, proof)))
  }

  @Test("does not go by a reading from before another went, nor while that one may still go")
  func twice() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open()
    let (first, second) = (try scene.stop(1), try scene.stop(2))
    _ = await venue.protect(first)
    _ = await venue.protect(second)
    let reading = try await venue.readSettled(scene.symbol)
    let one = try CoverProof(cancelling: .client(first.id), keeping: [second], in: reading)
    let other = try CoverProof(cancelling: .client(second.id), keeping: [first], in: reading)
    scene.venue.script(.dropCommand)
    guard case .unknown = await venue.cancel(.client(first.id), scene.symbol, one) else {
      Issue.record("the outcome should be unknown")
      return
    }
    #expect(
      localWord(await venue.cancel(.client(second.id), scene.symbol, other)) == "access.cover-not-proved")
    scene.clock.advance(5)
    _ = try await venue.readSettled(scene.symbol)
    #expect(
      localWord(await venue.cancel(.client(second.id), scene.symbol, other)) == "access.cover-not-proved")
    scene.clock.advance(61_000)
    _ = try await venue.readSettled(scene.symbol)
    #expect(isAccepted(await venue.cancel(.client(second.id), scene.symbol, other)))
    #expect(localWord(await venue.cancel(.client(first.id), scene.symbol, one)) == "access.cover-not-proved")
  }

  @Test("is not covered by a stop that is shown otherwise than it was sent")
  func deviation() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open()
    let (old, new) = (try scene.stop(1), try scene.stop(2))
    _ = await venue.protect(old)
    _ = await venue.protect(new)
    let reading = try await venue.readSettled(scene.symbol)
    var otherwise = new
    otherwise.triggerPrice = try scene.decimal("68000")
    do {
      _ = try CoverProof(cancelling: .client(old.id), keeping: [otherwise], in: reading)
      Issue.record("a stop at another price covers")
    } catch {
      guard case .deviates(new.id, let deviations) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(deviations.map(\.field) == ["trigger price"])
    }
    let gain = try scene.stop(3, at: "72000", role: .takeProfit)
    _ = await venue.protect(gain)
    let later = try await venue.readSettled(scene.symbol)
    #expect(throws: CoverDenial.deviates(gain.id, [])) {
      try CoverProof(cancelling: .client(old.id), keeping: [gain], in: later)
    }
  }

  @Test("covers with more than the position only where that is certified")
  func oversize() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open("0.01")
    let (old, large) = (try scene.stop(1), try scene.stop(2, "0.03"))
    _ = await venue.protect(old)
    _ = await venue.protect(large)
    let reading = try await venue.readSettled(scene.symbol)
    #expect(throws: CoverDenial.uncovered(position: old.size, stops: large.size)) {
      try CoverProof(cancelling: .client(old.id), keeping: [large], in: reading)
    }
    let proof = try CoverProof(
      cancelling: .client(old.id), keeping: [large], in: reading, isOversizeCapped: true)
    #expect(isAccepted(await venue.cancel(.client(old.id), scene.symbol, proof)))
  }

  @Test("is amended, unless that leaves a part of the position uncovered")
  func amendments() async throws {
    let scene = try AccessScene()
    let venue = try scene.reducing()
    try await scene.open("0.02")
    let (stop, second, gain) = (
      try scene.stop(1, "0.02"), try scene.stop(2, "0.005"),
      try scene.stop(3, "0.02", at: "72000", role: .takeProfit)
    )
    for order in [stop, gain] { _ = await venue.protect(order) }
    func amend(_ id: ClientOrderID, to size: String? = nil) async throws -> VenueOutcome {
      await venue.amend(
        OrderAmendment(
          order: .client(id), symbol: scene.symbol, totalSize: try size.map(scene.decimal),
          triggerPrice: try scene.decimal("69100")))
    }
    #expect(localWord(try await amend(stop.id, to: "0.02")) == "access.no-reading")
    #expect(isAccepted(try await amend(stop.id)))
    _ = try await venue.readSettled(scene.symbol)
    #expect(localWord(try await amend(stop.id, to: "0.015")) == "access.amendment-uncovers")
    #expect(isAccepted(try await amend(stop.id, to: "0.03")))
    #expect(isAccepted(try await amend(gain.id, to: "0.001")))
    _ = await venue.protect(second)
    _ = try await venue.readSettled(scene.symbol)
    #expect(isAccepted(try await amend(stop.id, to: "0.015")))
    #expect(localWord(try await amend(scene.id(.entry, 9), to: "0.02")) == "access.not-our-order")
    #expect(localWord(try await amend(scene.id(.stopLoss, 9, instance: 2))) == "access.not-our-order")
    // The reading still shows the old size: nothing more goes before it is read again.
    #expect(localWord(try await amend(second.id, to: "0.001")) == "access.amendment-uncovers")
    #expect(isAccepted(try await amend(second.id, to: "0.02")))
  }
}
