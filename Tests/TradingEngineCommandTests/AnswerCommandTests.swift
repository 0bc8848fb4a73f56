import AuditLog
import Cryptography
import DurableFiles
import Glibc
import KrakenFutures
import Processes
import StrictJSON
import Testing

@Suite("'trading-engine'") struct AnswerCommandTests {
  @Test("names the libraries that it loaded") func dependencies() throws {
    let scene = try EngineScene()
    let libraries = try scene.answer("dependencies")["libraries"]?.arrayValue ?? []
    #expect(libraries.compactMap { $0["name"]?.stringValue } == ["libcrypto", "libcurl", "libyaml"])
    for library in libraries {
      #expect(library["version"]?.stringValue?.isEmpty == false)
      #expect(library["file"]?.stringValue?.hasPrefix("/") == true)
    }
  }

  @Test("identifies itself by the digest of its own file") func identity() throws {
    let scene = try EngineScene()
    let identity = try scene.answer("identity")
    let file = try FileDescriptor.openRegular(scene.binary)
    #expect(identity["sha256"]?.stringValue == (try SHA256.digest(ofDescriptor: file.number).digest.hex))
    #expect(identity["orderMappingSha256"]?.stringValue == OrderMapping.sha256.hex)
    #expect(identity["adapter"]?.stringValue == "kraken-futures-rest-v3")
    #expect(
      identity.members?.map(\.key) == [
        "name", "version", "sha256", "orderMappingSha256", "adapter", "venueAPI",
      ])
    #expect(identity["venueAPI"]?["adapter"]?.stringValue == "kraken-futures-rest-v3")
    #expect(identity["venueAPI"]?["endsAt"]?.stringValue == "2027-03-01T00:00:00.000Z")
    #expect(identity["venueAPI"]?["source"]?.stringValue?.contains("docs.kraken.com") == true)
  }

  @Test("resolves the state paths from the environment, the configuration and the root") func paths() throws {
    let scene = try EngineScene {
      $0 + "state: { instrument-specs-cache-path: specs.json }\n"
    }
    let result = scene.run(
      "state", "paths", "--config", "etc/engine.yaml", "--root", "/srv", "--json",
      environment: ["KILL_SWITCH_STATE_PATH": "/var/ks.json"])
    #expect(
      result.output
        == #"{"paths":[{"variable":"KILL_SWITCH_STATE_PATH","path":"/var/ks.json","source":"environment","#
        + #""kind":"kill-switch"},{"variable":"INSTRUMENT_SPECS_CACHE_PATH","path":"/srv/specs.json","#
        + #""source":"configuration","kind":"instrument-specs"}]}"# + "\n")
    let refused = scene.run(
      "state", "paths", "--config", "etc/engine.yaml", environment: ["KILL_SWITCH_STATE_PATH": ""])
    #expect(refused.termination == .exited(78) && refused.errors.contains("[state-path.invalid]"))
  }

  @Test("writes states that survive SIGKILL and that it reads back") func exercise() throws {
    let scene = try EngineScene()
    let pool = ProcessPool()
    pool.start(
      scene.request([
        "state", "exercise", "--file", "kill-switch=\(scene.scratch["ks"])", "--file",
        "instrument-specs=\(scene.scratch["specs"])", "--token", "T-1", "--hold",
      ]), deadline: .now().advanced(byMilliseconds: 1_500))
    guard case .finished(_, let result) = pool.waitForEvent(until: .now().advanced(byMilliseconds: 20_000))
    else {
      Issue.record("it did not end")
      return
    }
    #expect(result.termination == .deadline, "it waits to be killed")
    #expect(result.output == "written\n")
    let answer = try scene.answer(
      "state", "show", "--file", "kill-switch=\(scene.scratch["ks"])", "--file",
      "instrument-specs=\(scene.scratch["specs"])", "--file", "kill-switch=\(scene.scratch["none"])")
    let files = answer["files"]?.arrayValue ?? []
    #expect(files.map { $0["token"] } == ["T-1", "T-1", .null])
    #expect(files.map { $0["loads"]?.boolValue } == [true, true, false])
    #expect(files.map { $0["present"]?.boolValue } == [true, true, false])
  }

  @Test("exercises every state writer below a scratch folder, whatever the environment says") func scratch()
    throws
  {
    let scene = try EngineScene()
    try DurableFiles.createFolder(scene.scratch["scratch"])
    let result = scene.run(
      "state", "exercise", "--root", "scratch", "--config", "etc/engine.yaml", "--json",
      environment: ["KILL_SWITCH_STATE_PATH": scene.scratch["elsewhere"]])
    let written = try JSON.parse(result.standardOutput)["written"]?.arrayValue ?? []
    #expect(written.contains("data/kill_switch_state.json"))
    #expect(written.contains("data/instrument_specs_cache.json"))
    #expect(!scene.scratch.has("elsewhere"))
    #expect(
      scene.run("state", "exercise", "--root", "scratch", "--config", "etc/engine.yaml").termination
        == .exited(74))
  }

  @Test("shows and resets what Admission remembers") func admission() throws {
    let scene = try EngineScene()
    #expect(try scene.answer("admission", "show", "--config", "etc/engine.yaml")["marks"] == .null)
    let empty = scene.run("admission", "reset", "--config", "etc/engine.yaml", "--reason", " ")
    #expect(empty.termination == .exited(64))
    let reset = try scene.answer(
      "admission", "reset", "--config", "etc/engine.yaml", "--reason", "NTP, ticket 12")
    #expect(reset["reset"]?.boolValue == true)
    let shown = try scene.answer("admission", "show", "--config", "etc/engine.yaml")
    #expect(shown["marks"]?["latestSeen"] == reset["latestSeen"])
    #expect(shown["last"]?["kind"]?.stringValue == "admission-reset")
    try scene.publish()
    let engine = try RunningEngine(scene)
    #expect(
      try engine.health()["killSwitch"]?["state"]?.stringValue == "armed", "a reset is no earlier session")
    _ = try engine.stop()
  }

  @Test("says plainly what needs the venue") func venue() throws {
    let scene = try EngineScene()
    // What has no keys can do nothing at the venue, and waiting does not change that.
    for command in [
      ["protect", "--until-flat"], ["flatten", "--reason", "test"], ["cancel"], ["reconcile"],
    ] {
      let result = Processes.run(
        scene.request(command + ["--config", "etc/engine.yaml", "--json"]),
        deadline: .now().advanced(byMilliseconds: 20_000))
      #expect(result.termination == .exited(78))
      #expect(
        try JSON.parse(result.standardOutput)["error"]?["code"]?.stringValue == "venue.credentials")
    }
    for command in ["certify", "flatten", "cancel", "reconcile", "probe", "alert"] {
      #expect(scene.run(command).termination == .exited(64))
    }
  }

  @Test("does not call an engine dead whose state it cannot read") func unreadableState() throws {
    let scene = try EngineScene {
      $0 + "state: { kill-switch-state-path: loop/kill.json }\n"
    }
    _ = unsafe symlink("loop", scene.scratch["loop"])
    let result = scene.run("status", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(78))
    #expect(result.errors.contains("[state-path.not-readable]\nhint: ask as root, or as the engine's user"))
  }

  @Test("has an example in the help of every command") func help() throws {
    let scene = try EngineScene()
    let commands = [
      [], ["run"], ["admit"], ["admission"], ["admission", "show"], ["admission", "reset"], ["status"],
      ["statement"], ["kill-switch"], ["kill-switch", "show"], ["kill-switch", "trip"],
      ["kill-switch", "reset"],
      ["kill-switch", "drill"], ["probe"],
      ["protect"],
      ["state"], ["state", "paths"], ["state", "show"], ["state", "exercise"], ["dependencies"], ["identity"],
    ]
    for command in commands {
      let result = Processes.run(
        scene.request(command + ["--help"]), deadline: .now().advanced(byMilliseconds: 20_000))
      #expect(result.isSuccess)
      #expect(result.output.contains("EXAMPLE"), "\(command)")
      #expect(result.output.contains("trading-engine \(command.joined(separator: " "))"), "\(command)")
    }
  }

  @Test(
    "says what is wrong with its arguments",
    arguments: [
      [], ["state"], ["kill-switch"], ["admission"],
      ["nothing"], ["state", "show"], ["state", "show", "--file", "json=/x"], ["state", "exercise"],
      ["state", "exercise", "--file", "kill-switch=/x"], ["kill-switch", "show"],
      ["kill-switch", "show", "--config", "a", "--state", "b"], ["run"],
      ["status", "--config", "a", "--watch", "0"], ["statement", "--config", "a", "--day", "2026-11-31"],
      ["statement", "--config", "a", "--day", "2026-11-27", "--from", "2026-11-27"],
      ["statement", "--config", "a", "--from", "2026-11-27", "--to", "2026-11-26"],
      ["admission", "reset", "--config", "a"],
    ]) func usage(arguments: [String]) throws
  {
    let scene = try EngineScene()
    let result = Processes.run(scene.request(arguments), deadline: .now().advanced(byMilliseconds: 20_000))
    #expect(result.termination == .exited(64))
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.contains("[usage.invalid]\nhint: trading-engine "))
    #expect(result.standardOutput.isEmpty)
  }

  @Test("fails when nobody can have read its answer") func unread() throws {
    let scene = try EngineScene()
    for command in ["dependencies", "identity --json", "status --config etc/engine.yaml"] {
      let result = Processes.run(
        ProcessRequest(
          .path("/bin/sh"), arguments: ["-c", "exec '\(scene.binary)' \(command) > /dev/full"],
          environment: [:], workingDirectory: scene.scratch.path),
        deadline: .now().advanced(byMilliseconds: 20_000))
      #expect(result.termination == .exited(74), "\(command)")
      #expect(result.errors.contains("[output.not-written]"), "\(command)")
    }
  }
}
