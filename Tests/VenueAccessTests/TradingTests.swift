import Chronology
import ExactDecimal
import ReadinessReport
import ScriptedVenue
import Synchronization
import Testing
import Trading

@testable import Admission
@testable import VenueAccess

@Suite("With a Grant") struct TradingTests {
  @Test("entries are sent, within its limits")
  func limits() async throws {
    let scene = try AccessScene()
    let limits: [(Grants, Int, String)] = [
      (Grants(symbols: []), 0, "access.symbol-not-granted"),
      (Grants(symbols: ["PF_ETHUSD"]), 0, "access.symbol-not-granted"),
      // 0.01 is worth at most 1,050 USD by the review's collar.
      (Grants(maxOrderNotionalUSD: ExactDecimal(1_049)), 0, "access.order-notional"),
      (Grants(maxPositionNotionalUSD: ExactDecimal(2_099)), 1, "access.position-notional"),
      (Grants(maxOrdersPerMinute: 2), 2, "access.orders-per-minute"),
      (Grants(maxOrders: 3), 3, "access.orders-in-all"),
    ]
    for (index, (grants, sent, word)) in limits.enumerated() {
      let own = try AccessScene()
      let trading = try own.trading(grants)
      _ = try await trading.reducing.readSettled(scene.symbol)
      for number in 0..<sent {
        #expect(isAccepted(await trading.enter(try own.entry(UInt64(number)))), "\(index)")
      }
      #expect(localWord(await trading.enter(try own.entry(99))) == word, "\(index)")
      #expect(own.venue.commands.count == sent)
      #expect(trading.entriesSent == Int64(sent))
    }
  }

  @Test("an order counts when it is sent, whatever the venue answers, and in all across sessions")
  func counting() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading(Grants(maxOrders: 5), entriesSent: 3)
    _ = try await trading.reducing.readSettled(scene.symbol)
    scene.venue.script(.refuse(VenueRefusal("suspended", .venueState)))
    #expect(localWord(await trading.enter(try scene.entry(1))) == nil)
    #expect(isAccepted(await trading.enter(try scene.entry(2))))
    #expect(localWord(await trading.enter(try scene.entry(3))) == "access.orders-in-all")
    #expect(trading.entriesSent == 5)
  }

  @Test("orders of the last minute count, and no longer")
  func rate() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading(Grants(maxOrdersPerMinute: 1))
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(isAccepted(await trading.enter(try scene.entry(1))))
    scene.clock.advance(59_000)
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(localWord(await trading.enter(try scene.entry(2))) == "access.orders-per-minute")
    scene.clock.advance(1_500)
    #expect(isAccepted(await trading.enter(try scene.entry(3))))
  }

  @Test("an unknown entry counts as filled until a reading must contain it, and is never sent again")
  func unknown() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading(Grants(maxPositionNotionalUSD: ExactDecimal(1_100)))
    _ = try await trading.reducing.readSettled(scene.symbol)
    scene.venue.script(.dropCommand)
    let lost = try scene.entry(1)
    guard case .unknown = await trading.enter(lost) else {
      Issue.record("the outcome should be unknown")
      return
    }
    #expect(localWord(await trading.enter(lost)) == "access.entry-sent-before")
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(localWord(await trading.enter(try scene.entry(2))) == "access.position-notional")
    scene.clock.advance(7_000)
    #expect(localWord(await trading.enter(try scene.entry(3))) == "access.position-notional")
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(isAccepted(await trading.enter(try scene.entry(4))))
    #expect(localWord(await trading.enter(lost)) == "access.entry-sent-before")
  }

  @Test("what rests counts as if it were filled")
  func resting() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading(Grants(maxPositionNotionalUSD: ExactDecimal(1_100)))
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(isAccepted(await trading.enter(try scene.entry(1, price: .limit(ExactDecimal(60_000))))))
    scene.clock.advance(2_000)
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(localWord(await trading.enter(try scene.entry(2))) == "access.position-notional")
  }

  @Test("nothing is entered blindly, on the other side, or under a foreign id")
  func readings() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading()
    #expect(localWord(await trading.enter(try scene.entry(1))) == "access.no-reading")
    scene.venue.script(.gap)
    await trading.reducing.refresh(.symbol(scene.symbol))
    #expect(localWord(await trading.enter(try scene.entry(2))) == "access.no-reading")
    try await scene.open("0.01", .short)
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(localWord(await trading.enter(try scene.entry(3))) == "access.position-on-other-side")
    #expect(localWord(await trading.enter(try scene.entry(4, instance: 2))) == "access.not-our-order")
    scene.clock.advance(11_000)
    #expect(localWord(await trading.enter(try scene.entry(5, "0.01", .short))) == "access.no-reading")
  }

  @Test("numbers beyond all measure are refused")
  func arithmetic() async throws {
    let scene = try AccessScene()
    let most = try scene.decimal("999999999999999999")
    let trading = try scene.trading(Grants(maxPositionNotionalUSD: most))
    _ = try await trading.reducing.readSettled(scene.symbol)
    let large = try scene.entry(1, "1000000000000.0001")
    #expect(localWord(await trading.enter(large)) == "access.number-out-of-range")
  }

  @Test("entries end a minute before it does, and everything else goes on")
  func expiry() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading(minutes: 10)
    let venue = trading.reducing
    try await scene.open("0.02")
    _ = try await venue.readSettled(scene.symbol)
    #expect(
      localWord(await trading.enter(try scene.entry(1, lifeMilliseconds: 9 * 60_000 + 1_000)))
        == "access.grant-ended")
    scene.clock.advance(9 * 60_000)
    _ = try await venue.readSettled(scene.symbol)
    #expect(
      localWord(await trading.enter(try scene.entry(2, lifeMilliseconds: -1_000))) == "access.grant-ended")
    let stop = try scene.stop(3, "0.02")
    #expect(isAccepted(await venue.protect(stop)))
    #expect(isAccepted(await venue.exit(try scene.exit(4, "0.01"))))
    scene.clock.advance(2)
    try trading.renew(scene.grant())
    _ = try await venue.readSettled(scene.symbol)
    #expect(isAccepted(await trading.enter(try scene.entry(5))))
  }

  @Test("setting the clock back prolongs nothing")
  func clockSetBack() async throws {
    let back = Mutex<Int64>(0)
    let holder = ClockHolder()
    let scene = try AccessScene(wallClock: { holder.now().advanced(byMilliseconds: back.withLock { -$0 }) })
    holder.use(scene)
    let trading = try scene.trading(minutes: 10)
    scene.clock.advance(9 * 60_000 + 1)
    back.withLock { $0 = 9 * 60_000 }
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(
      localWord(await trading.enter(try scene.entry(1, lifeMilliseconds: -9 * 60_000)))
        == "access.grant-ended")
  }

  /// The scene's clock, which exists only after the scene.
  private final class ClockHolder: Sendable {
    private let read = Mutex<(@Sendable () -> Timestamp)?>(nil)
    func use(_ scene: AccessScene) {
      let clock = scene.clock
      read.withLock { $0 = { clock.now } }
    }
    func now() -> Timestamp { read.withLock { $0 }?() ?? Timestamp(clamping: 1_795_000_000_000) }
  }

  @Test("entries are suspended until it is renewed, and everything else goes on")
  func suspension() async throws {
    let scene = try AccessScene()
    let trading = try scene.trading()
    try await scene.open("0.02")
    _ = try await trading.reducing.readSettled(scene.symbol)
    trading.suspendEntries(because: "blocked")
    #expect(localWord(await trading.enter(try scene.entry(1))) == "access.entries-suspended")
    #expect(isAccepted(await trading.reducing.exit(try scene.exit(2, "0.02"))))
    #expect(isAccepted(await trading.reducing.protect(try scene.stop(3))))
    try trading.renew(scene.grant())
    scene.clock.advance(2)
    _ = try await trading.reducing.readSettled(scene.symbol)
    #expect(isAccepted(await trading.enter(try scene.entry(4))))
  }
}
