import DurableFiles
import Glibc
import Processes
import Testing

@Suite("What a run writes") struct OutputPlaceTests {
  @Test(
    "never takes the place of what it reads",
    arguments: ["keys/gate.pem", "keys/keyring.yaml", "policy.yaml", "program"])
  func inputs(path: String) throws {
    let gate = try GateFolder()
    try gate.write("program", "a subject")
    try gate.writePolicy(
      GateFolder.blocker("one", root: gate.folder) + "subjects: { program: program }\n")
    let before = try gate.read(path)
    for arguments in [["--output", "json=\(path)"], ["--output", "markdown=./keys/../\(path)"]] {
      let result = gate.readiness(["check", "policy.yaml", "--keyring", "keys/keyring.yaml"] + arguments)
      // A dry run reads no key, and may not be told about one.
      guard path != "keys/gate.pem" else { continue }
      #expect(result.termination == .exited(64))
      #expect(result.errors.contains("[usage.output-is-input]"))
    }
    let signed = gate.check(report: path)
    #expect(signed.termination == .exited(64), "\(signed.errors)")
    #expect(gate.check(["--output", "json=\(path)"]).termination == .exited(64))
    #expect(try gate.read(path) == before || path == "keys/gate.pem")
    #expect((try DurableFiles.statusIfPresent(gate["store"])) == nil)
  }

  @Test("never takes the place of a FIFO or a device, nor of a link to one")
  func specialFiles() throws {
    let gate = try GateFolder()
    try gate.writePolicy(GateFolder.blocker("one", root: gate.folder))
    #expect(unsafe mkfifo(gate["fifo"], 0o600) == 0 && symlink("/dev/null", gate["null"]) == 0)
    for name in ["fifo", "null"] {
      let before = try DurableFiles.status(gate[name], follow: false)
      let rendered = gate.readiness(["check", "policy.yaml", "--output", "json=\(name)"])
      #expect(rendered.termination == .exited(74))
      #expect(rendered.errors.contains("[output.not-written]"))
      #expect(gate.check(report: name).termination == .exited(74))
      #expect(try DurableFiles.status(gate[name], follow: false).isSameFile(as: before))
    }
  }

  @Test("is not READY when it had ended before it could be issued, and the report in use stays")
  func bornExpired() throws {
    let gate = try GateFolder()
    try gate.writePolicy(GateFolder.blocker("one", root: gate.folder))
    #expect(gate.check().isSuccess)
    let report = try gate.read("report.json")
    let many = (1...250).map { GateFolder.blocker("b\($0)", root: gate.folder) }.joined()
    try gate.writePolicy(many, report: "{ valid-for: 1s }")
    let result = gate.check()
    #expect(result.termination == .exited(6), "\(result.output.suffix(400))")
    #expect(result.errors.contains("[report.expired]"))
    #expect(try gate.read("report.json") == report)
  }

  @Test("names every mistake of a keyring on lines of its own")
  func keyring() throws {
    let gate = try GateFolder()
    try gate.writePolicy(GateFolder.blocker("one", root: gate.folder))
    let result = gate.readiness(["check", "policy.yaml", "--keyring", "policy.yaml"])
    #expect(result.termination == .exited(4))
    #expect(result.errors.contains("\npolicy.yaml:1:1: error: 'keyring' is missing"))
    #expect(!result.errors.contains("\\u{a}"))
  }
}
