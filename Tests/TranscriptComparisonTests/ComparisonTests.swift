import GateScene
import SimulatedVenue
import StrictJSON
import Testing
import TranscriptComparison

@Suite("A comparison with the simulator") struct ComparisonTests {
  static let session = RecordedSession.standard()

  @Test("finds no difference where the simulator answered itself, whatever its ids were")
  func alike() throws {
    let comparison = try Self.session.compared()
    #expect(comparison.isAlike, "\(comparison.lines.joined(separator: "\n"))")
    #expect(comparison.answerCount == Self.session.lines.count)
    // Behaviour was the same as well: the stop fired, the sibling was cancelled by the venue's id.
    #expect(comparison.endpoints.allSatisfy { $0.unpairedRows == 0 })
    #expect(
      comparison.lines.first
        == "no structural difference in \(Self.session.lines.count) answers of \(comparison.endpoints.count) endpoints"
    )
    #expect(!comparison.lines.contains { $0.hasPrefix("note:") })
  }

  @Test("says that a transcript of a simulator proves nothing about the venue")
  func caution() throws {
    var session = Self.session
    session.environment = "simulator"
    #expect(
      try session.compared().lines[2] == "note: it was not made on the live venue and says nothing about that"
    )
  }

  struct Doctoring: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: String
    var place: Int?
    let old: String
    let new: String
    let expected: [String]
  }

  static let doctorings: [Doctoring] = [
    Doctoring(
      testDescription: "a member that the venue leaves out, in one of many answers", path: "openorders",
      place: 1, old: #""reduceOnly":true"#, new: #""x":1"#,
      expected: [
        #"GET openorders openOrders[].x: only-venue ["a number"]/[] in 1"#,
        #"GET openorders openOrders[].reduceOnly: only-simulator []/["a boolean"] in 1"#,
      ]),
    Doctoring(
      testDescription: "a whole object that only the venue has, as one difference", path: "openpositions",
      place: 0, old: #""openPositions":"#, new: #""more":{"a":[{"b":1}]},"openPositions":"#,
      expected: [#"GET openpositions more: only-venue ["an object"]/[] in 1"#]),
    Doctoring(
      testDescription: "no difference in a page that is not the last", path: "openpositions", place: 0,
      old: #""openPositions":"#, new: #""continuationToken":"c2U=","openPositions":"#, expected: []),
    Doctoring(
      testDescription: "a number that is a text", path: "openpositions", old: #""size":0.0001"#,
      new: #""size":"0.0001""#,
      expected: [
        #"GET openpositions openPositions[].size: type ["a number as text"]/["a number"] in 1"#
      ]),
    Doctoring(
      testDescription: "null in the place of a value", path: "tickers", old: #""suspended":false"#,
      new: #""suspended":null"#,
      expected: [#"GET ticker ticker.suspended: type ["null"]/["a boolean"] in 1"#]),
    Doctoring(
      testDescription: "times with other digits", path: "accounts", old: #"Z"}"#, new: #"123Z"}"#,
      expected: [#"GET accounts serverTime: type ["a text"]/["a time"] in 1"#]),
    Doctoring(
      testDescription: "another word", path: "cancelorder", old: #""status":"cancelled""#,
      new: #""status":"canceled""#,
      expected: [
        #"POST cancelorder cancelStatus.status: word ["canceled"]/["cancelled"] in 1"#
      ]),
    Doctoring(
      testDescription: "a renamed id in the rows that it would tell apart", path: "fills",
      old: #""cliOrdId""#, new: #""cli_ord_id""#,
      expected: [
        #"GET fills fills[].cli_ord_id: only-venue ["an id"]/[] in 1"#,
        #"GET fills fills[].cliOrdId: only-simulator []/["an id"] in 1"#,
      ]),
    Doctoring(
      testDescription: "a page in the place of JSON", path: "executions", old: "{", new: "<html>{",
      expected: [#"GET history-executions $: body ["no JSON"]/["JSON"] in 1"#]),
    Doctoring(
      testDescription: "other ids, prices, times and sizes: nothing", path: "fills", old: #""price":7"#,
      new: #""price":8"#, expected: []),
  ]

  @Test("shows what a doctored answer has otherwise", arguments: doctorings)
  func doctored(_ doctoring: Doctoring) throws {
    let session = Self.session.changing(doctoring.path, doctoring.place, doctoring.old, doctoring.new)
    #expect(session.lines.map(\.answer) != Self.session.lines.map(\.answer))
    #expect(try session.differences() == doctoring.expected)
  }

  @Test("shows another HTTP status")
  func status() throws {
    var session = Self.session
    session.lines[4].status = 201
    #expect(try session.differences() == [#"POST sendorder $: status ["201"]/["200"] in 1"#])
  }

  @Test("asks the simulator what the venue left unanswered, and compares nothing there")
  func unanswered() throws {
    var session = Self.session
    session.lines[3].status = nil
    let comparison = try session.compared()
    #expect(comparison.isAlike, "\(comparison.lines.joined(separator: "\n"))")
    #expect(comparison.answerCount == session.lines.count - 1)
    #expect(comparison.endpoints.reduce(0) { $0 + $1.unanswered } == 1)
    #expect(comparison.lines.contains { $0.hasSuffix("1 without an answer") })
  }

  @Test("shows another personality, and none where a scenario gives the simulator the same")
  func personality() throws {
    var personality = VenuePersonality()
    personality.stopWordShown = .stp
    personality.identityOnFiring = .changed
    let session = RecordedSession.standard(personality: personality)
    #expect(
      try session.differences() == [#"GET openorders openOrders[].orderType: word ["stp"]/["stop"] in 1"#])
    #expect(try session.compared(personality).isAlike)
  }

  @Test("takes grids and markets from the transcript, so that the same orders are taken")
  func markets() throws {
    let row: JSON = [
      "symbol": "PF_NEWUSD", "type": "flexible_futures", "tickSize": .number("0.25"),
      "contractValueTradePrecision": 1,
      "marginLevels": [
        ["numNonContractUnits": 0, "initialMargin": .number("0.1"), "maintenanceMargin": .number("0.05")]
      ],
    ]
    let new = try #require(Instrument(describedBy: row, known: nil, price: 12))
    var session = RecordedSession(instruments: [new])
    session.symbols = ["PF_NEWUSD"]
    session.ask("GET", "/derivatives/api/v3/instruments")
    session.ask("GET", "/derivatives/api/v3/tickers/PF_NEWUSD")
    session.ask(
      "POST", "/derivatives/api/v3/sendorder",
      "orderType=lmt&symbol=PF_NEWUSD&side=buy&size=0.1&limitPrice=11.25&cliOrdId=\(RecordedSession.client)d")
    session.ask("GET", "/derivatives/api/v3/openorders")
    let comparison = try session.compared()
    #expect(comparison.isAlike, "\(comparison.lines.joined(separator: "\n"))")
    session.lines[0].answer = "{}"
    #expect { try session.compared() } throws: { ($0 as? TranscriptRefusal)?.code == .unknownMarket }
  }

  @Test("is written for people and for programs")
  func rendered() throws {
    var session = Self.session
      .changing("openorders", 0, #""reduceOnly":true"#, #""reduce\u001b[31mOnly":true"#)
      .changing("tickers", nil, #""bid":71200"#, #""bid":"71200""#)
      .changing("sendorder", nil, #""status":"placed""#, #""status":"PLACED""#)
    session.lines[1].status = 203
    session.lines[8].status = nil
    let comparison = try session.compared()
    #expect(
      GoldenFile.difference(comparison.lines.joined(separator: "\n") + "\n", from: "differences.txt") == nil)
    #expect(
      GoldenFile.difference(comparison.json.text(pretty: true) + "\n", from: "differences.json") == nil)
    let alike = try Self.session.compared()
    #expect(GoldenFile.difference(alike.lines.joined(separator: "\n") + "\n", from: "alike.txt") == nil)
  }
}
