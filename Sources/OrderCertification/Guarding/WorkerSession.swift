import Attestation
import Cryptography
import StrictJSON
import TradingEngine
import VenueAccess

/// Whom a process of a run has reached, as whom, and with what it was started. Guardian and worker each find that out
/// for themselves, and evidence is worth something only when they found the same.
struct WorkerSession: Sendable, Hashable {
  var adapter: String
  var environment: String
  var origin: String
  var account: String
  var engineSha256: String
  var configurationSha256: String

  init(_ session: VenueSession, _ settings: CertificationSettings, engineSha256: String) {
    adapter = session.adapter
    environment = session.environment.rawValue
    origin = session.origin
    account = session.account ?? ""
    self.engineSha256 = engineSha256
    configurationSha256 = settings.start.configuration.sha256.hex
  }

  init(readingFrom object: inout JSONObjectReader) throws {
    adapter = try object.string("adapter")
    environment = try object.string("environment")
    origin = try object.string("origin")
    account = try object.string("account")
    engineSha256 = try object.string("engineSha256")
    configurationSha256 = try object.string("configurationSha256")
  }

  var json: JSON {
    .object(members.map { JSONMember($0.name, .string($0.value)) })
  }

  private var members: [(name: String, value: String)] {
    [
      ("adapter", adapter), ("environment", environment), ("origin", origin), ("account", account),
      ("engineSha256", engineSha256), ("configurationSha256", configurationSha256),
    ]
  }

  /// What another found otherwise; nil when it found the same.
  func difference(from other: WorkerSession) -> String? {
    for (own, theirs) in zip(members, other.members) where own.value != theirs.value {
      return "\(own.name): '\(own.value)' and '\(theirs.value)'"
    }
    return nil
  }
}
