import Attestation
import Chronology
import Cryptography
import GateScene
import Processes
import StrictJSON

/// A desk with two blockers, of which the first fails and the second needs it, a gate's key and an approver's.
struct WaiverScene {
  let world: CommandScene
  var scene: GateScene { world.scene }

  static let policy = """
    policy: v1
    name: desk
    environment: simulator
    waivers: { maximum: 1, max-lifetime: 7d }
    blockers:
      - id: legacy-state-file
        title: No legacy state file
        risk: high
        check: legacy-file-absence
        with: { root: root, files: [.kill_switch_state] }
      - id: second
        title: Second
        risk: low
        check: legacy-file-absence
        needs: [legacy-state-file]
        with: { root: root, files: [.other] }

    """

  init() throws {
    world = try CommandScene(hasKey: true)
    try world.key("alice", "approver")
    try policy()
    try world.leaveLegacyFile()
  }

  /// Writes the policy with one text in the place of another.
  func policy(_ text: String = "", _ other: String = "", as name: String = "p.yaml") throws {
    try scene.write(name, text.isEmpty ? Self.policy : Self.policy.replacing(text, with: other))
  }

  static func time(in seconds: Int64) -> Timestamp {
    SystemClock.now().advanced(byMilliseconds: seconds * 1_000)
  }

  /// `readiness waive` of the first blocker for an hour, with options that differ from that.
  @discardableResult func waive(_ changes: [String: String] = [:]) -> ProcessResult {
    let options = [
      "--policy": "p.yaml", "--blocker": "legacy-state-file", "--reason": "ticket 12",
      "--until": "\(Self.time(in: 3_600))", "--key": "keys/alice.pem", "--keyring": "keys/keyring.yaml",
      "--out": "w.json",
    ].merging(changes) { $1 }
    return scene.run(
      BuiltPrograms.readiness, ["waive"] + options.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
  }

  /// Changes what `w.json` says and signs it again, as somebody can who has the key but not this program.
  func forge(
    _ changes: [String: JSON], by key: String = "alice", predicateType: String? = nil,
    payloadType: String = inTotoPayloadType, policySha256: String? = nil
  ) throws {
    let envelope = try DSSEEnvelope.parseCanonical(Array(scene.read("w.json").utf8))
    let statement = try Statement.parse(envelope.payload)
    let predicate = (statement.predicate.members ?? []).map {
      JSONMember($0.key, changes[$0.key] ?? $0.value)
    }
    let forged = try Statement(
      subjects: statement.subjects.map { ($0.name, policySha256 ?? $0.sha256.hex) },
      predicateType: predicateType ?? statement.predicateType, predicate: .object(predicate))
    let pem = try Ed25519PrivateKey(pem: Array(scene.read("keys/\(key).pem").utf8))
    let signed = try DSSEEnvelope.sign(payloadType: payloadType, payload: forged.encoded(), with: [pem])
    try scene.write("w.json", String(decoding: signed.encoded(), as: UTF8.self))
  }

  /// The first blocker in the signed report.
  func blocker() throws -> JSON? {
    try world.statement()["predicate"]?["blockers"]?.arrayValue?.first
  }

  /// The waiver of the first blocker as it would be if the policy, as it is now, had allowed one.
  func forgeForPresentPolicy() throws {
    let resolved = try JSON.parse(world.run("policy", "show", "--resolved", "p.yaml").standardOutput)
    let blocker = resolved["blockers"]?.arrayValue?.first ?? .null
    try forge(
      ["blockerSha256": .string(SHA256.digest(of: blocker.encoded(sortedKeys: true)).hex)],
      policySha256: world.run("policy", "show", "--digest", "p.yaml").output.filter { !$0.isWhitespace })
  }
}
