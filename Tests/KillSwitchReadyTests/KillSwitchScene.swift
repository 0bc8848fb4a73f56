import CheckScene
import Chronology
import ReadinessCheck
import StrictJSON

/// An engine that shows a kill switch as told, and a drill's record.
final class KillSwitchScene {
  static let engineSha256 = String(repeating: "e", count: 64)

  let checks: CheckScene

  init() throws {
    checks = try CheckScene()
    checks.now = Timestamp(clamping: 1_795_000_000_000)
    checks.subjects["configuration"] = .init(path: "\(checks.folder)/engine.yaml", sha256: "")
    checks.serviceEnvironment = ["KILL_SWITCH_STATE_PATH": "/srv/ks.json", "OTHER": "x"]
    try record(drill())
  }

  static func shown(_ state: JSON, tripID: JSON = nil, cause: JSON = nil, reason: JSON = nil) -> String {
    let json: JSON = [
      "state": state, "path": "/srv/ks.json", "tripId": tripID, "cause": cause, "reason": reason,
      "changedAt": "2026-11-28T05:00:00.000Z",
    ]
    return json.text()
  }

  static let armed = shown("armed")

  /// An engine that answers both questions, the second one so.
  ///
  /// - Parameter root: what it has to be told that relative paths are relative to; nil: the policy's folder.
  func engine(_ output: String, status: Int = 0, root: String? = nil) throws {
    try checks.write("answer", output)
    let configuration = "\(checks.folder)/engine.yaml"
    try checks.writeEngine(
      """
      #!/bin/sh
      case "$*" in
      'state paths --config \(configuration) --root \(root ?? checks.folder) --json')
        [ -z "$OTHER" ] || exit 65
        echo '{"paths":[{"variable":"KILL_SWITCH_STATE_PATH","path":"'"$KILL_SWITCH_STATE_PATH"'","kind":"kill-switch"}]}' ;;
      'kill-switch show --state /srv/ks.json --json')
        [ -z "$KILL_SWITCH_STATE_PATH" ] || exit 65
        cat '\(checks.folder)/answer'; exit \(status) ;;
      *) exit 64 ;;
      esac

      """)
  }

  static func step(_ name: String, passed: Bool = true) -> JSON {
    ["step": .string(name), "passed": .bool(passed), "milliseconds": 3, "found": "as it should be"]
  }

  static let alone = ["state-loaded", "armed", "tripped", "latched", "reset", "armed-again"]
  static let withEngine = [
    "state-loaded", "armed", "tripped", "latched", "acknowledged", "entries-refused", "reset", "armed-again",
  ]

  /// A drill an hour ago, with some members changed; nil takes one away.
  func drill(_ changes: [String: JSON?] = [:], age: Int64 = 3_600_000) -> JSON {
    let json: JSON = [
      "killSwitchDrill": "v1", "at": .string(checks.now.advanced(byMilliseconds: -age).description),
      "engineSha256": .string(Self.engineSha256), "environment": "simulator", "tripId": "1a2b3c4d",
      "tripMilliseconds": 41, "acknowledgedByEngine": false,
      "steps": .array(Self.alone.map { Self.step($0) }),
    ]
    var members = json.members ?? []
    for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
      members.removeAll { $0.key == key }
      if let value { members.append(JSONMember(key, value)) }
    }
    return .object(members)
  }

  func record(_ drill: JSON) throws { try checks.write("drill.json", drill.text()) }
}

extension CheckAnswer {
  /// Each finding's status and subject, in order.
  var summary: [String] { findings.map { "\($0.status.rawValue) \($0.subject)" } }
}
