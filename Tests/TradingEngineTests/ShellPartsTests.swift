import Admission
import Attestation
import Chronology
import DurableFiles
import EngineConfiguration
import ExactDecimal
import Glibc
import ReadinessReport
import StrictJSON
import Testing
import Trading

@testable import TradingEngine

@Suite("The session's clock") struct SessionClockTests {
  private let noon = Timestamp(clamping: 1_795_521_600_000)

  private func reading(_ wall: Int64, _ boot: Int64) -> ClockReading {
    ClockReading(now: noon.advanced(byMilliseconds: wall), bootTimeMilliseconds: 1_000_000 + boot)
  }

  @Test("notices an end although the wall clock is set back") func setBack() {
    var clock = SessionClock(reading(0, 0))
    #expect(clock.advance(reading(10_000, 10_000)) == noon.advanced(byMilliseconds: 10_000))
    #expect(clock.advance(reading(-3_600_000, 60_000)) == noon.advanced(byMilliseconds: 60_000))
    #expect(clock.drift == -3_660_000)
  }

  @Test("never goes back, and believes a wall clock that is ahead") func ahead() {
    var clock = SessionClock(reading(0, 0))
    #expect(clock.advance(reading(9_000, 1_000)) == noon.advanced(byMilliseconds: 9_000))
    #expect(clock.drift == 8_000)
    #expect(clock.advance(reading(2_000, 2_000)) == noon.advanced(byMilliseconds: 9_000))
    #expect(clock.advance(nil) == noon.advanced(byMilliseconds: 9_000))
  }
}

@Suite("The loaded libraries") struct LoadedLibraryTests {
  @Test("are those of this process, with their files") func all() throws {
    let libraries = LoadedLibrary.all()
    #expect(libraries.map(\.name) == ["libcrypto", "libcurl", "libyaml"])
    for library in libraries {
      #expect(library.version.first?.isNumber == true)
      #expect(try DurableFiles.status(try #require(library.file)).isRegular)
    }
  }

  @Test("are recognised by their files' names") func names() {
    #expect(LoadedLibrary.isFile("/usr/lib/libcrypto.so.3", of: "libcrypto"))
    #expect(LoadedLibrary.isFile("/usr/lib/libyaml-0.so.2.0.9", of: "libyaml"))
    #expect(LoadedLibrary.isFile("/usr/lib/libcurl.so.4.8.0", of: "libcurl"))
    #expect(!LoadedLibrary.isFile("/usr/lib/libcurl-gnutls.so.4.8.0", of: "libcurl"))
    for other in ["/usr/lib/libcryptopp.so.8", "/usr/lib/libyamlcpp.so", "/libyaml", "/a/libcrypto.so.3/x"] {
      #expect(!LoadedLibrary.isFile(other, of: "libcrypto") && !LoadedLibrary.isFile(other, of: "libyaml"))
    }
    let maps =
      "7f00-7f01 r--p 00000000 08:01 12 /usr/lib/a b.so\n7f01-7f02 rw-p 00000000 00:00 0 [heap]\n\n7f0"
    #expect(LoadedLibrary.mappedFiles(Array(maps.utf8)) == ["/usr/lib/a b.so"])
  }
}

@Suite("The metrics and the health answer") struct StatusRenderingTests {
  private let noon = Timestamp(clamping: 1_795_521_600_000)

  private var status: EngineStatus {
    EngineStatus(
      environment: .simulator, startedAt: noon, isStopping: false, entries: .suspended, because: "blocked",
      permission: .init(sequence: 17, reportSha256: "ab", expiresAt: noon.advanced(byMilliseconds: 5_500)),
      killSwitch: .tripped(id: "1a", cause: .signal, reason: "r", at: noon), counters: EngineCounters())
  }

  @Test("say the same") func rendering() {
    let later = noon.advanced(byMilliseconds: 61_999)
    let text = PrometheusText.render(status, at: later)
    for line in [
      "trading_engine_uptime_seconds 61", "trading_engine_entries_permitted 0",
      "trading_engine_grant_expiry_timestamp_seconds 1795521605", "trading_engine_report_sequence 17",
      "trading_engine_kill_switch_state{state=\"tripped\"} 1",
      "trading_engine_kill_switch_state{state=\"armed\"} 0",
      "trading_engine_info{environment=\"simulator\",version=\"0.1.0\",venue=\"none\",mode=\"run\"} 1",
    ] {
      #expect(text.contains("\n\(line)\n"), "\(line)")
    }
    let json = status.json(at: later)
    #expect(json["uptimeSeconds"]?.integerValue == 61)
    #expect(json["entries"]?.stringValue == "suspended")
    #expect(json["protectionOnly"]?.boolValue == true)
    #expect(json["grant"]?["sequence"]?.integerValue == 17)
    #expect(json["killSwitch"]?["tripId"]?.stringValue == "1a")
  }

  /// Every sample line has its HELP and TYPE before it, and a plain number.
  @Test("keep the exposition format") func format() {
    var described: Set<Substring> = []
    for line in PrometheusText.render(status, at: noon).split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE ") {
        described.insert(words[2])
      } else if !line.hasPrefix("#") {
        #expect(described.contains(words[0].prefix { $0 != "{" }))
        #expect(words.last.flatMap { ExactDecimal($0) } != nil)
      }
    }
  }
}

@Suite("The service manager") struct ServiceNotifierTests {
  /// What arrives at a datagram socket while the body runs.
  private func received(at address: String, _ body: () -> Void) throws -> [String] {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &target.sun_path) { bytes in
      unsafe bytes.copyBytes(from: Array(address.utf8))
      if address.hasPrefix("@") { unsafe bytes[0] = 0 }
    }
    let length = socklen_t(2 + address.utf8.count + (address.hasPrefix("@") ? 0 : 1))
    let bound = unsafe withUnsafePointer(to: &target) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
    }
    try #require(bound == 0)
    body()
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { return messages }
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }

  @Test("is told by a datagram, at a path or an abstract name") func told() throws {
    let scratch = try ScratchFolder()
    for address in [scratch["notify"], "@\(scratch["abstract"])"] {
      let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": address], processID: 7)
      let messages = try received(at: address) {
        notifier.ready("up\nand running")
        notifier.watchdog()
        notifier.stopping("asked for")
      }
      #expect(messages == ["READY=1\nSTATUS=up and running", "WATCHDOG=1", "STOPPING=1\nSTATUS=asked for"])
    }
  }

  @Test("is not waited for and not needed") func absent() throws {
    let long = "/" + String(repeating: "a", count: 107)
    for address in [nil, "", "relative", long, "/nobody/listens"] {
      ServiceNotifier(environment: address.map { ["NOTIFY_SOCKET": $0] } ?? [:], processID: 7).ready("up")
    }
  }

  @Test("gets a watchdog at half its time, when it means this process") func watchdog() {
    func interval(_ environment: [String: String]) -> Int64? {
      ServiceNotifier(environment: environment, processID: 7).watchdogInterval
    }
    #expect(interval([:]) == nil)
    #expect(interval(["WATCHDOG_USEC": "20000000"]) == 10_000)
    #expect(interval(["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "7"]) == 10_000)
    #expect(interval(["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "8"]) == nil)
    #expect(interval(["WATCHDOG_USEC": "0"]) == nil)
    #expect(interval(["WATCHDOG_USEC": "soon"]) == nil)
  }
}

@Suite("The instance lock") struct InstanceLockTests {
  @Test("is held by one, and shows by whom") func held() throws {
    let scratch = try ScratchFolder()
    let folder = StateFolder(path: scratch.path)
    #expect(InstanceLock.holder(in: folder) == nil)
    do {
      let lock = try InstanceLock(in: folder)
      #expect(InstanceLock.holder(in: folder) == getpid())
      let error = #expect(throws: EngineError.self) { _ = try InstanceLock(in: folder) }
      #expect(error?.code == .lockHeld && error?.exitStatus == 75)
      extendLifetime(lock)
    }
    #expect(InstanceLock.holder(in: folder) == nil)
    // What a process that was killed leaves behind.
    try scratch.write("trading-engine.lock", "\(getpid())\n")
    #expect(InstanceLock.holder(in: folder) == nil)
  }

  @Test("needs a folder") func noFolder() throws {
    let error = #expect(throws: EngineError.self) {
      _ = try InstanceLock(in: StateFolder(containing: "/nowhere/at/all/ks"))
    }
    #expect(error?.code == .stateNotWritable && error?.exitStatus == 78)
  }
}

@Suite("The state writers") struct StateExerciseTests {
  @Test("leave what they write below the scratch folder, all of which loads") func exercise() throws {
    let scratch = try ScratchFolder()
    let paths = try StatePaths.scratch(
      StateConfiguration(killSwitchStatePath: nil, instrumentSpecsCachePath: nil), root: scratch.path)
    let written = try StateExercise.run(
      root: scratch.path, paths: paths, world: AdmissionWorld.current(), processID: getpid())
    #expect(
      written == [
        "data/admission.json", "data/decisions.jsonl", "data/decisions.jsonl.lock", "data/instance.json",
        "data/instrument_specs_cache.json", "data/kill_switch_state.json", "data/trading-engine.lock",
      ])
    for entry in paths.entries {
      #expect(StateFileAnswer(StateFile(kind: entry.kind, path: entry.path)).loads)
    }
    #expect(throws: StateExerciseError.self) {
      try StateExercise.run(
        root: scratch.path, paths: paths, world: AdmissionWorld.current(), processID: getpid())
    }
  }
}

@Suite("The limits that hold") struct EffectiveLimitsTests {
  @Test("are the smaller ones of configuration and Grant") func smaller() throws {
    let yaml = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:1" }
      symbols: [PF_XBTUSD, PF_ETHUSD]
      margin-mode: cross
      limits:
        max-order-notional-usd: "100"
        max-position-notional-usd: "200"
        max-daily-loss-usd: "50"
        max-orders-per-minute: 10

      """
    let configuration = try #require(
      ConfigurationDocument(Array(yaml.utf8), file: "engine.yaml").configuration)
    let limits = EffectiveLimits(
      configuration,
      Grants(
        symbols: ["PF_ETHUSD", "PF_SOLUSD"], maxOrderNotionalUSD: ExactDecimal("99.5"),
        maxPositionNotionalUSD: ExactDecimal("1000"), maxOrdersPerMinute: 3, maxOrders: 60))
    #expect(limits.symbols == ["PF_ETHUSD"])
    #expect(limits.maxOrderNotionalUSD == ExactDecimal("99.5"))
    #expect(limits.maxPositionNotionalUSD == ExactDecimal("200"))
    #expect(limits.maxDailyLossUSD == ExactDecimal("50"))
    #expect(limits.maxOrdersPerMinute == 3)
    #expect(limits.maxOrders == 60)
    #expect(EffectiveLimits(configuration, Grants()).symbols == configuration.symbols)
  }
}
