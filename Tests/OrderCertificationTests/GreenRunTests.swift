import Attestation
import CertificationEvidence
import DurableFiles
import ExactDecimal
import KrakenWorld
import Processes
import StrictJSON
import Testing
import Trading

@Suite("A run against the simulated venue", .inTurn) struct GreenRunTests {
  @Test("passes every case, observes the venue, leaves nothing, and is judged offline to the same verdicts")
  func green() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD"], wait: "20s")
    try await scene.playAlong()
    let result = await scene.end()
    #expect(result.isSuccess, "\(scene.lines.joined(separator: "\n"))")

    let (certification, judgement, path) = try scene.evidence()
    #expect(certification.ending == .completed)
    #expect(certification.environment == .simulator)
    #expect(certification.cases.map(\.verdict) == [.pass, .pass, .pass, .pass])
    #expect(judgement.cases.map(\.code) == [.passed, .passed, .passed, .passed])
    #expect(judgement.cases.map(\.record) == certification.cases)
    #expect(judgement.behaviours == certification.behaviours)
    #expect(
      CertifiedBehaviour.allCases.map { judgement.behaviours[$0] }
        == [.yes, .yes, .yes, .yes, .yes, .no, .yes])
    #expect(try await scene.venue() == (0, 0))
    #expect(certification.cases.allSatisfy { $0.latencyMilliseconds != nil && $0.slippage != nil })

    let again = try scene.run(["certify", "--judge", path, "--json"])
    #expect(again.isSuccess)
    let answer = try JSON.parse(again.standardOutput)
    #expect(
      answer["judgement"]?["cases"]?.arrayValue?.compactMap { $0["verdict"]?.stringValue } == [
        "pass", "pass", "pass", "pass",
      ])
    let specs = try JSON.parse(try DurableFiles.read("\(scene.folder)/state/specs.json", limit: 1 << 20))
    #expect(specs["instruments"]?.arrayValue?.first?["symbol"]?.stringValue == "PF_XBTUSD")

    let alike = scene.compare(path)
    #expect(alike.isSuccess, "\(String(decoding: alike.standardOutput, as: UTF8.self))")
    let doctored = "\(scene.folder)/doctored.jsonl"
    try DurableFiles.replace(doctored, with: try doctoring(path))
    let different = scene.compare(doctored)
    #expect(different.termination == .exited(1))
    let lines = String(decoding: different.standardOutput, as: UTF8.self).split(separator: "\n")
    #expect(lines.first?.hasPrefix("1 structural difference at 1 of ") == true)
    #expect(lines.last?.hasPrefix("  openOrders[].triggerSignal  only the simulator has it: a text") == true)
  }

  /// The transcript in which one answer about open orders lacks a member.
  private func doctoring(_ path: String) throws -> [UInt8] {
    var transcript = try CertificationTranscript(
      try DurableFiles.read(path, limit: CertificationTranscript.fileLimit))
    for (index, record) in transcript.records.enumerated() {
      guard case .exchange(var exchange) = record, case .received(let status, let body) = exchange.answer,
        exchange.request.target.hasSuffix("openorders")
      else { continue }
      let text = String(decoding: body, as: UTF8.self)
      let cut = text.split(separator: #","triggerSignal":"last""#).joined()
      guard cut != text else { continue }
      exchange.answer = .received(status: status, body: Array(cut.utf8))
      transcript.records[index] = .exchange(exchange)
      return transcript.encoded()
    }
    return transcript.encoded()
  }

  @Test("passes on the mark and on the index price", arguments: ["mark", "index"])
  func signals(_ signal: String) async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD", "--triggers", signal, "--cases-only"], wait: "20s")
    try await scene.playAlong(signal)
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    let (_, judgement, path) = try scene.evidence()
    let compared = scene.compare(path)
    #expect(compared.isSuccess, "\(String(decoding: compared.standardOutput, as: UTF8.self))")
    #expect(judgement.cases.count == 4 && judgement.cases.allSatisfy { $0.verdict == .pass })
    #expect(judgement.cases.allSatisfy { $0.certificationCase.trigger.rawValue == signal })
  }

  @Test("moves the order closer when the price does not come, and gives up after three times")
  func moves() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"], wait: "1s")
    let result = await scene.end()
    #expect(result.termination == .exited(1))
    let triggers = scene.lines.compactMap { SentOrder(line: $0, role: "tested") }
    let prices = triggers.compactMap { ExactDecimal($0.trigger) }
    // Three times, as a case that proved nothing is tried again; never further away, and no more than three times closer.
    try #require(prices.count == 12)
    for start in [0, 4, 8] {
      let attempt = Array(prices[start..<start + 4])
      #expect(attempt.sorted() == attempt)
    }
    #expect(prices[0] < prices[3])
    let (_, judgement, _) = try scene.evidence()
    #expect(judgement.cases.map(\.code) == [.triggerNotReached])
    #expect(judgement.cases.map(\.verdict) == [.notTriggered])
    #expect(try await scene.venue() == (0, 0))
  }

  @Test("moves the order closer and passes, the orders that it replaced being judged as well")
  func moved() async throws {
    let scene = try CertifyScene()
    try await scene.hold()
    scene.start(["--symbols", "PF_XBTUSD", "--cases", "TC-TP-SHORT-LAST", "--cases-only"], wait: "1s")
    #expect(await scene.wait { $0.hasPrefix("sends tested: PF_XBTUSD cancel") })
    let count = scene.lines.count
    #expect(
      await scene.wait { _ in
        scene.lines.dropFirst(count).contains { SentOrder(line: $0, role: "tested") != nil }
      })
    let order = try #require(scene.lines.compactMap { SentOrder(line: $0, role: "tested") }.last)
    try await CertifyScene.sleep(200)
    try await scene.reach(order)
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    #expect(try scene.evidence().judgement.cases.map(\.code) == [.passed])
  }

  @Test("plans without sending anything")
  func plan() async throws {
    let scene = try CertifyScene()
    let result = try scene.run([
      "certify", "--config", "\(scene.folder)/engine.yaml", "--symbols", "PF_XBTUSD", "--plan", "--json",
    ])
    #expect(result.isSuccess)
    let plan = try JSON.parse(result.standardOutput)
    #expect(plan["episodes"]?.arrayValue?.count == 8)
    let requests = try await scene.get("/simulator/transcript").text()
    #expect(!requests.contains("sendorder") && !requests.contains("cancelallordersafter"))
  }
}
