import Alerting
import Chronology
import EngineConfiguration
import GateScene
import HTTPScene
import Processes
import StrictJSON
import Testing

@testable import AlertDelivery

@Suite("An alert program", .timeLimit(.minutes(2))) struct CommandTests {
  private let alert = Alert(
    id: "t-1", code: "health.ended", severity: .warning, message: "it ended",
    at: .init(clamping: 1_795_521_600_000),
    origin: DeliveryScene.origin)

  @Test("gets one line of JSON on standard input, no arguments, and next to no environment")
  func delivered() async throws {
    let scene = try DeliveryScene()
    try scene.scene.write(
      "alert",
      """
      #!/bin/sh
      cat > '\(scene.scene["got"])'
      /usr/bin/env | /usr/bin/sort > '\(scene.scene["environment"])'
      echo "$# $PWD" > '\(scene.scene["arguments"])'

      """, mode: 0o755)
    let outcome = await scene.places(command: scene.scene["alert"]).deliver(alert, to: .command)
    #expect(outcome == .delivered)
    #expect(try scene.scene.read("got") == String(decoding: alert.json.encoded(), as: UTF8.self) + "\n")
    let names = try scene.scene.read("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } }
    // What the shell itself sets.
    #expect(Set(names).subtracting(["PWD", "OLDPWD", "SHLVL", "_"]) == ["PATH"])
    #expect(try scene.scene.read("arguments") == "0 /\n")
  }

  @Test("that ends with another status than 0, by a signal or not at all is tried again, and says why")
  func failed() async throws {
    let scene = try DeliveryScene()
    for (text, part) in [
      ("echo no route >&2; exit 3", "exited with status 3: no route"), ("kill -9 $$", "ended by signal 9"),
    ] {
      try scene.scene.write("alert", "#!/bin/sh\n\(text)\n", mode: 0o755)
      guard
        case .failed(let why, nil) = await scene.places(command: scene.scene["alert"]).deliver(
          alert, to: .command)
      else {
        Issue.record("\(text) delivered")
        continue
      }
      #expect(why.contains(part), "\(why)")
    }
    guard case .failed = await scene.places(command: scene.scene["none"]).deliver(alert, to: .command) else {
      Issue.record("there is none")
      return
    }
  }

  @Test("that does not read what it is told may still have done it") func unread() async throws {
    let scene = try DeliveryScene()
    #expect(await scene.places(command: "/bin/true").deliver(alert, to: .command) == .delivered)
  }

  @Test("that hangs is ended with everything that it started when the engine ends") func hanging()
    async throws
  {
    let scene = try DeliveryScene()
    try scene.scene.write(
      "alert", "#!/bin/sh\nsleep 77 &\necho $! > '\(scene.scene["child"])'\nwait\n", mode: 0o755)
    let desk = scene.desk(scene.places(command: scene.scene["alert"]))
    let ending = try await scene.serving(desk) { desk in
      desk.raise("health.ended", "it ended")
      #expect(await eventually { scene.scene.exists("child") })
    }
    // Its own deadline is ten seconds.
    #expect(ending < .seconds(9), "\(ending)")
    let child = try scene.scene.read("child").filter { $0.isNumber }
    #expect(await eventually { !scene.scene.shell("kill -0 \(child)").isSuccess })
    #expect(try scene.scene.read("alerts.json").contains("health.ended"))
  }
}
