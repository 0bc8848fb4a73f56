import Glibc
import HTTPScene
import Processes
import StrictJSON
import Testing

@Suite("'trading-engine alert --test'", .serialized) struct AlertCommandTests {
  private func scene(_ alerts: String) throws -> EngineScene {
    try EngineScene { EngineScene.withoutGate($0) + alerts + "\n" }
  }

  @Test("sends one alert through every channel, and says what became of each, without a running engine")
  func delivered() throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    let scene = try scene(
      "alerts: { command: /bin/true, webhook: \"\(server.origin)/hook\", heartbeat: { url: \"\(server.origin)/alive\" } }"
    )
    let result = scene.run("alert", "--config", "etc/engine.yaml", "--test")
    #expect(result.termination == .exited(0), "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.contains(": delivered in ") }, "\(result.output)")
    #expect(lines.map { $0.prefix { $0 != ":" } } == ["command", "webhook", "heartbeat"])
    #expect(server.requests.map(\.line) == ["POST /hook HTTP/1.1", "GET /alive HTTP/1.1"])
    let alert = try JSON.parse(Array((server.requests.first?.body ?? "").utf8))
    #expect(alert["code"] == .string("alert.test") && alert["environment"] == .string("simulator"))
  }

  @Test("ends with 1 when a channel did not take it, and says why without the address's secret") func failed()
    throws
  {
    let server = try RawServer.answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
    let scene = try scene(
      "alerts: { command: /bin/true, webhook: { url: \"\(server.origin)/hunter2\", template: slack } }")
    let result = scene.run("alert", "--config", "etc/engine.yaml", "--test", "--json")
    #expect(result.termination == .exited(1))
    let json = try JSON.parse(Array(result.output.utf8))
    #expect(json["delivered"] == .bool(false))
    let webhook = json["places"]?.arrayValue?.last
    #expect(webhook?["place"] == .string("webhook") && webhook?["delivered"] == .bool(false))
    #expect(webhook?["trouble"] == .string("status 403"))
    #expect(!(result.output + result.errors).contains("hunter2"))
  }

  /// Dash and bash set the effective user back to the real one.
  @Test("run by root, starts the program as the owner of the state, for good", .enabled(if: geteuid() == 0))
  func asOwner() throws {
    let scene = try EngineScene {
      EngineScene.withoutGate($0) + "state: { kill-switch-state-path: ../data/kill.json }\n"
        + "alerts: { command: ALERT }\n"
    }
    let text = try scene.scratch.read("etc/engine.yaml")
    let program = scene.scratch["alert"]
    try scene.scratch.write(
      "etc/engine.yaml",
      text.replacing("ALERT", with: program).replacing("../data", with: scene.scratch["data"]))
    let got = scene.scratch["data/got"]
    let made = Processes.run(
      ProcessRequest(
        .path("/bin/sh"),
        arguments: [
          "-c", "cat > '\(program)' && chmod 0755 '\(program)' && chown nobody '\(scene.scratch["data"])'",
        ], environment: ["PATH": "/usr/bin:/bin"],
        standardInput: Array(
          "#!/bin/sh\ngrep -E '^(Uid|Gid|Groups|CapPrm)' /proc/self/status | tr '\\t' ' ' > '\(got)'\n".utf8)),
      deadline: .now().advanced(byMilliseconds: 10_000))
    try #require(made.isSuccess, "\(made.errors)")
    let result = scene.run("alert", "--config", "etc/engine.yaml", "--test")
    #expect(result.termination == .exited(0), "\(result.output)\(result.errors)")
    let nobody = try PrivilegeDrop.lookUp("nobody")
    let (user, group) = (nobody.userID, nobody.groupID)
    #expect(
      try scene.scratch.read("data/got").split(separator: "\n") == [
        "Uid: \(user) \(user) \(user) \(user)", "Gid: \(group) \(group) \(group) \(group)",
        "Groups: \(group) ", "CapPrm: 0000000000000000",
      ])
  }

  @Test("ends with 1 when nobody is named, and with 64 when it is not said what to send") func nobody() throws
  {
    let scene = try EngineScene(EngineScene.withoutGate)
    let result = scene.run("alert", "--config", "etc/engine.yaml", "--test")
    #expect(result.termination == .exited(1) && result.errors.contains("[alerts.no-channel]"))
    #expect(scene.run("alert", "--config", "etc/engine.yaml").termination == .exited(64))
  }
}
