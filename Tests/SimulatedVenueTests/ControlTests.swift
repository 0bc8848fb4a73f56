import Chronology
import DocumentSchema
import StrictJSON
import Testing

@testable import SimulatedVenue

@Suite("A control request") struct ControlTests {
  @Test("sets prices, and what they set off has happened when it answers")
  func prices() throws {
    var scene = WireScene()
    _ = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01")
    _ = try scene.json("POST", "sendorder", WireShapeTests.stop)
    try scene.control("prices", "{\"symbol\": \"pf_xbtusd\", \"mark\": \"69000\"}")
    #expect(try scene.json("GET", "openpositions").at("openPositions") == [])
    let state = try scene.control("state", "", method: "GET").json()
    #expect(state.at("markets.0.mark") == "69000")
    #expect(state.at("markets.0.last") == "70000")
    #expect(state.at("markets.0.path") == "held")
  }

  @Test("moves prices evenly and holds them")
  func ramp() throws {
    var scene = WireScene()
    try scene.control("ramp", "{symbol: PF_XBTUSD, to: 69000, over: 10s}")
    _ = scene.pass(5_000)
    let half = scene.kraken.venue.markets[0].last
    #expect(half > 69_400 && half < 69_600)
    _ = scene.pass(6_000)
    #expect(scene.kraken.venue.markets[0].last == 69_000)
    #expect(scene.kraken.venue.markets[0].path == .held)
  }

  @Test("halts and resumes markets, and says so where clients look")
  func halts() throws {
    var scene = WireScene()
    try scene.control("market", "{symbol: PF_XBTUSD, suspended: true}")
    #expect(try scene.get("/derivatives/api/v3/tickers/PF_XBTUSD").json().at("ticker.suspended") == true)
    #expect(try scene.get("/derivatives/api/v3/notifications").json().at("notifications.0.type") == "market")
    try scene.control("market", "{tradeable: false}")
    #expect(try scene.get("/derivatives/api/v3/instruments").json().at("instruments.1.tradeable") == false)
    try scene.control("market", "{}")
    #expect(try scene.get("/derivatives/api/v3/notifications").json().at("notifications") == [])
  }

  @Test("moves money and cancels orders as an administrator")
  func money() throws {
    var scene = WireScene()
    _ = try scene.json("POST", "sendorder", WireShapeTests.stop)
    try scene.control("transfer", "{amount: -1000.5}")
    try scene.control("transfer", "{currency: xbt, amount: 2}")
    try scene.control("funding", "{symbol: PF_XBTUSD, amount: -0.5}")
    try scene.control("cancel", "{symbol: PF_XBTUSD}")
    let state = try scene.control("state", "", method: "GET").json()
    #expect(state.at("accounts.0.balances.usd") == "98999")
    #expect(state.at("accounts.0.balances.xbt") == "2")
    #expect(state.at("accounts.0.finished.0.reason") == "CANCELLED_BY_ADMIN")
  }

  @Test("sets a personality and shows all of it")
  func personality() throws {
    var scene = WireScene()
    try scene.control("personality", "{stop-word-shown: stp}")
    let shown = try scene.control("personality", "", method: "GET").json()
    #expect(shown.at("stop-word-shown.word") == "stp")
    #expect(shown.keys == PersonalitySwitch.all.map(\.name))
    #expect(scene.kraken.venue.personality.stopWordShown == .stp)
  }

  @Test("lists what was asked and answered")
  func transcript() throws {
    var scene = WireScene()
    _ = try scene.json("POST", "sendorder", WireShapeTests.stop)
    let list = try scene.control("transcript", "", method: "GET").json()
    #expect(list.at("0.endpoint") == "sendorder")
    #expect(list.at("0.status") == .number("200"))
    #expect(list.at("0.reply")?.stringValue?.contains("TRIGGER") == false)
  }

  @Test(
    "that is not understood changes nothing and says why",
    arguments: [
      ("prices", "{symbol: PF_NOSUCHUSD, price: 1}", "simulator.bad-value"),
      ("prices", "{symbol: PF_XBTUSD, prize: 1}", "simulator.unknown-key"),
      ("prices", "{price: 1}", "simulator.missing-key"),
      ("prices", "{symbol: PF_XBTUSD, price: -1}", "simulator.bad-value"),
      ("prices", "", "yaml.empty-document"), ("prices", "[]", "simulator.wrong-type"),
      ("prices", "{\"symbol\": ", "yaml.syntax"), ("faults", "{fault: nonsense}", "simulator.unknown-value"),
      ("faults", "{fault: delay}", "simulator.missing-argument"),
      ("faults", "{fault: disguise}", "simulator.missing-argument"),
      ("faults", "{fault: refuse, status: 200}", "simulator.bad-value"),
      ("personality", "{trailing-stop: maybe}", "simulator.unknown-value"),
      ("scenario", "{kraken-simulator: v2}", "simulator.unknown-value"),
      (
        "scenario", "{kraken-simulator: v1, personality: {}, personality-seed: 1}",
        "simulator.two-personalities"
      ),
    ])
  func refused(name: String, body: String, code: String) throws {
    var scene = WireScene()
    let before = try scene.control("state", "", method: "GET").text
    let reply = try scene.control(name, body)
    #expect(reply.status == 400)
    #expect(try reply.json().at("mistakes.0.code") == .string(code))
    #expect(try scene.control("state", "", method: "GET").text == before)
  }

  @Test("elsewhere is 404 with the list of what there is")
  func unknown() throws {
    var scene = WireScene()
    #expect(try scene.control("nonsense", "{}").status == 404)
    #expect(try scene.control("state", "{}", method: "PATCH").text.contains("transcript"))
  }

  @Test("with a whole scenario does all of it")
  func scenario() throws {
    let text = """
      kraken-simulator: v1
      personality: {identity-on-firing: changed}
      prices: [{symbol: PF_XBTUSD, price: 71000, path: flicker}]
      ramps: [{symbol: PF_ETHUSD, to: 3000, over: 30s}]
      markets: [{symbol: PF_SOLUSD, suspended: true}]
      transfers: [{currency: xbt, amount: 1}]
      faults:
        - {fault: lose-reply, endpoint: sendorder, nth: 2}
        - {fault: never-fire, order-type: stp}
      timeline:
        - {after: 10s, market: {symbol: PF_XBTUSD, suspended: true}}
        - {after: 5s, prices: {symbol: PF_XBTUSD, price: 60000}, fault: {fault: refuse}}
      """
    var scene = WireScene()
    #expect(try scene.control("scenario", text).status == 200)
    #expect(scene.kraken.venue.personality.identityOnFiring == .changed)
    #expect(scene.kraken.venue.markets[0].last == 71_000)
    #expect(scene.kraken.venue.markets[0].path == .flicker)
    #expect(scene.kraken.faults.armed.count == 1)
    #expect(scene.kraken.venue.faults.armed.count == 1)
    _ = scene.pass(5_000)
    #expect(scene.kraken.venue.markets[0].last == 60_000)
    #expect(scene.kraken.faults.armed.count == 2)
    _ = scene.pass(5_000)
    #expect(scene.kraken.venue.markets[0].state.isSuspended)
    let (drawn, _) = Scenario.read(
      Array("{kraken-simulator: v1, personality-seed: 7}".utf8), file: "x", as: Scenario.schema)
    #expect(drawn?.personality == VenuePersonality(seed: 7))
  }

  @Test("on the clock stops it, moves it on and lets it run")
  func clock() throws {
    var clock = SimulatedClock()
    let start = WireScene().now
    let later = start.advanced(byMilliseconds: 5_000)
    func apply(_ text: String, at machine: Timestamp) throws {
      clock.apply(try #require(TimeControl.read(Array(text.utf8)).value), at: machine)
    }
    try apply("{advance: 1s}", at: start)
    #expect(clock.now(start) == start.advanced(byMilliseconds: 1_000))
    try apply("{stopped: true}", at: start)
    #expect(clock.now(later) == start.advanced(byMilliseconds: 1_000))
    try apply("{advance: 2s}", at: later)
    #expect(clock.now(later) == start.advanced(byMilliseconds: 3_000))
    try apply("{stopped: false}", at: later)
    #expect(clock.now(later.advanced(byMilliseconds: 10)) == start.advanced(byMilliseconds: 3_010))
    #expect(TimeControl.read(Array("{advance: soon}".utf8)).value == nil)
  }
}
