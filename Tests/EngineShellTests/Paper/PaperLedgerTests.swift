import Attestation
import Chronology
import DurableFiles
import ExactDecimal
import HTTPTransport
import KrakenFuturesClient
import KrakenWorld
import SimulatedVenue
import StrictJSON
import Synchronization
import Testing
import Trading
import VenueAccess

@testable import PaperTrading

@Suite("The paper account") struct PaperLedgerTests {
  @Test("is after a restart what it was before, down to the ids of fills")
  func restarts() async throws {
    let scene = try LedgerScene()
    let before = try await scene.session(isEngineNew: true) { session in
      #expect(await session.enter(1))
      #expect(await session.protect(1))
      return await session.digest()
    }
    let after = try await scene.session(isEngineNew: false) { session in await session.digest() }
    #expect(before == after)

    // The stop fires at a price of the source, and the money is what is left.
    let closed = try await scene.session(isEngineNew: false) { session in
      await session.move(to: 69_400)
      return await session.digest()
    }
    let closedAfter = try await scene.session(isEngineNew: false) { session in await session.digest() }
    #expect(closed == closedAfter && closed != before)
  }

  @Test("begins anew with its money once engine and account are flat")
  func compacts() async throws {
    let scene = try LedgerScene()
    let left = try await scene.session(isEngineNew: true) { session in
      #expect(await session.enter(1))
      #expect(await session.exit(2))
      return await session.collateral()
    }
    let kept = try await scene.session(isEngineNew: false, isEngineFlat: true) { session in
      #expect(await session.fills() == 0)
      return await session.collateral()
    }
    #expect(left == kept && left < Fixed(100_000))
  }

  @Test("is refused where a byte is another than was written")
  func damaged() async throws {
    let scene = try LedgerScene()
    try await scene.session(isEngineNew: true) { session in
      #expect(await session.enter(1))
      #expect(await session.protect(1))
    }
    let path = "\(scene.folder)/account/000001.jsonl"
    var bytes = try DurableFiles.read(path, limit: 4 << 20)
    let place = try #require(bytes.firstRange(of: Array("0.01".utf8))?.lowerBound)
    bytes[place] = 0x31
    try DurableFiles.replace(path, with: bytes)
    await #expect(throws: PaperError.self) { try await scene.session(isEngineNew: false) { _ in } }
  }

  @Test("halts a market whose prices nobody has read for five seconds, and takes it up at the new ones")
  func old() async throws {
    let scene = try LedgerScene()
    try await scene.session(isEngineNew: true) { session in
      let healthy = VenueHealth(
        isUp: true, downBecause: nil, lastAnswerAge: 0, spentPoints: 0, budgetPoints: 1,
        budgetWindowMilliseconds: 1, clockOffset: nil, clockUncertainty: nil, isDeadMansSwitchOff: true)
      func health() -> VenueHealth {
        session.exchange.quoteAge.judge(healthy, at: scene.clock.client.uptimeMilliseconds())
      }
      #expect(health().isUp == true && health().downBecause == nil)
      scene.clock.pass(5_001)
      #expect(health().isUp == false && health().downBecause == "paper.market-data-old")
      #expect(await !session.enter(1))
      #expect(scene.notices.contains { if case .marketOld = $0 { true } else { false } })
      await session.move(to: 70_000)
      #expect(await session.enter(2))
      #expect(scene.notices.contains { if case .marketBack = $0 { true } else { false } })
      #expect(health().isUp == true)
    }
  }

  @Test("makes a connection that is paper by its type and by what it says of itself")
  func connection() async throws {
    let scene = try LedgerScene()
    try await scene.session(isEngineNew: true) { session in
      let paper = try await PaperKrakenFutures.connect(
        over: session.exchange, pricesFrom: "https://futures.kraken.com", clock: scene.clock.client)
      #expect(paper.session.environment == .paper)
      #expect(paper.session.origin == "paper:https://futures.kraken.com")
      #expect(paper.session.adapter.utf8.starts(with: "paper:".utf8))
    }
  }
}
