import DurableFiles
import GateScene
import Glibc
import Processes
import ReadinessGate
import StrictJSON
import Testing

/// A folder with policies, run by the gate whose checks misbehave.
struct HostileScene {
  let scene: GateScene

  init() throws { scene = try GateScene() }

  /// Writes a policy for the simulator.
  func policy(_ blockers: String, head: String = "", environment: String = "simulator") throws {
    try scene.write(
      "p.yaml", "policy: v1\nname: p\nenvironment: \(environment)\n\(head)blockers:\n\(blockers)")
  }

  static func blocker(_ id: String, _ deed: String, _ more: String = "", with: String = "") -> String {
    "  - { id: \(id), title: T, risk: high, check: hostile\(more.isEmpty ? "" : ", \(more)"), "
      + "with: { does: \(deed)\(with.isEmpty ? "" : ", \(with)") } }\n"
  }

  /// Runs the policy and reads what was found, by id.
  func run(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> HostileAnswer {
    let result = scene.run(BuiltPrograms.gateProbe, ["p.yaml"] + arguments, environment: environment)
    guard let json = try? JSON.parse(result.standardOutput) else {
      throw SceneError("\(result.termination): \(result.errors)")
    }
    return HostileAnswer(result: result, statement: json)
  }
}

struct HostileAnswer {
  let result: ProcessResult
  let statement: JSON

  var blockers: [JSON] { statement["predicate"]?["blockers"]?.arrayValue ?? [] }
  var verdict: String? { statement["predicate"]?["verdict"]?.stringValue }

  func blocker(_ id: String) -> JSON? { blockers.first { $0["id"]?.stringValue == id } }
  func outcome(_ id: String) -> String? { blocker(id)?["outcome"]?.stringValue }
  func finding(_ id: String) -> JSON? { blocker(id)?["findings"]?.arrayValue?.first }
  func message(_ id: String) -> String { finding(id)?["message"]?.stringValue ?? "" }
  func found(_ id: String) -> String { finding(id)?["found"]?.stringValue ?? "" }
}

/// A deed, and what the gate makes of it.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
  let deed: String
  let outcome: String
  /// A part of the finding's message.
  let message: String

  init(_ deed: String, _ outcome: String, _ message: String) {
    (self.deed, self.outcome, self.message) = (deed, outcome, message)
  }

  var testDescription: String { deed }

  static let all = [
    Misbehaviour("asserts-nothing", "unknown", "the check asserted nothing"),
    Misbehaviour("crash", "unknown", "ended by signal 9"),
    Misbehaviour("exit-3", "unknown", "exit status 3"),
    Misbehaviour("open-fifo", "timeout", "did not answer in time"),
    Misbehaviour("stop-itself", "timeout", "did not answer in time"),
    Misbehaviour("flood", "unknown", "wrote more than 8 MiB"),
    Misbehaviour("flood-errors", "unknown", "wrote more than 64 KiB of errors"),
    Misbehaviour("nonsense", "unknown", "could not be read"),
    Misbehaviour("silence", "unknown", "could not be read"),
    Misbehaviour("unknown-fields", "unknown", "verdict"),
    Misbehaviour("answers-twice", "unknown", "could not be read"),
    Misbehaviour("deep", "unknown", "could not be read"),
    Misbehaviour("spin", "timeout", "did not answer in time"),
    Misbehaviour("ignores-deadline", "timeout", "did not answer in time"),
    Misbehaviour("starts-child", "timeout", "did not answer in time"),
    Misbehaviour("leaves-grandchild", "pass", "it is so"),
    Misbehaviour("states-library", "unknown", "it is so"),
    Misbehaviour("states-path", "unknown", "it is so"),
    Misbehaviour("states-behaviour", "unknown", "it is so"),
    Misbehaviour("fail", "fail", "it is so"),
    Misbehaviour("unknown", "unknown", "it is so"),
    Misbehaviour("fail-and-unknown", "fail", "it is so"),
    Misbehaviour("pass", "pass", "it is so"),
  ]
}

@Suite("A check that misbehaves", .serialized) struct HostileCheckTests {
  @Test("closes its own blocker, and the others run all the same")
  func all() throws {
    let world = try HostileScene()
    world.scene.shell("mkfifo fifo")
    var blockers = ""
    for item in Misbehaviour.all {
      let file = item.deed == "open-fifo" ? "fifo" : "mark-\(item.deed)"
      let isSlow = item.outcome == "timeout"
      blockers += HostileScene.blocker(
        item.deed, item.deed, "timeout: \(isSlow ? "300ms" : "20s")", with: "file: \(file)")
    }
    try world.policy(blockers)
    let answer = try world.run()
    #expect(answer.result.status == 1)
    #expect(answer.verdict == "BLOCKED")
    #expect(answer.blockers.compactMap { $0["id"]?.stringValue } == Misbehaviour.all.map(\.deed))
    for item in Misbehaviour.all {
      #expect(answer.outcome(item.deed) == item.outcome, "\(item.deed): \(answer.message(item.deed))")
      #expect(answer.message(item.deed).contains(item.message), "\(item.deed): \(answer.message(item.deed))")
      #expect(answer.blocker(item.deed)?["findings"]?.arrayValue?.isEmpty == false)
    }
    for deed in ["stop-itself", "ignores-deadline", "starts-child", "leaves-grandchild"] {
      let process = try world.scene.read("mark-\(deed)").split(separator: "\n").joined()
      #expect(isGone(process), "\(deed) left \(process)")
    }
  }

  @Test("is not waited for beyond its deadline")
  func duration() throws {
    let world = try HostileScene()
    try world.policy(HostileScene.blocker("a", "ignores-deadline", "timeout: 150ms"))
    let answer = try world.run()
    #expect(answer.result.status == 3)
    #expect(answer.result.durationMicroseconds < 5_000_000)
    let duration = answer.blocker("a")?["durationMicroseconds"]?.integerValue ?? 0
    #expect((150_000..<3_000_000).contains(duration))
  }

  @Test("ends with the run, when that ends first")
  func runDeadline() throws {
    let world = try HostileScene()
    try world.policy(
      HostileScene.blocker("a", "ignores-deadline", "timeout: 30s")
        + HostileScene.blocker("b", "pass", "needs: [a]") + HostileScene.blocker("c", "pass"),
      head: "report: { deadline: 1s }\n")
    let answer = try world.run()
    #expect(answer.outcome("a") == "timeout")
    #expect(answer.outcome("b") == "blocked")
    #expect(answer.outcome("c") == "pass")
    #expect(answer.finding("a")?["expected"]?.stringValue == "an answer within 1s")
    #expect(answer.result.durationMicroseconds < 6_000_000)
  }

  @Test("cannot write to a terminal through what it found")
  func terminal() throws {
    let world = try HostileScene()
    try world.policy(HostileScene.blocker("a", "terminal-text"))
    let answer = try world.run()
    #expect(answer.found("a") == "\u{1B}[2J\u{202E}red")
    #expect(!answer.result.output.contains("\u{1B}"))
  }
}

@Suite("Facts that checks state", .serialized) struct StatedFactTests {
  private static func stater(_ id: String, _ version: String, _ path: String) -> String {
    "  - { id: \(id), title: T, risk: low, check: fact-stater, with: { version: \(version), path: '\(path)' } }\n"
  }

  private func runtime(_ answer: HostileAnswer) -> String {
    answer.statement["predicate"]?["runtime"]?.text() ?? ""
  }

  @Test("stand in the report when all who state them agree")
  func agreed() throws {
    let world = try HostileScene()
    try world.policy(Self.stater("a", "1", "/x") + Self.stater("b", "1", "/x"))
    let answer = try world.run()
    #expect(answer.verdict == "READY")
    #expect(runtime(answer) == #"{"libraries":{"libx":"1","liby":"1"},"statePaths":{"X":"/x"}}"#)
  }

  @Test(
    "close every blocker that states one of two, and stand nowhere",
    arguments: [
      (["1", "/x"], ["2", "/x"], #"{"libraries":{"liby":"1"},"statePaths":{"X":"/x"}}"#, "libx"),
      (["1", "/x"], ["1", "/y"], #"{"libraries":{"libx":"1","liby":"1"},"statePaths":{}}"#, "X"),
      // Equal to Unicode, two paths to the kernel.
      (
        ["1", "/\u{E9}"], ["1", "/e\u{301}"], #"{"libraries":{"libx":"1","liby":"1"},"statePaths":{}}"#, "X"
      ),
    ])
  func contradicted(one: [String], other: [String], runtime: String, name: String) throws {
    let world = try HostileScene()
    try world.policy(
      Self.stater("a", one[0], one[1]) + HostileScene.blocker("c", "pass")
        + Self.stater("b", other[0], other[1]))
    let answer = try world.run()
    #expect(answer.verdict == "BLOCKED" && answer.result.status == 3)
    #expect(["a", "b", "c"].map { answer.outcome($0) } == ["unknown", "unknown", "pass"])
    #expect(self.runtime(answer) == runtime)
    for id in ["a", "b"] {
      let finding = answer.blocker(id)?["findings"]?.arrayValue?.last
      #expect(finding?["subject"]?.stringValue == name)
      #expect(finding?["message"]?.stringValue?.contains("contradict each other about \(name)") == true)
    }
  }

  @Test(
    "are not taken from a check that is not meant to state them",
    arguments: [
      ("states-library", "libraries", "libx"), ("states-path", "state paths", "X"),
      ("states-behaviour", "behaviours", "x"),
    ])
  func foreign(deed: String, words: String, name: String) throws {
    let world = try HostileScene()
    try world.policy(HostileScene.blocker("a", deed))
    let answer = try world.run()
    #expect(answer.outcome("a") == "unknown")
    let finding = answer.blocker("a")?["findings"]?.arrayValue?.last
    #expect(
      finding?["message"]?.stringValue == "the check hostile states \(words), which it is not asked for")
    #expect(finding?["found"]?.stringValue == name)
    #expect(runtime(answer) == #"{"libraries":{},"statePaths":{}}"#)
    #expect(answer.statement["predicate"]?["grants"]?["behaviours"]?.text() == "{}")
  }

  @Test("are declared by the checks that state them")
  func declared() {
    let facts = CheckRegistry.builtIn.checks.map { "\($0.kind): \($0.statedFacts)" }
    #expect(
      facts == [
        "dependency-presence: [ReadinessCheck.StatedFact.libraries]",
        "state-path: [ReadinessCheck.StatedFact.statePaths]", "legacy-file-absence: []",
        "sltp-certification: [ReadinessCheck.StatedFact.behaviours]", "venue-api-lifecycle: []",
        "promoted-report: []", "host-clock: []", "external: []", "configuration-valid: []",
        "unit-hardening: []", "venue-access: []", "kill-switch-ready: []",
      ])
  }
}

@Suite("Blockers that need others", .serialized) struct NeedTests {
  @Test("run after them, in whatever order the file has them, and not when they did not pass")
  func order() throws {
    let world = try HostileScene()
    try world.policy(
      HostileScene.blocker("last", "pass", "needs: [middle]")
        + HostileScene.blocker("middle", "pass", "needs: [first]")
        + HostileScene.blocker("first", "pass")
        + HostileScene.blocker("behind-fail", "pass", "needs: [first, failed]")
        + HostileScene.blocker("further", "pass", "needs: [behind-fail]")
        + HostileScene.blocker("failed", "fail")
        + HostileScene.blocker("behind-unknown", "pass", "needs: [open]")
        + HostileScene.blocker("open", "unknown"))
    let answer = try world.run()
    #expect(answer.result.status == 1)
    let outcomes = answer.blockers.map {
      "\($0["id"]?.stringValue ?? "") \($0["outcome"]?.stringValue ?? "")"
    }
    #expect(
      outcomes == [
        "last pass", "middle pass", "first pass", "behind-fail blocked", "further blocked", "failed fail",
        "behind-unknown blocked", "open unknown",
      ])
    #expect(answer.message("behind-fail") == "not run, because it needs 'failed', which did not pass")
    #expect(answer.found("further") == "blocked")
    #expect(answer.blocker("further")?["durationMicroseconds"]?.integerValue == 0)
    let times = ["first", "middle", "last"].compactMap { answer.blocker($0)?["startedAt"]?.stringValue }
    #expect(times == times.sorted())
  }

  @Test("are run alone with --only, without them")
  func only() throws {
    let world = try HostileScene()
    try world.policy(HostileScene.blocker("a", "fail") + HostileScene.blocker("b", "pass", "needs: [a]"))
    let answer = try world.run(["--only", "b"])
    #expect(answer.blockers.count == 1)
    #expect(answer.outcome("b") == "pass")
    #expect(answer.result.status == 0)
  }

  @Test("all run at once where nothing is needed")
  func parallel() throws {
    let world = try HostileScene()
    try world.policy(
      (0..<8).map { HostileScene.blocker("b\($0)", "ignores-deadline", "timeout: 400ms") }.joined())
    let answer = try world.run()
    #expect(answer.blockers.allSatisfy { $0["outcome"]?.stringValue == "timeout" })
    #expect(answer.result.durationMicroseconds < 3_000_000)
  }
}

@Suite("A worker", .serialized) struct WorkerProcessTests {
  @Test("inherits no key, no descriptor and no environment")
  func inheritance() throws {
    let world = try HostileScene()
    let keys = world.scene.run(
      BuiltPrograms.readiness,
      ["keys", "generate", "--name", "gate", "--role", "gate", "--environment", "simulator", "--out", "keys"])
    #expect(keys.status == 0, "\(keys.errors)")
    try world.scene.write("engine", "#!/bin/sh\n", mode: 0o755)
    try world.policy(
      HostileScene.blocker("early", "tells-descriptors")
        + HostileScene.blocker("late", "tells-descriptors", "needs: [digest]")
        + "  - { id: digest, title: T, risk: low, check: digest-reader, with: { subject: engine } }\n",
      head: "subjects: { engine: engine }\n")
    let answer = try world.run(
      ["--key", "keys/gate.pem", "--report", "r.json", "--state", "state"],
      environment: ["SECRET": "s", "LD_LIBRARY_PATH": "/nonexistent"])
    #expect(answer.result.status == 0, "\(answer.result.errors)")
    for id in ["early", "late"] {
      let found = answer.found(id)
      #expect(!found.contains("gate.pem"), "\(found)")
      #expect(!found.contains("SECRET"), "\(found)")
      #expect(found.contains("variables []"), "\(found)")
      #expect(found.contains("in /"), "\(found)")
      // Standard streams, the engine, and the folder that lists them.
      let numbers = found.split(separator: ";")[0].split(separator: " ").dropFirst().map {
        $0.split(separator: "=")[0]
      }
      #expect(numbers.count == 5, "\(found)")
      #expect(numbers.starts(with: ["0", "1", "2", "3"]), "\(found)")
      #expect(found.contains("3=\(world.scene.folder)/engine"), "\(found)")
    }
    let digest = answer.finding("digest")
    #expect(digest?["expected"]?.stringValue == "\(world.scene.folder)/engine")
    #expect(digest?["found"]?.stringValue?.utf8.count == 64)
    #expect(world.scene.exists("r.json"))
  }

  @Test(
    "becomes the blocker's user for good", .enabled(if: geteuid() == 0, "only root can become somebody else"))
  func user() throws {
    let world = try HostileScene()
    try world.policy(
      HostileScene.blocker("a", "tells-identity", "user: nobody")
        + HostileScene.blocker("b", "tells-identity")
        + HostileScene.blocker("c", "pass", "user: no-such-user"))
    let answer = try world.run()
    let nobody = world.scene.shell("id -u nobody; id -g nobody; id -G nobody").output.split(separator: "\n")
      .map(String.init)
    try #require(nobody.count == 3)
    let found = answer.found("a")
    #expect(found.contains("Uid: \(nobody[0]) \(nobody[0]) \(nobody[0]) \(nobody[0])"), "\(found)")
    #expect(found.contains("Gid: \(nobody[1]) \(nobody[1]) \(nobody[1]) \(nobody[1])"), "\(found)")
    #expect(found.contains("Groups: \(nobody[2])"), "\(found)")
    #expect(found.contains("NoNewPrivs: 1"), "\(found)")
    #expect(found.contains("CapEff: 0000000000000000"), "\(found)")
    #expect(found.contains("CapPrm: 0000000000000000"), "\(found)")
    #expect(answer.found("b").contains("Uid: 0 0 0 0"))
    #expect(answer.found("b").contains("NoNewPrivs: 1"))
    #expect(answer.outcome("c") == "unknown")
    #expect(answer.message("c").contains("could not become 'no-such-user'"))
  }

  @Test("does nothing for somebody else's parent, and for arguments that are none")
  func stray() throws {
    let scene = try GateScene()
    let stray = scene.run(BuiltPrograms.readiness, ["--readiness-worker", "", "1"])
    #expect(stray.output.contains("\"failed\""))
    #expect(scene.run(BuiltPrograms.readiness, ["--readiness-worker"]).status == 64)
    #expect(scene.run(BuiltPrograms.readiness, ["--readiness-worker", "", "x"]).status == 64)
  }
}

@Suite("A run of the gate", .serialized) struct RunTests {
  private static func withKey() throws -> HostileScene {
    let world = try HostileScene()
    let keys = world.scene.run(
      BuiltPrograms.readiness,
      ["keys", "generate", "--name", "gate", "--role", "gate", "--environment", "simulator", "--out", "keys"])
    #expect(keys.status == 0, "\(keys.errors)")
    return world
  }

  @Test("that is interrupted ends its checks, writes nothing and says so", arguments: ["INT", "TERM", "HUP"])
  func interruption(signal: String) throws {
    let world = try Self.withKey()
    try world.policy(HostileScene.blocker("a", "ignores-deadline", "timeout: 50s", with: "file: mark"))
    let result = world.scene.shell(
      """
      '\(BuiltPrograms.gateProbe)' p.yaml --key keys/gate.pem --report r.json --state state & gate=$!
      until [ -s mark ]; do sleep 0.01; done
      kill -\(signal) $gate; wait $gate; echo "status $?"
      """)
    #expect(result.output.hasSuffix("status 130\n"), "\(result.output)")
    #expect(result.errors.contains("[interrupted]"))
    #expect(!world.scene.exists("r.json"))
    #expect(isGone(try world.scene.read("mark")))
    #expect(world.scene.shell("ls state/reports 2>/dev/null | wc -l").output == "0\n")
  }

  @Test("waits for no other one: the second ends with 75, and the first goes on")
  func twice() throws {
    let world = try Self.withKey()
    try world.policy(HostileScene.blocker("a", "ignores-deadline", "timeout: 50s", with: "file: mark"))
    let result = world.scene.shell(
      """
      '\(BuiltPrograms.gateProbe)' p.yaml --key keys/gate.pem --report r1.json --state state & gate=$!
      until [ -s mark ]; do sleep 0.01; done
      '\(BuiltPrograms.gateProbe)' p.yaml --key keys/gate.pem --report r2.json --state state; echo "second $?"
      kill -0 $gate && echo running
      kill -INT $gate; wait $gate; echo "first $?"
      """)
    #expect(result.output.contains("second 75\nrunning\nfirst 130\n"), "\(result.output)")
    #expect(result.errors.contains("[run.busy]"))
    #expect(!world.scene.exists("r1.json") && !world.scene.exists("r2.json"))
  }

  @Test("dies together with its workers when it is killed")
  func killed() throws {
    let world = try HostileScene()
    try world.policy(HostileScene.blocker("a", "ignores-deadline", "timeout: 50s", with: "file: mark"))
    world.scene.shell(
      """
      '\(BuiltPrograms.gateProbe)' p.yaml & gate=$!
      until [ -s mark ]; do sleep 0.01; done
      kill -KILL $gate; wait $gate
      """)
    #expect(isGone(try world.scene.read("mark")))
  }

  private static let live = """
    subjects: { engine: engine }
    report: { grants: { symbols: [A], max-order-notional-usd: 1, max-position-notional-usd: 1, max-daily-loss-usd: 1, max-orders-per-minute: 1 } }

    """

  @Test(
    "for live refuses loader variables, also empty ones",
    arguments: [
      ["LD_PRELOAD": "/x.so"], ["LD_AUDIT": ""], ["LD_LIBRARY_PATH": "/x"], ["OPENSSL_CONF": "/x"],
      ["OPENSSL_MODULES": "\u{301}"],
    ])
  func loaderVariables(environment: [String: String]) throws {
    let world = try HostileScene()
    try world.scene.write("engine", "x")
    try world.policy(HostileScene.blocker("a", "pass", "user: nobody"), head: Self.live, environment: "live")
    let result = world.scene.run(BuiltPrograms.gateProbe, ["p.yaml"], environment: environment)
    #expect(result.status == 4)
    #expect(result.errors.contains("[environment.loader-variable]"), "\(result.errors)")
    try world.policy(HostileScene.blocker("a", "pass"), environment: "simulator")
    #expect(
      world.scene.run(BuiltPrograms.gateProbe, ["p.yaml"], environment: ["OPENSSL_MODULES": "/x"]).status == 0
    )
  }

  @Test(
    "as root for demo and live wants every blocker's user named",
    .enabled(if: geteuid() == 0, "only for root"),
    arguments: ["demo", "live"])
  func userRequired(environment: String) throws {
    let world = try HostileScene()
    try world.scene.write("engine", "x")
    try world.policy(
      HostileScene.blocker("a", "pass", "user: nobody") + HostileScene.blocker("b", "pass"), head: Self.live,
      environment: environment)
    let result = world.scene.run(BuiltPrograms.gateProbe, ["p.yaml"])
    #expect(result.status == 4)
    #expect(result.errors.contains("'b' names no user"))
    #expect(result.errors.contains("[policy.user-required]"))
  }

  @Test(
    "for demo and live runs no check as root, and elsewhere does", arguments: ["demo", "live", "simulator"])
  func root(environment: String) throws {
    let world = try HostileScene()
    try world.scene.write("engine", "x")
    let isVenue = environment != "simulator"
    try world.policy(
      HostileScene.blocker("a", "pass", "user: root", with: "file: mark"), head: isVenue ? Self.live : "",
      environment: environment)
    let result = world.scene.run(BuiltPrograms.gateProbe, ["p.yaml"])
    #expect(result.errors.contains("p.yaml:") == isVenue)
    #expect(result.errors.contains("[policy.user-root]") == isVenue, "\(result.errors)")
    if isVenue { #expect(result.status == 4) } else if geteuid() == 0 { #expect(result.status == 0) }
  }

  @Test("stops before any check where a subject cannot be read")
  func subjects() throws {
    let world = try HostileScene()
    world.scene.shell("mkfifo fifo; mkdir folder")
    for subject in ["missing", "fifo", "folder", "/proc/self/mem-not"] {
      try world.policy(
        HostileScene.blocker("a", "pass", with: "file: mark"), head: "subjects: { engine: \(subject) }\n")
      let result = world.scene.run(BuiltPrograms.gateProbe, ["p.yaml"])
      #expect(result.status == 4)
      #expect(result.errors.contains("[subject.unreadable]"), "\(result.errors)")
    }
  }
}
