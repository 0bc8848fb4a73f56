import CheckScene
import Chronology
import Cryptography
import ReadinessCheck
import StrictJSON

/// An engine that answers as told, and the configuration that it is asked with.
final class AccessScene {
  static let account = "11111111-2222-3333-4444-555555555555"
  static let boot = "0f6f7a5e-0000-4000-8000-000000000000"
  static let engineSha256 = String(repeating: "e", count: 64)

  let checks: CheckScene
  private(set) var configurationSha256 = ""

  /// - Parameter configuration: its text; nil: the policy names none.
  init(
    configuration: String? = "venue: { account: \(AccessScene.account) }\n", environment: String = "live"
  ) throws {
    checks = try CheckScene()
    checks.environment = environment
    checks.now = Timestamp(clamping: 1_795_000_000_000)
    var files = AlteredFiles()
    files.contents["/random/boot_id"] = .success(Array("\(Self.boot)\n".utf8))
    checks.files = files
    guard let configuration else { return }
    let path = try checks.write("engine.yaml", configuration)
    configurationSha256 = SHA256.digest(of: Array(configuration.utf8)).hex
    checks.subjects["configuration"] = .init(path: path, sha256: configurationSha256)
  }

  /// What `trading-engine probe --json` prints, with some members changed; nil takes one away.
  static func answer(_ changes: [String: JSON?] = [:]) -> JSON {
    let json: JSON = [
      "adapter": "kraken-futures-rest-v3", "environment": "live", "origin": "https://futures.kraken.com",
      "certificateSha256s": [], "account": .string(account), "accountRead": true,
      "keyPermissions": permissions("granted", "not-granted"), "venueTime": nil,
      "instruments": [instrument("PF_XBTUSD"), instrument("PF_ETHUSD")],
    ]
    return changed(json, changes)
  }

  static func permissions(_ trading: String, _ withdrawal: String) -> JSON {
    [
      "reading": "granted", "trading": .string(trading), "withdrawal": .string(withdrawal),
      "source": "what the key read",
    ]
  }

  static func instrument(_ symbol: String, tradeable: Bool = true, postOnly: Bool = false) -> JSON {
    ["symbol": .string(symbol), "isTradeable": .bool(tradeable), "isPostOnly": .bool(postOnly)]
  }

  static func changed(_ json: JSON, _ changes: [String: JSON?]) -> JSON {
    var members = json.members ?? []
    for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
      members.removeAll { $0.key == key }
      if let value { members.append(JSONMember(key, value)) }
    }
    return .object(members)
  }

  static func refusal(_ code: String, hint: JSON = "see it") -> JSON {
    ["error": ["code": .string(code), "message": "it does not go", "hint": hint]]
  }

  /// An engine that prints this and ends so, when it is asked as the contract says.
  func engine(_ output: String, status: Int = 0) throws {
    try checks.write("answer", output)
    try checks.writeEngine(
      "#!/bin/sh\n[ \"$*\" = 'probe --config \(checks.folder)/engine.yaml --json' ] || exit 64\n"
        + "[ \"$(env | cut -d= -f1 | grep -v -e PWD -e SHLVL -e '^_$')\" = PATH ] || exit 65\n"
        + "cat '\(checks.folder)/answer'\nexit \(status)\n")
  }

  /// The record of a probe, made a minute ago, with some members changed.
  func record(_ changes: [String: JSON?] = [:], of answer: JSON = AccessScene.answer()) -> JSON {
    let origin: JSON = [
      "probe": "v1", "probedAt": .string(checks.now.advanced(byMilliseconds: -60_000).description),
      "bootId": .string(Self.boot), "engineSha256": .string(Self.engineSha256),
      "configurationSha256": .string(configurationSha256), "outcome": "ok", "exitStatus": 0,
    ]
    return Self.changed(.object((origin.members ?? []) + (answer.members ?? [])), changes)
  }
}

extension CheckAnswer {
  /// Each finding's status and subject, in order.
  var summary: [String] { findings.map { "\($0.status.rawValue) \($0.subject)" } }
}
