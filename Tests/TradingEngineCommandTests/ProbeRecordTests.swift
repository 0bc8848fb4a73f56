import Admission
import Cryptography
import DurableFiles
import Processes
import StrictJSON
import Testing

/// Answers of a venue: VenueAccessCheckTests, with a simulated one.
@Suite("'trading-engine probe --record'") struct ProbeRecordTests {
  private static func record(_ scene: EngineScene) throws -> JSON {
    try JSON.parse(try DurableFiles.read(scene.scratch["data/probe.json"], limit: 1 << 20))
  }

  private static func probe(_ scene: EngineScene) -> ProcessResult {
    scene.run("probe", "--config", "etc/engine.yaml", "--record", "data/probe.json", "--json")
  }

  @Test("keeps why nobody answered, in place of what was kept before") func unreachable() throws {
    let scene = try EngineScene { $0.replacing("127.0.0.1:8080", with: "127.0.0.1:9") }
    try scene.scratch.write("data/probe.json", "older")
    let result = Self.probe(scene)
    #expect(result.termination == .exited(75))
    let record = try Self.record(scene)
    #expect(
      record.members?.map(\.key) == [
        "probe", "probedAt", "bootId", "engineSha256", "configurationSha256", "outcome", "exitStatus",
        "error",
      ])
    #expect(record["probe"] == "v1" && record["outcome"] == "venue.unreachable" && record["exitStatus"] == 75)
    #expect(record["error"] == (try JSON.parse(result.standardOutput)["error"]))
    #expect(record["bootId"]?.stringValue == AdmissionWorld.current().bootId)
    #expect(record["engineSha256"] == (try scene.answer("identity")["sha256"]))
    let bytes = try DurableFiles.read(scene.scratch["etc/engine.yaml"], limit: 1 << 20)
    #expect(record["configurationSha256"]?.stringValue == SHA256.digest(of: bytes).hex)
    #expect(try DurableFiles.status(scene.scratch["data/probe.json"]).mode & 0o777 == 0o644)
  }

  @Test("keeps that the key cannot be read, and that there is no usable configuration") func refused() throws
  {
    let key = try EngineScene {
      $0.replacing(
        "  origin: http://127.0.0.1:8080",
        with: "  origin: http://127.0.0.1:8080\n  credentials: { systemd-credential: kraken-futures }")
    }
    #expect(Self.probe(key).termination == .exited(78))
    #expect(try Self.record(key)["outcome"] == "venue.credentials")
    let broken = try EngineScene { _ in "engine: v1\n" }
    #expect(Self.probe(broken).termination == .exited(78))
    let record = try Self.record(broken)
    #expect(record["outcome"] == "engine.configuration-refused" && record["configurationSha256"] == .null)
    try DurableFiles.remove(broken.scratch["etc/engine.yaml"])
    #expect(Self.probe(broken).termination == .exited(78))
    #expect(try Self.record(broken)["outcome"] == "engine.configuration-unreadable")
  }

  @Test("says so when even a refusal cannot be kept, and keeps its exit status") func unkept() throws {
    let scene = try EngineScene { $0.replacing("127.0.0.1:8080", with: "127.0.0.1:9") }
    for place in ["none/probe.json", "data", "/dev/null"] {
      let result = scene.run("probe", "--config", "etc/engine.yaml", "--record", place)
      #expect(result.termination == .exited(75))
      #expect(result.errors.contains("[probe.not-recorded]"), "\(place): \(result.errors)")
      #expect(result.errors.contains("[venue.unreachable]"))
    }
  }
}
