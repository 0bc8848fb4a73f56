import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

private let isKeyringInstalled = unsafe access("/etc/trading-engine/keyring.yaml", F_OK) == 0

@Suite("readiness keys and approve") struct KeyCommandTests {
  @Test("make a private key that only its owner reads, and a keyring that everybody may")
  func modes() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.scene.shell("stat -c %a keys/gate.pem keys/keyring.yaml").output == "600\n644\n")
    #expect(try world.scene.read("keys/gate.pem").hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    let listing = world.run("keys", "show", "--keyring", "keys/keyring.yaml")
    #expect(listing.output.hasPrefix("generation 1, sha256 "))
    #expect(listing.output.contains("\ngate\n  key id        "))
    #expect(!listing.output.contains("PRIVATE"))
  }

  @Test("raise the generation with every change, and replace nothing")
  func generations() throws {
    let world = try CommandScene(hasKey: true)
    let pem = try world.scene.read("keys/gate.pem")
    let again = world.run(
      "keys", "generate", "--name", "gate", "--role", "gate", "--environment", "live", "--out", "keys")
    #expect(again.status == 4)
    #expect(again.codes == ["key.exists"])
    #expect(try world.scene.read("keys/gate.pem") == pem)
    try world.key("alice", "approver", "live")
    #expect(try world.scene.read("keys/keyring.yaml").contains("generation: 2"))
    world.scene.shell("rm keys/alice.pem")
    let duplicate = world.run(
      "keys", "generate", "--name", "alice", "--role", "gate", "--environment", "live", "--out", "keys")
    #expect(duplicate.codes == ["keyring.duplicate-name"])
    #expect(!world.scene.exists("keys/alice.pem"))
    let revoked = world.run(
      "keys", "revoke", "--name", "gate", "--reason", "stolen \u{1B}[2J", "--keyring", "keys/keyring.yaml")
    #expect(revoked.status == 4 || revoked.status == 0)
    let plain = world.run(
      "keys", "revoke", "--name", "alice", "--reason", "left", "--keyring", "keys/keyring.yaml")
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(
      world.run("keys", "revoke", "--name", "alice", "--reason", "x", "--keyring", "keys/keyring.yaml").codes
        == ["keyring.already-revoked"])
    #expect(
      world.run("keys", "revoke", "--name", "bob", "--reason", "x", "--keyring", "keys/keyring.yaml").codes
        == ["keyring.unknown-name"])
    let listing = world.run("keys", "show", "--keyring", "keys/keyring.yaml").output
    #expect(listing.contains("revoked at 2"))
    #expect(!listing.contains("\u{1B}"))
  }

  @Test("refuse a private key that others can read, unless systemd put it there for the group")
  func readable() throws {
    let world = try CommandScene(hasKey: true)
    func codes(_ mode: String, _ environment: [String: String] = [:], key: String = "keys/gate.pem")
      -> [String]
    {
      world.scene.shell("chmod \(mode) '\(key)'")
      let result = world.run(
        "check", "p.yaml", "--key", world.scene[key], "--keyring", "keys/keyring.yaml", "--report", "r.json",
        "--state", "state", environment: environment)
      #expect(result.status == (result.codes.isEmpty ? 0 : 4))
      return result.codes
    }
    let credentials = ["CREDENTIALS_DIRECTORY": world.scene["keys"]]
    for mode in ["644", "640", "604", "620", "602", "610"] {
      #expect(codes(mode) == ["key.readable-by-others"], "\(mode)")
    }
    for mode in ["600", "400"] { #expect(codes(mode) == [], "\(mode)") }
    for mode in ["440", "640"] { #expect(codes(mode, credentials) == [], "\(mode)") }
    for mode in ["644", "444", "660", "650"] {
      #expect(codes(mode, credentials) == ["key.readable-by-others"], "\(mode)")
    }
    world.scene.shell("mkdir keys/sub; cp keys/gate.pem keys/sub/gate.pem")
    #expect(codes("440", credentials, key: "keys/sub/gate.pem") == ["key.readable-by-others"])
    #expect(
      codes("440", ["CREDENTIALS_DIRECTORY": world.scene["key"]], key: "keys/gate.pem") == [
        "key.readable-by-others"
      ])
  }

  @Test(
    "look for the keyring beside the key where none is installed",
    .enabled(if: !isKeyringInstalled, "a keyring is installed here"))
  func defaultKeyring() throws {
    let world = try CommandScene(hasKey: true)
    let result = world.run(
      "check", "p.yaml", "--key", "keys/gate.pem", "--report", "r.json", "--state", "state")
    #expect(result.status == 0, "\(result.errors)")
    #expect(world.run("verify", "r.json").status == 4)
    #expect(world.run("verify", "r.json", "--keyring", "keys/keyring.yaml").status == 0)
  }

  @Test("let a second person consent, and nobody to a report of their own")
  func approval() throws {
    let world = try CommandScene(hasKey: true)
    try world.key("alice", "approver")
    try world.scene.write("engine", "x")
    try world.policy(head: "subjects: { engine: engine }\n")
    #expect(world.check().status == 0)
    func approve(_ key: String, until: String, out: String = "a.json") -> ProcessResult {
      world.run(
        "approve", "report.json", "--until", until, "--reason", "reviewed", "--key", key, "--keyring",
        "keys/keyring.yaml", "--out", out)
    }
    let issued = try #require(try world.statement()["predicate"]?["issuedAt"]?.stringValue)
    let soon = world.scene.shell("date -u -d '\(issued) + 2 days' +%Y-%m-%dT%H:%M:%SZ").output.dropLast()
    let late = world.scene.shell("date -u -d '\(issued) + 32 days' +%Y-%m-%dT%H:%M:%SZ").output.dropLast()
    #expect(approve("keys/alice.pem", until: "2020-01-01T00:00:00Z").codes == ["approval.ended"])
    #expect(approve("keys/alice.pem", until: String(late)).status == 64)
    #expect(approve("keys/gate.pem", until: String(soon)).codes == ["key.wrong-role"])
    #expect(approve("keys/alice.pem", until: String(soon), out: "none/a.json").status == 74)
    #expect(!world.scene.exists("a.json"))
    for path in ["report.json", "keys/alice.pem", "keys/keyring.yaml", "./keys/../report.json"] {
      let before = try world.scene.read(path)
      let refused = approve("keys/alice.pem", until: String(soon), out: path)
      #expect(refused.status == 64 && refused.codes == ["usage.output-is-input"], "\(path)")
      #expect(try world.scene.read(path) == before)
    }
    let made = approve("keys/alice.pem", until: String(soon))
    #expect(made.status == 0, "\(made.errors)")
    let statement = try world.statement("a.json")
    #expect(statement["predicateType"]?.stringValue == "urn:readiness-gate:approval:v1")
    #expect(statement["subject"] == (try world.statement()["subject"]))
    #expect(statement["predicate"]?["approver"]?.stringValue == "alice")
    #expect(world.run("verify", "a.json", "--keyring", "keys/keyring.yaml").status == 5)
    world.scene.shell("sed -i 's/\"sig\":\"./\"sig\":\"_/' report.json")
    #expect(approve("keys/alice.pem", until: String(soon), out: "b.json").status == 5)
    #expect(!world.scene.exists("b.json"))
  }
}
