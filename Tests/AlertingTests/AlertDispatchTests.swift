import Chronology
import EngineConfiguration
import GateScene
import StrictJSON
import Testing

@testable import Alerting

@Suite("Alerts on their way") struct AlertDispatchTests {
  private func dispatch(
    _ channels: [AlertChannel] = [.webhook], spool: AlertSpool = AlertSpool()
  ) -> AlertDispatch {
    AlertDispatch(Alerts.origin, channels: channels, spool: spool, at: Alerts.moment(0))
  }

  private func deliveries(_ effects: [AlertEffect]) -> [(AlertChannel, Alert)] {
    effects.compactMap { if case .deliver(let channel, let alert) = $0 { (channel, alert) } else { nil } }
  }

  private func lines(_ effects: [AlertEffect]) -> [String] {
    effects.compactMap { if case .say(let line) = $0 { line } else { nil } }
  }

  private func stored(_ effects: [AlertEffect]) -> AlertSpool? {
    effects.compactMap { if case .store(let spool) = $0 { spool } else { nil } }.last
  }

  @Test("go to each channel at once, one after the other, and neither channel waits for the other")
  func order() throws {
    var dispatch = dispatch([.command, .webhook])
    dispatch.raise("a.one", "1", at: Alerts.moment(0))
    dispatch.raise("a.two", "2", at: Alerts.moment(1))
    let first = deliveries(dispatch.advance(at: Alerts.moment(1)))
    #expect(first.map(\.0) == [.command, .webhook] && first.map(\.1.message) == ["1", "1"])
    dispatch.ended(.command, first[0].1.id, .delivered, at: Alerts.moment(2))
    let second = deliveries(dispatch.advance(at: Alerts.moment(2)))
    #expect(second.map(\.0) == [.command] && second.map(\.1.message) == ["2"])
    #expect(first[0].1.id != second[0].1.id)
  }

  @Test("are tried again later and later, and the line says so once") func retries() throws {
    var dispatch = dispatch()
    dispatch.raise("a.one", "1", at: Alerts.moment(0))
    var (time, pauses, said): (Int64, [Int64], [String]) = (0, [], [])
    for _ in 0..<12 {
      let effects = dispatch.advance(at: Alerts.moment(time))
      said += lines(effects)
      let alert = try #require(deliveries(effects).first?.1)
      dispatch.ended(.webhook, alert.id, .failed("status 503"), at: Alerts.moment(time))
      let next = try #require(dispatch.nextWake)
      let early = dispatch.advance(at: Alerts.moment(next - 1))
      said += lines(early)
      #expect(deliveries(early).isEmpty)
      pauses.append(next - time)
      time = next
    }
    #expect(
      pauses == [
        1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000, 300_000,
      ])
    said += lines(dispatch.advance(at: Alerts.moment(time)))
    #expect(said == ["note: the webhook does not take alerts, and is tried again: status 503"])
    #expect(dispatch.counters.channels.first?.failed == 12 && dispatch.counters.channels.first?.waiting == 1)
  }

  @Test("wait as long as the receiver asks for, but what cannot wait is tried again after seconds")
  func patience() throws {
    var dispatch = dispatch()
    dispatch.raise("a.one", "1", at: Alerts.moment(0))
    let alert = try #require(deliveries(dispatch.advance(at: Alerts.moment(0))).first?.1)
    dispatch.ended(.webhook, alert.id, .failed("status 429", retryAfter: 30_000), at: Alerts.moment(0))
    #expect(dispatch.nextWake == 30_000)
    dispatch.raise("kill-switch.tripped", "now", at: Alerts.moment(10))
    #expect(dispatch.nextWake == 5_000)
    #expect(deliveries(dispatch.advance(at: Alerts.moment(4_999))).isEmpty)
    let urgent = deliveries(dispatch.advance(at: Alerts.moment(5_000)))
    #expect(urgent.map(\.1.message) == ["now"])
    dispatch.ended(
      .webhook, urgent[0].1.id, .failed("status 429", retryAfter: 3_600_000), at: Alerts.moment(5_000))
    #expect(dispatch.nextWake == 10_000)
  }

  @Test("that matter most go first, and of equal ones the oldest") func mostSevere() throws {
    var dispatch = dispatch()
    for code in ["health.one", "alert.test", "health.two", "kill-switch.one", "stop.two"] {
      dispatch.raise(code, code, at: Alerts.moment(0))
    }
    var order: [String] = []
    while let alert = deliveries(dispatch.advance(at: Alerts.moment(0))).first?.1 {
      order.append(alert.code)
      dispatch.ended(.webhook, alert.id, .delivered, at: Alerts.moment(0))
    }
    #expect(order == ["kill-switch.one", "stop.two", "health.one", "health.two", "alert.test"])
  }

  @Test(
    "are not held up by some that the receiver never takes, whatever their severity",
    arguments: [["kill-switch.bad"], ["health.bad"], ["kill-switch.bad", "stop.bad", "health.bad"]])
  func headOfLine(_ bad: [String]) throws {
    var dispatch = dispatch()
    for code in bad { dispatch.raise(code, "bad", at: Alerts.moment(0)) }
    for number in 1...4 { dispatch.raise("health.n\(number)", "\(number)", at: Alerts.moment(0)) }
    var got: [String] = []
    func run(from start: Int64, until end: Int64) throws {
      var time = start
      while time <= end {
        if let alert = deliveries(dispatch.advance(at: Alerts.moment(time))).first?.1 {
          if alert.message != "bad" { got.append(alert.message) }
          dispatch.ended(
            .webhook, alert.id, alert.message == "bad" ? .failed("status 500") : .delivered,
            at: Alerts.moment(time))
        } else {
          time = max(time + 1, try #require(dispatch.nextWake))
        }
      }
    }
    try run(from: 0, until: 600_000)
    #expect(got == ["1", "2", "3", "4"])
    dispatch.raise("protection.stop-not-shown", "now", at: Alerts.moment(600_100))
    try run(from: 600_100, until: 601_100)
    #expect(got.last == "now")
  }

  @Test("that come with every start are told once in their time, over restarts and with a clock that is set")
  func seldom() throws {
    var spool = AlertSpool()
    var told: [Int64] = []
    for time in [0, 15_000, 599_999, 600_000, 615_000, -100_000, 1_200_001] as [Int64] {
      var dispatch = AlertDispatch(
        Alerts.origin, channels: [.webhook], spool: spool, at: Alerts.moment(time))
      dispatch.raise("venue.credentials", "x", atMostEvery: 600_000, at: Alerts.moment(time))
      let effects = dispatch.advance(at: Alerts.moment(time))
      if let alert = deliveries(effects).first?.1 {
        told.append(time)
        dispatch.ended(.webhook, alert.id, .delivered, at: Alerts.moment(time))
      }
      let kept = stored(dispatch.advance(at: Alerts.moment(time))) ?? stored(effects) ?? spool
      spool = try AlertSpool(try JSON.parse(kept.json.encoded()))
    }
    #expect(told == [0, 600_000, -100_000, 1_200_001])
  }

  @Test("of a channel that is not configured any more are dropped with a word") func goneChannel() throws {
    var before = dispatch([.command, .webhook])
    before.raise("a.one", "1", at: Alerts.moment(0))
    let kept = try #require(stored(before.advance(at: Alerts.moment(0))))
    var after = AlertDispatch(Alerts.origin, channels: [.command], spool: kept, at: Alerts.moment(1))
    #expect(
      lines(after.advance(at: Alerts.moment(1))) == [
        "note: alerts that waited for the webhook, which is not configured any more, are dropped: 1"
      ])
  }

  @Test("do not wait for a long pause to end when something comes up that cannot wait") func hurry() throws {
    var dispatch = dispatch()
    dispatch.raise("a.one", "1", at: Alerts.moment(0))
    var time: Int64 = 0
    for _ in 0..<9 {
      let alert = try #require(deliveries(dispatch.advance(at: Alerts.moment(time))).first?.1)
      dispatch.ended(.webhook, alert.id, .failed("no route"), at: Alerts.moment(time))
      time = try #require(dispatch.nextWake)
    }
    let now = time - 200_000
    dispatch.raise("a.two", "2", at: Alerts.moment(now))
    #expect(dispatch.nextWake == time)
    dispatch.raise("kill-switch.tripped", "now", at: Alerts.moment(now))
    #expect(dispatch.nextWake == now + 1_000)
  }

  @Test("are given up when the receiver refuses them, which is said once and not tried again") func refused()
    throws
  {
    var dispatch = dispatch()
    var said: [String] = []
    for number in 1...3 {
      dispatch.raise("a.\(number)", "\(number)", at: Alerts.moment(0))
      let effects = dispatch.advance(at: Alerts.moment(0))
      said += lines(effects)
      let alert = try #require(deliveries(effects).first?.1)
      #expect(alert.message == "\(number)")
      dispatch.ended(.webhook, alert.id, .refused("status 413"), at: Alerts.moment(0))
    }
    said += lines(dispatch.advance(at: Alerts.moment(0)))
    #expect(said == ["note: the webhook refuses alerts, and each is sent once: status 413"])
    #expect(dispatch.nextWake == nil && dispatch.counters.channels.first?.refused == 3)
    dispatch.raise("a.4", "4", at: Alerts.moment(1))
    let taken = try #require(deliveries(dispatch.advance(at: Alerts.moment(1))).first?.1)
    dispatch.ended(.webhook, taken.id, .delivered, at: Alerts.moment(1))
    let told = try #require(deliveries(dispatch.advance(at: Alerts.moment(1))).first?.1)
    #expect(told.code == "alerts.lost" && told.message.hasPrefix("3 earlier alerts were given up"))
  }

  @Test("survive the process: what was not delivered is delivered by the next start, with the same id")
  func survive()
    throws
  {
    var before = dispatch([.command, .webhook])
    before.raise("a.one", "1", at: Alerts.moment(0))
    let effects = before.advance(at: Alerts.moment(0))
    let alert = try #require(deliveries(effects).first?.1)
    before.ended(.command, alert.id, .delivered, at: Alerts.moment(1))
    let kept = try #require(stored(before.advance(at: Alerts.moment(1))))
    let read = try AlertSpool(try JSON.parse(kept.json.encoded()))
    #expect(read == kept)
    var after = AlertDispatch(
      Alerts.origin, channels: [.command, .webhook], spool: read, at: Alerts.moment(9_000))
    let again = deliveries(after.advance(at: Alerts.moment(9_000)))
    #expect(again.map(\.0) == [.webhook] && again.map(\.1) == [alert])
    var without = AlertDispatch(Alerts.origin, channels: [.command], spool: read, at: Alerts.moment(9_000))
    #expect(deliveries(without.advance(at: Alerts.moment(9_000))).isEmpty && without.isDone)
  }

  @Test(
    "are kept in bounds: the oldest of the least severe goes, and the loss is said when the channel works again"
  )
  func bounded() throws {
    var dispatch = dispatch()
    let most = AlertSpool.mostAlerts
    for number in 0..<most {
      let code = number % 2 == 0 ? "kill-switch.n\(number)" : "health.n\(number)"
      dispatch.raise(code, "\(number)", at: Alerts.moment(0))
    }
    let first = try #require(deliveries(dispatch.advance(at: Alerts.moment(0))).first?.1)
    for number in most..<(most + 10) {
      dispatch.raise("health.n\(number)", "\(number)", at: Alerts.moment(0))
    }
    let kept = try #require(stored(dispatch.advance(at: Alerts.moment(0))))
    #expect(kept.count == most)
    let messages = kept.entries.map(\.alert.message)
    #expect(messages.first == first.message, "the one under way stays")
    #expect(Set((0..<most).filter { $0 % 2 == 0 }.map { "\($0)" }).isSubset(of: messages))
    #expect(!messages.contains("1") && !messages.contains("19") && messages.contains("21"))
    #expect(dispatch.counters.channels.first?.dropped == 10)
    dispatch.ended(.webhook, first.id, .delivered, at: Alerts.moment(1))
    let told = try #require(stored(dispatch.advance(at: Alerts.moment(1)))).entries.last?.alert
    #expect(told?.code == "alerts.lost" && told?.message.hasPrefix("10 earlier alerts were given up") == true)
  }

  @Test("are given up when they are too old to help anybody") func old() throws {
    var dispatch = dispatch()
    dispatch.raise("a.one", "1", at: Alerts.moment(0))
    let alert = try #require(deliveries(dispatch.advance(at: Alerts.moment(0))).first?.1)
    dispatch.ended(.webhook, alert.id, .failed("no route"), at: Alerts.moment(0))
    let later = Alerts.moment(AlertSpool.longestAge + 1)
    #expect(deliveries(dispatch.advance(at: later)).isEmpty)
    #expect(dispatch.counters.channels.first?.dropped == 1 && dispatch.counters.channels.first?.waiting == 0)
  }

  @Test("that matter less than is asked for go nowhere") func severity() {
    var dispatch = AlertDispatch(
      Alerts.origin, channels: [.webhook], minimumSeverity: .critical, at: Alerts.moment(0))
    dispatch.raise("health.ended", "x", at: Alerts.moment(0))
    #expect(deliveries(dispatch.advance(at: Alerts.moment(0))).isEmpty)
    dispatch.raise("health.ended", "x", severity: .critical, at: Alerts.moment(0))
    #expect(deliveries(dispatch.advance(at: Alerts.moment(0))).count == 1)
  }

  @Test("of an engine that ends are tried once more, held ones too, and not waited for any longer")
  func ending() throws {
    var dispatch = dispatch()
    for number in 1...5 { dispatch.raise("a.one", "\(number)", at: Alerts.moment(0)) }
    let first = try #require(deliveries(dispatch.advance(at: Alerts.moment(0))).first?.1)
    dispatch.ended(.webhook, first.id, .failed("no route"), at: Alerts.moment(0))
    dispatch.close(at: Alerts.moment(10))
    #expect(!dispatch.isDone)
    for message in ["2", "3"] {
      let next = try #require(deliveries(dispatch.advance(at: Alerts.moment(20))).first?.1)
      #expect(next.message == message)
      dispatch.ended(.webhook, next.id, .delivered, at: Alerts.moment(20))
    }
    let held = try #require(deliveries(dispatch.advance(at: Alerts.moment(20))).first?.1)
    #expect(held.message == "5" && held.repeats == 1)
    dispatch.ended(.webhook, held.id, .delivered, at: Alerts.moment(20))
    let again = try #require(deliveries(dispatch.advance(at: Alerts.moment(20))).first?.1)
    #expect(again.id == first.id)
    dispatch.ended(.webhook, again.id, .failed("no route"), at: Alerts.moment(30))
    #expect(dispatch.isDone)
  }

  /// Any order of alerts, answers, failures and crashes.
  @Test(
    "are delivered at least once, whatever fails and whenever it is killed",
    arguments: 0..<300 as Range<UInt64>)
  func atLeastOnce(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var time: Int64 = 0
    var dispatch = dispatch([.command, .webhook])
    var disk = AlertSpool()
    var raised: [String] = []
    var got: [AlertChannel: [String]] = [:]
    var underWay: [(AlertChannel, Alert)] = []

    func perform(_ effects: [AlertEffect]) {
      for effect in effects {
        switch effect {
        case .store(let spool): disk = spool
        case .deliver(let channel, let alert):
          #expect(!underWay.contains { $0.0 == channel }, "one at a time")
          underWay.append((channel, alert))
        case .say: break
        }
      }
    }
    func settle(_ outcome: AlertOutcome) {
      guard let (channel, alert) = underWay.isEmpty ? nil : underWay.removeFirst() else { return }
      // What failed may have arrived all the same.
      if outcome == .delivered || Bool.random(using: &random) { got[channel, default: []].append(alert.id) }
      dispatch.ended(channel, alert.id, outcome, at: Alerts.moment(time))
    }

    for number in 0..<60 {
      time += Int64.random(in: 0...3_000, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4:
        let family = Bool.random(using: &random) ? "a" : "stop"
        dispatch.raise("\(family).n\(number)", "\(number)", at: Alerts.moment(time))
      case 4..<7: settle(.delivered)
      case 7..<9: settle(.failed("no route", retryAfter: Bool.random(using: &random) ? 5_000 : nil))
      default:
        // No two starts are at the same moment.
        time += 1
        dispatch = AlertDispatch(
          Alerts.origin, channels: [.command, .webhook], spool: disk, at: Alerts.moment(time))
        underWay = []
      }
      perform(dispatch.advance(at: Alerts.moment(time)))
      for entry in disk.entries where !raised.contains(entry.alert.id) { raised.append(entry.alert.id) }
    }
    for _ in 0..<1_000 {
      while !underWay.isEmpty { settle(.delivered) }
      perform(dispatch.advance(at: Alerts.moment(time)))
      guard underWay.isEmpty else { continue }
      guard let next = dispatch.nextWake else { break }
      time = max(time, next)
      perform(dispatch.advance(at: Alerts.moment(time)))
    }
    for channel in AlertChannel.allCases {
      #expect(Set(got[channel] ?? []) == Set(raised), "\(channel)")
    }
    #expect(disk.count == 0 && dispatch.counters.channels.allSatisfy { $0.dropped == 0 })
  }
}
