import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import Glibc
import Processes
import ReadinessReport
import StrictJSON
import Testing

/// A way to be refused, on real files.
struct Refused: Sendable, CustomTestStringConvertible {
  let code: String
  let arrange: @Sendable (EngineScene) throws -> Void

  init(_ code: String, _ arrange: @escaping @Sendable (EngineScene) throws -> Void) {
    self.code = code
    self.arrange = arrange
  }

  var testDescription: String { code }

  static let all = [
    Refused("report.missing") { _ in },
    Refused("report.not-canonical") { scene in
      try scene.publish()
      try scene.scratch.write("gate/report.json", try scene.scratch.read("gate/report.json") + "\n")
    },
    Refused("signature.invalid") { scene in
      try scene.publish()
      let text = try scene.scratch.read("gate/report.json")
      let envelope = try JSON.parse(Array(text.utf8))
      let signature = try #require(envelope["signatures"]?.arrayValue?.first?["sig"]?.stringValue)
      let other = (signature.hasPrefix("A") ? "B" : "A") + signature.dropFirst()
      try scene.scratch.write("gate/report.json", text.replacing(signature, with: other))
    },
    Refused("signature.unknown-key") { scene in
      let other = try EngineScene()
      try scene.publish()
      try DurableFiles.replace(scene.scratch["etc/keyring.yaml"], with: other.keyring)
    },
    Refused("report.wrong-environment") { scene in
      try scene.publish { $0.environment = .live }
    },
    Refused("report.subject-mismatch.configuration") { scene in
      try scene.publish()
      try scene.scratch.write("etc/engine.yaml", try scene.scratch.read("etc/engine.yaml") + "# edited\n")
    },
    Refused("report.subject-mismatch.engine") { scene in
      try scene.publish { $0.subjects[0].sha256 = String(repeating: "0", count: 64) }
    },
    Refused("report.library-mismatch") { scene in
      try scene.publish { $0.libraries["libcrypto"] = "0.0.1" }
    },
    Refused("report.wrong-host") { scene in
      try scene.publish { $0.host.machineId = String(repeating: "0", count: 32) }
    },
    Refused("report.wrong-boot") { scene in try scene.publish { $0.host.bootId = "other" } },
    Refused("report.expired") { scene in
      try scene.publish {
        $0.startedAt = $0.issuedAt.advanced(byMilliseconds: -60_000)
        $0.issuedAt = $0.startedAt
        $0.expiresAt = $0.startedAt.advanced(byMilliseconds: 30_000)
      }
    },
    Refused("report.from-future") { scene in
      try scene.publish { report in
        report.issuedAt = report.issuedAt.advanced(byMilliseconds: 60_000)
      }
    },
    Refused("report.older-than-head") { scene in
      try scene.publish()
      let first = try scene.scratch.read("gate/report.json")
      try scene.publish()
      try scene.scratch.write("gate/report.json", first)
    },
    Refused("report.blocked") { scene in
      try scene.publish { $0.blockers = [scene.blocker(.fail)] }
    },
    Refused("state-path.mismatch") { scene in
      try scene.publish { $0.statePaths["KILL_SWITCH_STATE_PATH"] = "/elsewhere" }
    },
    Refused("kill-switch.not-armed") { scene in
      try scene.publish()
      #expect(
        scene.run("kill-switch", "trip", "--config", "etc/engine.yaml", "--reason", "odd").isSuccess)
    },
  ]
}

@Suite("'trading-engine run'", .serialized) struct RunCommandTests {
  @Test("refuses with 78 and leaves the refusal in the decision log", arguments: Refused.all)
  func refused(_ refused: Refused) throws {
    let scene = try EngineScene()
    try refused.arrange(scene)
    let rehearsal = scene.run("admit", "--config", "etc/engine.yaml", "--json")
    #expect(rehearsal.termination == .exited(78))
    #expect(
      try JSON.parse(rehearsal.standardOutput)["refusal"]?["code"]?.stringValue == refused.code,
      "\(rehearsal.errors)")
    let before = try scene.decisions().count
    let result = scene.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(78))
    #expect(result.errors.hasPrefix("error: ") && result.errors.contains("[\(refused.code)]"))
    for part in ["expected: ", "found: ", "hint: "] { #expect(result.errors.contains(part)) }
    let after = try scene.decisions()
    #expect(after.count == before + 1)
    #expect(after.last?.kind == "refused" && after.last?["code"]?.stringValue == refused.code)
    #expect(!after.contains { $0.kind == "session-started" })
    // A first start that was refused is none: nothing tells a later one that the switch was armed.
    if refused.code != "kill-switch.not-armed" {
      #expect(!scene.scratch.has("data/kill_switch_state.json"))
    }
  }

  @Test("is rehearsed by 'admit' down to what cannot be recorded", arguments: [true, false])
  func unrecordable(hasState: Bool) throws {
    let scene = try EngineScene()
    try scene.publish()
    if hasState {
      let engine = try RunningEngine(scene)
      #expect(try engine.stop().termination == .exited(0))
    }
    try scene.scratch.write("data/decisions.jsonl", "damaged\n")
    let code = hasState ? "admission.not-recorded" : "decision-log.not-written"
    let answers = ["admit", "run"].map { scene.run($0, "--config", "etc/engine.yaml") }
    for answer in answers {
      #expect(answer.termination == .exited(hasState ? 78 : 74))
      #expect(answer.errors.contains("[\(code)]"), "\(answer.errors)")
    }
    #expect(answers[0].errors.split(separator: "\n").first == answers[1].errors.split(separator: "\n").first)
    #expect(try scene.scratch.read("data/decisions.jsonl") == "damaged\n")
  }

  @Test("notices that its state folder was emptied, until a person has looked at it")
  func emptied() throws {
    let scene = try EngineScene()
    try scene.publish()
    let engine = try RunningEngine(scene)
    #expect(try engine.stop().termination == .exited(0))
    let anchor = try #require(try DecisionLog(path: scene.scratch["data/decisions.jsonl"]).anchor())
    try scene.publish { $0.anchor = anchor }
    #expect(scene.run("admit", "--config", "etc/engine.yaml").isSuccess)
    for entry in try DurableFiles.list(scene.scratch["data"], limit: 100) {
      if let name = entry.name { _ = unsafe unlink(scene.scratch["data/\(name)"]) }
    }
    for command in ["admit", "run", "admit"] {
      let refused = scene.run(command, "--config", "etc/engine.yaml")
      #expect(refused.termination == .exited(78))
      #expect(refused.errors.contains("[decision-log.not-as-anchored]"), "\(refused.errors)")
      #expect(refused.errors.contains("trading-engine admission reset"))
    }
    let trip = try #require(try scene.decisions().first)
    #expect(trip.kind == "kill-switch-tripped" && trip["cause"]?.stringValue == "state-missing")
    #expect(
      scene.run("admission", "reset", "--config", "etc/engine.yaml", "--reason", "the disk was replaced")
        .isSuccess)
    let tripped = scene.run("run", "--config", "etc/engine.yaml")
    #expect(tripped.errors.contains("[kill-switch.not-armed]"), "\(tripped.errors)")
    let id = try #require(trip["tripId"]?.stringValue)
    #expect(
      scene.run(
        "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "all flat"
      ).isSuccess)
    #expect(scene.run("admit", "--config", "etc/engine.yaml").isSuccess)
  }

  @Test("starts with a complete signed report, says what holds, and ends cleanly on SIGTERM")
  func admitted() throws {
    let scene = try EngineScene()
    let sequence = try scene.publish()
    #expect(try scene.answer("admit", "--config", "etc/engine.yaml")["admitted"]?.boolValue == true)
    #expect(try scene.decisions().isEmpty, "a rehearsal leaves nothing behind")
    let engine = try RunningEngine(scene)
    let health = try engine.health()
    #expect(health["status"]?.stringValue == "running")
    #expect(health["entries"]?.stringValue == "permitted")
    #expect(health["grant"]?["sequence"]?.integerValue == sequence)
    let metrics = try engine.fetch("/metrics")
    #expect(metrics.contains("\ntrading_engine_entries_permitted 1\n"))
    #expect(metrics.contains("\ntrading_engine_report_sequence \(sequence)\n"))
    #expect(metrics.hasSuffix("\n200"))
    #expect(try engine.fetch("/other").hasSuffix("404"))
    let status = try scene.answer("status", "--config", "etc/engine.yaml")
    #expect(status["running"]?.boolValue == true)
    #expect(status["processId"]?.integerValue == Int64(engine.processID))
    #expect(status["health"]?["entries"]?.stringValue == "permitted")
    let result = try engine.stop()
    #expect(result.termination == .exited(0))
    #expect(result.output.contains("at most 40 USD an order"), "the Grant's limit is smaller")
    #expect(result.output.contains("no 'venue.credentials', so it reaches no venue and trades nothing"))
    #expect(try scene.decisions().map(\.kind) == ["admitted", "session-started", "session-stopped"])
    #expect(scene.run("status", "--config", "etc/engine.yaml").termination == .exited(1))
    #expect(!scene.scratch.has("data/instance.json"))
  }

  @Test("says which configured parts this build does not use") func unused() throws {
    let scene = try EngineScene {
      EngineScene.withoutGate($0) + """
        strategy: { name: donchian }
        protection: { before-maintenance: flatten }

        """
    }
    let result = try RunningEngine(scene).stop()
    let parts = "protection.before-maintenance"
    #expect(
      result.errors.contains("note: configured and not used by this build: \(parts)\n"), "\(result.errors)")
    #expect(
      result.errors.contains("note: the strategy is idle, as there is no venue to trade at\n"),
      "\(result.errors)")
  }

  @Test("ends cleanly on SIGINT, and answers in JSON when asked to") func interrupted() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene, ["--json"])
    engine.send(SIGINT)
    let result = try engine.end()
    #expect(result.termination == .exited(0))
    let answer = try JSON.parse(result.standardOutput)
    #expect(answer["running"]?.boolValue == true && answer["grant"] == .null && answer["venue"] == .null)
  }

  @Test("takes a new report as a renewal, and BLOCKED as a suspension") func watched() throws {
    let scene = try EngineScene()
    try scene.publish()
    let engine = try RunningEngine(scene)
    let renewed = try scene.publish { $0.expiresAt = $0.issuedAt.advanced(byMilliseconds: 7_200_000) }
    let after = try engine.health { $0["grant"]?["sequence"]?.integerValue == renewed }
    #expect(after["grant"]?["sequence"]?.integerValue == renewed)
    #expect(after["entries"]?.stringValue == "permitted")

    try scene.publish { $0.blockers = [scene.blocker(.fail)] }
    let blocked = try engine.health { $0["entries"]?.stringValue == "suspended" }
    #expect(blocked["because"]?.stringValue == "blocked")
    #expect(blocked["protectionOnly"]?.boolValue == true)

    let resumed = try scene.publish()
    let again = try engine.health { $0["entries"]?.stringValue == "permitted" }
    #expect(again["grant"]?["sequence"]?.integerValue == resumed)

    try scene.scratch.write("gate/report.json", "damaged")
    let metrics = try engine.health { _ in
      ((try? engine.fetch("/metrics")) ?? "").contains("\ntrading_engine_reports_read_total 4\n")
    }
    #expect(metrics["entries"]?.stringValue == "permitted", "an unreadable report changes nothing")
    let result = try engine.stop()
    #expect(result.errors.contains("alert: "))
    #expect(
      try scene.decisions().map(\.kind) == [
        "admitted", "session-started", "renewed", "refused", "suspended", "renewed", "resumed", "refused",
        "session-stopped",
      ])
  }

  @Test("goes on protecting when its Grant ends") func expiry() throws {
    let scene = try EngineScene()
    try scene.publish { $0.expiresAt = EngineScene.now().advanced(byMilliseconds: 4_000) }
    let engine = try RunningEngine(scene)
    let ended = try engine.health { $0["entries"]?.stringValue == "suspended" }
    #expect(ended["because"]?.stringValue == "grant-ended")
    #expect(try engine.fetch("/healthz").hasSuffix("\n200"))
    #expect(try engine.stop().termination == .exited(0))
  }

  @Test("tells the service manager") func notified() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let socket = try DatagramSocket(scene.scratch["notify"])
    let engine = try RunningEngine(
      scene, environment: ["NOTIFY_SOCKET": scene.scratch["notify"], "WATCHDOG_USEC": "400000"])
    _ = try engine.health { _ in false || socket.received().contains("WATCHDOG=1") }
    _ = try engine.stop()
    let messages = socket.received()
    #expect(messages.first?.hasPrefix("READY=1\nSTATUS=simulator: entries permitted") == true)
    #expect(messages.contains("WATCHDOG=1"))
    #expect(messages.last?.hasPrefix("STOPPING=1\n") == true)
  }

  @Test("says with 75 that another instance runs") func second() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    let result = scene.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(75))
    #expect(result.errors.contains("as process \(engine.processID) [engine.already-running]"))
    #expect(try engine.stop().termination == .exited(0))
  }

  @Test("comes back after SIGKILL") func killed() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let first = try RunningEngine(scene)
    first.send(SIGKILL)
    _ = try first.end()
    #expect(scene.run("status", "--config", "etc/engine.yaml").termination == .exited(1))
    let again = try RunningEngine(scene)
    #expect(try again.health()["entries"]?.stringValue == "permitted")
    _ = try again.stop()
    #expect(
      try scene.decisions().map(\.kind) == [
        "admitted", "session-started", "admitted", "session-started", "session-stopped",
      ])
  }

  @Test("says with 75 that its port is taken") func port() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    let port = try #require(engine.address.split(separator: ":").last)
    let other = try EngineScene { EngineScene.withoutGate($0).replacing("port: 0", with: "port: \(port)") }
    let result = other.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(75))
    #expect(result.errors.contains("[health.port-not-available]"))
    _ = try engine.stop()
  }

  @Test("refuses a configuration with all its mistakes") func configuration() throws {
    let scene = try EngineScene { $0.replacing("PF_", with: "PI_") + "x: 1\n" }
    let result = scene.run("run", "--config", "etc/engine.yaml", "--json")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("etc/engine.yaml:6:11: error: "))
    let mistakes = try JSON.parse(result.standardOutput)["error"]?["mistakes"]?.arrayValue ?? []
    #expect(mistakes.compactMap { $0["code"]?.stringValue } == ["engine.bad-value", "engine.unknown-key"])
    let missing = scene.run("run", "--config", "nowhere.yaml")
    #expect(missing.termination == .exited(78))
    #expect(missing.errors.contains("[engine.configuration-unreadable]"))
  }

  @Test("refuses without its state folder") func noFolder() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    _ = unsafe rmdir(scene.scratch["data"])
    let result = scene.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("[state-path.not-writable]"))
  }

  @Test("refuses to be root on live, before it writes anything", .enabled(if: geteuid() == 0))
  func root() throws {
    let scene = try EngineScene {
      $0.replacing("environment: simulator", with: "environment: live")
        .replacing("http://127.0.0.1:8080", with: "https://futures.kraken.com")
        .replacing("symbols:", with: "  credentials: { file: key }\n  account: a\nsymbols:")
    }
    let result = scene.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("[trust.running-as-root]"))
    #expect(!scene.scratch.has("data/trading-engine.lock"))
    #expect(!scene.scratch.has("data/kill_switch_state.json"))
    // A state folder of the engine's own user gets nothing from root, not even the decision.
    _ = unsafe unlink(scene.scratch["data/decisions.jsonl"])
    _ = unsafe unlink(scene.scratch["data/decisions.jsonl.lock"])
    _ = unsafe chown(scene.scratch["data"], 65_534, 65_534)
    #expect(scene.run("run", "--config", "etc/engine.yaml").errors.contains("[trust.running-as-root]"))
    #expect(!scene.scratch.has("data/decisions.jsonl"))
  }

  @Test("judges a report that is named, also where none is needed") func named() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let result = scene.run("run", "--config", "etc/engine.yaml", "--report", "gate/other.json")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("[report.missing]") && result.errors.contains("/gate/other.json"))
  }

  @Test("refuses a protection that nothing certifies") func uncertified() throws {
    let scene = try EngineScene { $0 + "protection: { placement: stop-first }\n" }
    try scene.publish()
    let result = scene.run("run", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("[protection.not-certified]"))
  }
}
