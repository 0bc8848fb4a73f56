import Chronology
import ExactDecimal
import GateScene
import Processes
import Testing

@testable import Trading
@testable import TradingEngine

@Suite("The metrics of what is open") struct MetricsTests {
  private func samples(_ status: EngineStatus) -> [String: String] {
    var found: [String: String] = [:]
    for line in PrometheusText.render(status, at: StatusScene.now).split(separator: "\n")
    where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      #expect(words.count == 2 && found[String(words[0])] == nil, "\(line)")
      #expect(ExactDecimal(words[1]) != nil, "no plain number: \(line)")
      found[String(words[0])] = String(words[1])
    }
    return found
  }

  @Test("say position, cover, limits, venue and journal") func good() throws {
    let samples = samples(try StatusScene.good())
    for (name, value) in [
      (
        #"trading_engine_info{environment="live",version="0.1.0",venue="kraken-futures-rest-v3",mode="run"}"#,
        "1"
      ),
      ("trading_engine_entries_permitted", "1"), (#"trading_engine_position{symbol="PF_XBTUSD"}"#, "0.01"),
      (#"trading_engine_own_position{symbol="PF_ETHUSD"}"#, "0"),
      (#"trading_engine_cover{symbol="PF_XBTUSD",state="covered"}"#, "1"),
      (#"trading_engine_cover{symbol="PF_XBTUSD",state="uncovered"}"#, "0"),
      (#"trading_engine_uncovered_seconds{symbol="PF_XBTUSD"}"#, "0"),
      (#"trading_engine_stop_shown_price{symbol="PF_XBTUSD"}"#, "69000"),
      (#"trading_engine_reading_age_seconds{symbol="PF_XBTUSD"}"#, "0.49"),
      (#"trading_engine_unrealized_usd{symbol="PF_XBTUSD"}"#, "-0.105"),
      ("trading_engine_daily_loss_usd", "12.5"), ("trading_engine_daily_loss_limit_usd", "250"),
      ("trading_engine_margin_equity_usd", "10012.345678"), ("trading_engine_venue_up", "1"),
      ("trading_engine_venue_last_answer_age_seconds", "0.46"), ("trading_engine_venue_points_spent", "45"),
      ("trading_engine_venue_clock_offset_seconds", "-0.003"), ("trading_engine_journal_records", "4711"),
      ("trading_engine_journal_room", "1"), ("trading_engine_disk_available_bytes", "13207024435"),
      (#"trading_engine_alerts_by_code_total{code="protection.uncovered"}"#, "0"),
    ] {
      #expect(samples[name] == value, "\(name) \(samples[name] ?? "is missing")")
    }
    // Nothing is shown of what nobody knows.
    #expect(samples[#"trading_engine_stop_shown_price{symbol="PF_ETHUSD"}"#] == nil)
  }

  @Test("say that entries are held back, and by what, also when the session permits them") func heldBack()
    throws
  {
    var status = try StatusScene.good()
    status.venue?.overview.obstacles = [.venueSilent, .coverUnknown]
    let samples = samples(status)
    #expect(samples["trading_engine_entries_permitted"] == "0")
    let held = EntriesHold.allCases.filter {
      samples["trading_engine_entries_held_back{cause=\"\($0.rawValue)\"}"] == "1"
    }
    #expect(held == [.venueSilent, .coverUnknown])
    #expect(
      self.samples(try StatusScene.bad())[#"trading_engine_entries_held_back{cause="kill-switch"}"#] == "1")
  }

  @Test("count alerts by code, and quote what others wrote") func alerts() throws {
    var status = try StatusScene.bad()
    status.alerts.note(EngineAlert("a\"b\\c\nd", "m"), at: StatusScene.now)
    let samples = samples(status)
    #expect(samples[#"trading_engine_alerts_by_code_total{code="protection.uncovered"}"#] == "1")
    #expect(samples[#"trading_engine_alerts_by_code_total{code="a\"b\\c\nd"}"#] == "1")
  }

  @Test("of a process that only protects leave out what it does not do") func protecting() throws {
    var status = try StatusScene.good()
    status.mode = .protect
    let samples = samples(status)
    #expect(samples["trading_engine_heartbeats_total"] == nil)
    #expect(samples[#"trading_engine_cover{symbol="PF_XBTUSD",state="covered"}"#] == "1")
  }

  /// A counter that is there from the start shows its first increase.
  @Test("know every code of an alert that the sources raise") func known() {
    var raised: Set<String> = []
    for (_, text) in GateScene.sources(in: ["Sources/Trading", "Sources/TradingEngine"]) {
      for piece in text.split(separator: "alert(").dropFirst() {
        let word = piece.drop { $0.isWhitespace }
        guard word.first == "\"" else { continue }
        let code = word.dropFirst().prefix { $0 != "\"" }
        if !code.contains("\\") { raised.insert(String(code)) }
      }
    }
    #expect(raised.count > 15)
    // The socket's own go to the log alone.
    #expect(raised.filter { !AlertHistory.known.contains($0) && !$0.hasPrefix("intents.") } == [])
  }

  @Test(
    "are read by Prometheus' own client",
    .enabled(if: PythonPeer.withPrometheus != nil, "\(PythonPeer.prometheusAbsent)"))
  func peer() throws {
    let python = try #require(PythonPeer.withPrometheus)
    let result = PythonPeer.run(
      python,
      """
      import sys
      from prometheus_client.parser import text_string_to_metric_families
      families = list(text_string_to_metric_families(sys.stdin.read()))
      assert all(family.documentation and family.samples for family in families)
      print(sum(len(family.samples) for family in families))
      """, input: PrometheusText.render(try StatusScene.bad(), at: StatusScene.now))
    #expect(result.isSuccess && Int(result.output.dropLast()) ?? 0 > 80, "\(result.output) \(result.errors)")
  }
}

@Suite("An instance's record") struct InstanceRecordModeTests {
  @Test("says which command runs, and is an engine's where it says nothing") func mode() throws {
    let scratch = try ScratchFolder()
    let folder = StateFolder(path: scratch.path)
    for mode in EngineStatus.Mode.allCases {
      try InstanceRecord(processID: 7, startedAt: StatusScene.now, healthAddress: "127.0.0.1:1", mode: mode)
        .save(in: folder)
      #expect(InstanceRecord.load(in: folder)?.mode == mode)
    }
    let earlier =
      #"{"instance":"v1","processId":7,"startedAt":"2026-11-28T03:12:07.250Z","health":"127.0.0.1:1""#
    try scratch.write("instance.json", earlier + "}")
    #expect(InstanceRecord.load(in: folder)?.mode == .run)
    try scratch.write("instance.json", earlier + #","mode":"other"}"#)
    #expect(InstanceRecord.load(in: folder) == nil)
  }
}
