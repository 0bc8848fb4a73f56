import Alerting
import DurableFiles
import EngineConfiguration
import GateScene
import HTTPScene
import StrictJSON
import Synchronization
import Testing

@testable import AlertDelivery

@Suite("The desk that delivers alerts", .timeLimit(.minutes(2))) struct AlertDeskTests {
  @Test("delivers by both channels, and leaves nothing behind") func both() async throws {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(RawServer.ok("ok"))
    try scene.scene.write("alert", "#!/bin/sh\ncat >> '\(scene.scene["got"])'\n", mode: 0o755)
    let desk = scene.desk(
      scene.places(command: scene.scene["alert"], webhook: DeliveryScene.webhook(server)))
    try await scene.serving(desk) { desk in
      desk.raise("health.ended", "one")
      desk.raise("venue.unreachable", "two")
      #expect(await eventually { desk.counters.channels.allSatisfy { $0.delivered == 2 } })
    }
    #expect(DeliveryScene.messages(server) == ["one", "two"])
    #expect(try scene.scene.read("got").split(separator: "\n").count == 2)
    #expect(try AlertSpool(JSON.parse(DurableFiles.read(scene.spool, limit: 1 << 20))).count == 0)
    #expect(scene.lines == [])
  }

  @Test("tries again until the receiver is there, and says so once") func outage() async throws {
    let scene = try DeliveryScene()
    let answers = Mutex(0)
    let server = try RawServer { peer in
      peer.readRequest()
      let number = answers.withLock { count in
        count += 1
        return count
      }
      peer.send(number <= 2 ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : RawServer.ok("ok"))
    }
    let desk = scene.desk(scene.places(webhook: DeliveryScene.webhook(server)))
    try await scene.serving(desk) { desk in
      desk.raise("health.ended", "one")
      #expect(await eventually { desk.counters.channels.first?.delivered == 1 })
    }
    #expect(DeliveryScene.messages(server) == ["one", "one", "one"])
    #expect(
      scene.lines == [
        "note: the webhook does not take alerts, and is tried again: status 503",
        "note: the webhook takes alerts again",
      ])
    let ids = try server.requests.map { try JSON.parse(Array($0.body.utf8))["id"] }
    #expect(Set(ids).count == 1)
  }

  @Test("is not held up by a channel that hangs, and ends within seconds all the same") func independent()
    async throws
  {
    let scene = try DeliveryScene()
    let hanging = try RawServer { peer in
      peer.readRequest()
      peer.waitForEnd()
    }
    try scene.scene.write("alert", "#!/bin/sh\ncat >> '\(scene.scene["got"])'\n", mode: 0o755)
    let desk = scene.desk(
      scene.places(command: scene.scene["alert"], webhook: DeliveryScene.webhook(hanging)))
    let ending = try await scene.serving(desk) { desk in
      for number in 1...5 { desk.raise("health.n\(number)", "\(number)") }
      #expect(await eventually { desk.counters.channels.first { $0.channel == .command }?.delivered == 5 })
    }
    #expect(ending < .seconds(9), "\(ending)")
    let left = try AlertSpool(JSON.parse(DurableFiles.read(scene.spool, limit: 1 << 20)))
    #expect(left.count == 5)
    // The next start delivers what is left, in order.
    let server = try RawServer.answering(RawServer.ok("ok"))
    let next = scene.desk(scene.places(webhook: DeliveryScene.webhook(server)))
    try await scene.serving(next) { desk in
      #expect(await eventually { desk.counters.channels.first?.delivered == 5 })
    }
    #expect(DeliveryScene.messages(server) == ["1", "2", "3", "4", "5"])
  }

  @Test("delivers although nothing can be kept on disk, and says that once") func noDisk() async throws {
    let scene = try DeliveryScene()
    let server = try RawServer.answering(RawServer.ok("ok"))
    let desk = scene.desk(
      scene.places(webhook: DeliveryScene.webhook(server)), spool: scene.scene["missing/alerts.json"])
    try await scene.serving(desk) { desk in
      for number in 1...3 {
        desk.raise("health.n\(number)", "\(number)")
        #expect(await eventually { (desk.counters.channels.first?.delivered ?? 0) >= Int64(number) })
      }
    }
    #expect(DeliveryScene.messages(server) == ["1", "2", "3"])
    #expect(scene.lines.count == 1 && scene.lines[0].contains("are delivered all the same"), "\(scene.lines)")
  }

  @Test(
    "begins anew with a file that is damaged, says so, and delivers",
    arguments: [
      "", "{", "{}", #"{"version":2,"alerts":[],"lost":[]}"#, #"{"version":1,"alerts":[{}],"lost":[]}"#,
    ])
  func damaged(_ text: String) async throws {
    let scene = try DeliveryScene()
    try scene.scene.write("alerts.json", text)
    let server = try RawServer.answering(RawServer.ok("ok"))
    let desk = scene.desk(scene.places(webhook: DeliveryScene.webhook(server)))
    try await scene.serving(desk) { desk in
      desk.raise("health.ended", "one")
      #expect(await eventually { desk.counters.channels.first?.delivered == 1 })
    }
    #expect(scene.lines.count == 1 && scene.lines[0].contains("is damaged"), "\(scene.lines)")
  }

  @Test("keeps on disk what it has not delivered, also when it is killed") func killed() async throws {
    let scene = try DeliveryScene()
    let hanging = try RawServer { peer in
      peer.readRequest()
      peer.waitForEnd()
    }
    let desk = scene.desk(scene.places(webhook: DeliveryScene.webhook(hanging)))
    try await scene.serving(desk) { desk in
      desk.raise("health.ended", "one")
      // What the disk holds now is what a kill leaves.
      #expect(
        await eventually { (try? scene.scene.read("alerts.json"))?.contains(#""message":"one""#) ?? false })
    }
    #expect(try DurableFiles.status(scene.spool).mode & 0o777 == 0o600)
  }

  @Test("sends the heartbeat when told, one at a time, and says once that it fails") func heartbeat()
    async throws
  {
    let scene = try DeliveryScene()
    let isUp = Mutex(false)
    let server = try RawServer { peer in
      peer.readRequest()
      let up = isUp.withLock { $0 }
      peer.send(up ? RawServer.ok("ok") : "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
    }
    let desk = scene.desk(scene.places(heartbeat: .inline(server.origin + "/alive")))
    try await scene.serving(desk) { desk in
      for count in 1...2 {
        desk.beat()
        #expect(await eventually { desk.counters.heartbeatsFailed == Int64(count) })
      }
      isUp.withLock { $0 = true }
      desk.beat()
      #expect(await eventually { desk.counters.heartbeatsSent == 1 })
    }
    #expect(server.requests.map(\.line) == Array(repeating: "GET /alive HTTP/1.1", count: 3))
    #expect(
      scene.lines == ["note: the heartbeat is not sent: status 500", "note: the heartbeat is sent again"])
  }

  @Test("waits for nobody where nobody is named") func nobody() async throws {
    let scene = try DeliveryScene()
    _ = try await scene.serving(scene.desk(scene.places())) { $0.raise("kill-switch.tripped", "x") }
    #expect(!scene.scene.exists("alerts.json"))
  }
}
