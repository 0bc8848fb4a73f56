import FilePaths

/// The folder of the kill switch's state, which holds everything else that one engine keeps.
public struct StateFolder: Sendable, Hashable {
  public let path: String

  public init(containing file: String) {
    path = file.splitAtLastSlash?.folder ?? "/"
  }

  /// Held by the running engine; one engine for each folder.
  public var lock: String { below("trading-engine.lock") }
  /// What the running engine says about itself: process, start, health address.
  public var instance: String { below("instance.json") }
  /// The journal of admission decisions and sessions, design §5.3.
  public var decisions: String { below("decisions.jsonl") }
  /// Admission's marks.
  public var marks: String { below("admission.json") }

  /// What certification runs have used of their permission.
  public var certificationBudget: String { below("certification_budget.json") }

  /// What the last drill of the kill switch saw.
  public var killSwitchDrill: String { below("kill_switch_drill.json") }

  /// The number that own orders carry.
  public var instanceNumber: String { below("instance_number.json") }
  /// The folder of the trading journal.
  public var journal: String { below("journal") }
  /// Alerts that wait to be delivered.
  public var alerts: String { below("alerts.json") }
  /// The folder of the paper account.
  var paperAccount: String { below("account") }
  /// The socket that takes intents.
  public var intents: String { below("intents.sock") }

  private func below(_ name: String) -> String { path.appendingPath(name) }
}
