import CheckScene
import DurableFiles
import GateScene
import Processes
import ReadinessCheck
import StrictJSON
import Testing
import UnitHardening

/// The real systemd-analyze, where it is installed.
@Suite(
  "unit-hardening, with this machine's systemd-analyze,",
  .enabled(if: (try? DurableFiles.statusIfPresent("/usr/bin/systemd-analyze")).flatMap { $0 } != nil))
struct SystemdTests {
  private static let name = "trading-engine-protect.service"

  private static func shipped(_ name: String) throws -> String {
    String(
      decoding: try DurableFiles.read("\(BuiltPrograms.package)/deploy/systemd/\(name)", limit: 1 << 20),
      as: UTF8.self)
  }

  private static func world(_ unit: String, _ script: String = "") throws -> (UnitScene, sha256: String) {
    let world = try UnitScene()
    let text = try shipped(unit)
    try world.scene.write("etc/\(unit)", text)
    try #require(world.scene.shell(script) == 0)
    return (world, UnitScene.digest(text))
  }

  private static func exposure(_ world: UnitScene, _ unit: String, _ sha256: String) throws -> String? {
    try world.findings("maximum-exposure: 10", unit: unit, sha256: sha256).last?.found
  }

  @Test(
    "passes the shipped services",
    arguments: ["trading-engine.service", "trading-engine-protect.service", "readiness-gate.service"])
  func shippedServices(_ unit: String) throws {
    let (world, sha256) = try Self.world(unit)
    let findings = try world.findings("maximum-exposure: \"2.0\"", unit: unit, sha256: sha256)
    #expect(findings.map(\.status) == [.pass, .pass, .pass], "\(findings)")
    let strict = try world.findings("maximum-exposure: \"0.5\"", unit: unit, sha256: sha256)
    #expect(strict.map(\.status) == [.pass, .pass, .fail], "\(strict)")
  }

  /// What we call a drop-in has to be what systemd reads as one.
  @Test(
    "calls a drop-in what systemd reads, in every folder",
    arguments: [
      "\(name).d", "trading-engine-.service.d", "trading-.service.d", "service.d", "timer.d",
      "trading-engine.service.d", "trading-engine-protect-.service.d", "protect.service.d", "\(name).wants",
    ], ["control", "etc", "run", "usr"])
  func dropIns(_ folder: String, _ place: String) throws {
    let text = "[Service]\nProtectHome=no\nPrivateTmp=no\nProtectSystem=no\nPrivateDevices=no\n"
    let (world, sha256) = try Self.world(Self.name)
    let before = try Self.exposure(world, Self.name, sha256)
    try world.scene.write("\(place)/\(folder)/x.conf", text)
    let after = try Self.exposure(world, Self.name, sha256)
    let isRefused = try world.findings(unit: Self.name, sha256: sha256).last?.status == .fail
    #expect(before != nil && (before != after) == isRefused, "\(before ?? "") \(after ?? "")")
  }

  @Test("measures what an allowed drop-in takes away") func weakened() throws {
    let text = "[Service]\nProtectSystem=no\nNoNewPrivileges=no\nSystemCallFilter=\n"
    let (world, sha256) = try Self.world(Self.name)
    try world.scene.write("run/\(Self.name).d/10-weak.conf", text)
    let allowed =
      "drop-ins: [{ file: 10-weak.conf, sha256: \(UnitScene.digest(text)) }]\nmaximum-exposure: \"2.0\""
    let findings = try world.findings(allowed, unit: Self.name, sha256: sha256)
    #expect(findings.map(\.status) == [.pass, .pass, .fail], "\(findings)")
  }

  @Test("does not know how exposed a unit is that systemd refuses") func broken() throws {
    let world = try UnitScene("echo x > etc/a.service")
    let findings = try world.findings("maximum-exposure: 10", unit: "a.service")
    #expect(findings.map(\.status) == [.fail, .pass, .unknown])
    #expect(findings.last?.found.hasPrefix("/usr/bin/systemd-analyze: exit status 1: ") == true)
  }

  @Test("looks by default where systemd does, in its order") func loadPath() throws {
    let scene = try GateScene()
    let paths = scene.run("/usr/bin/systemd-analyze", ["unit-paths"]).output.split(separator: "\n").map {
      String($0)
    }
    try #require(paths.count > 8)
    try scene.write(
      "p.yaml",
      """
      policy: v1
      name: p
      environment: simulator
      blockers:
        - id: units
          title: Units
          risk: low
          check: unit-hardening
          with: { units: [{ unit: a.service, sha256: \(UnitScene.sha256) }] }

      """)
    let shown = scene.run(BuiltPrograms.readiness, ["policy", "show", "--resolved", "p.yaml"])
    let with = try JSON.parse(shown.standardOutput)["blockers"]?.arrayValue?.first?["with"]
    let search = with?["search"]?.arrayValue?.compactMap(\.stringValue) ?? []
    // An older or newer systemd may lack one of ours; none of its own may be missing, or in another place.
    #expect(search.filter { paths.contains($0) } == paths)
    #expect(with?["drop-ins"]?.stringValue == "refuse")
  }

  @Test("answers in a worker of the gate") func run() throws {
    let scene = try GateScene()
    guard scene.shell("id -u").output == "0\n" else { return }
    let text = try Self.shipped(Self.name)
    try scene.write("etc/\(Self.name)", text)
    func policy(_ maximum: String) throws {
      try scene.write(
        "p.yaml",
        """
        policy: v1
        name: p
        environment: simulator
        blockers:
          - id: units
            title: The units are the shipped ones
            risk: high
            check: unit-hardening
            user: nobody
            with:
              units: [{ unit: \(Self.name), sha256: \(UnitScene.digest(text)) }]
              search: [etc]
              maximum-exposure: "\(maximum)"

        """)
    }
    func check() -> ProcessResult {
      scene.run(BuiltPrograms.readiness, ["check", "p.yaml", "--state", "state"])
    }
    try policy("2.0")
    let ready = check()
    #expect(ready.status == 0, "\(ready.output)\(ready.errors)")
    try policy("0.5")
    #expect(check().status == 1)
    try policy("2.0")
    try scene.write("etc/service.d/x.conf", "[Service]\nUser=root\n")
    let blocked = check()
    #expect(blocked.status == 1 && blocked.output.contains("etc/service.d/x.conf"), "\(blocked.output)")
  }
}
