import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// Design-engine §6, SIGTERM: no entries, resting ones cancelled, wait until covered, leave verified stops.
@Suite("A clean end") struct StoppingTests {
  @Test("before any entry is one, at once, and takes no more intents") func beforeEntry() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.deliver(.order(.stop))
    scene.enter()
    scene.run(2_000)
    #expect(scene.stopped == [true])
    #expect(scene.entries.isEmpty)
    #expect(scene.told() == ["intent.entries-not-permitted"])
  }

  @Test("while an intent waits for its readings refuses it") func pending() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter()
    scene.deliver(.order(.stop))
    scene.run(2_000)
    #expect(scene.entries.isEmpty)
    #expect(scene.told() == ["intent.entries-not-permitted"])
    #expect(scene.stopped == [true])
  }

  @Test("with an entry on its way waits for what it bought, and for its stop") func inFlight() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .late(800))
    scene.enter()
    scene.run(until: { !$0.entries.isEmpty })
    scene.deliver(.order(.stop))
    scene.run(20_000)
    #expect(scene.stopped == [true])
    #expect(scene.isCovered)
    #expect(scene.told() == ["accepted", "entered", "protected"])
  }

  @Test("with an entry that nobody knows the outcome of waits for its proof") func unknown() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .requestLost)
    scene.enter()
    scene.run(until: { !$0.entries.isEmpty })
    scene.deliver(.order(.stop))
    scene.run(25_000)
    #expect(scene.told() == ["accepted", "not-executed"])
    #expect(scene.stopped == [true])
  }

  @Test("with an entry that rests takes it back first, and covers what had filled") func resting() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.deliver(.order(.stop))
    scene.run(20_000)
    #expect(scene.venue.own(.entry).isEmpty)
    #expect(scene.isCovered)
    #expect(scene.stopped == [true])
  }

  @Test(
    "while own fills say more than any list shows waits for the list, and for the stop",
    arguments: [false, true])
  func behind(flattens: Bool) throws {
    var scene = try ConductorScene { rules, _ in rules.flattensOnStop = flattens }
    scene.restEntry()
    scene.fillEntryBehindLists("0.1")
    let isEntered = scene.run(until: { $0.told().contains("entered") }, atMost: 5_000)
    #expect(isEntered)
    scene.deliver(.order(.stop))
    scene.run(500)
    #expect(scene.stopped.isEmpty)
    scene.stale = nil
    scene.run(10_000)
    #expect(scene.stopped == [true])
    #expect(flattens ? scene.isFlat : scene.isCovered)
  }

  @Test("looks once more at what is open, and does not believe a reading of before") func looksAgain() throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.failing = [.symbol]
    scene.deliver(.order(.stop))
    scene.run(5_000)
    #expect(scene.stopped.isEmpty)
    scene.failing = []
    scene.run(2_000)
    #expect(scene.stopped == [true])
  }

  @Test("without cover waits for it, and says after half a minute that it ends without") func exposed() throws
  {
    var scene = try ConductorScene { rules, _ in rules.deadline = .seconds(120) }
    scene.settle()
    scene.always(.stop, .refused("maximumOrdersReached", .limits))
    scene.enter()
    scene.run(1_000)
    scene.deliver(.order(.stop))
    scene.run(20_000)
    #expect(scene.stopped.isEmpty)
    scene.run(15_000)
    #expect(scene.stopped == [false])
    #expect(scene.alerts.contains("stop.not-covered"))
  }

  @Test("of a covered position leaves its stop where it is") func protected() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.deliver(.order(.stop))
    scene.run(5_000)
    #expect(scene.stopped == [true])
    #expect(scene.isCovered)
    #expect(scene.exits.isEmpty)
    #expect(scene.uncovered.isEmpty)
  }

  @Test("while a position is being closed ends when it is closed or covered") func closing() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.next(.exit, .late(1_500))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(100)
    scene.deliver(.order(.stop))
    scene.run(25_000)
    #expect(scene.stopped == [true])
    #expect(scene.venue.position == "0.05")
    #expect(scene.isCovered)
  }

  @Test("closes everything first where the configuration says so") func flattens() throws {
    var scene = try ConductorScene { rules, _ in rules.flattensOnStop = true }
    scene.openLong()
    scene.deliver(.order(.stop))
    scene.run(20_000)
    #expect(scene.stopped == [true])
    #expect(scene.isFlat)
    #expect(scene.standing == .armed)
  }

  @Test("is said once") func once() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.deliver(.order(.stop))
    scene.deliver(.order(.stop))
    scene.run(60_000)
    #expect(scene.stopped == [true])
  }
}
