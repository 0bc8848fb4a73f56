import Attestation
import AuditLog
import Chronology
import ExactDecimal
import ReadinessReport
public import StrictJSON
import Trading

extension StatusReport {
  static let version = "v1"

  /// The answer of `status --json`, deploy/schemas/trading-engine-status.schema.json. Deployments read its first member and
  /// its last.
  public var json: JSON {
    let killSwitch: JSON =
      if case .state(let state) = killSwitch { Self.json(state, killSwitchPath) } else { nil }
    return [
      "running": .bool(processID != nil), "processId": .count(processID.map { Int64($0) }),
      "startedAt": .time(running?.startedAt), "healthAddress": .optional(running?.healthAddress),
      "statusReport": .string(Self.version), "at": .time(at), "mode": .optional(running?.mode.rawValue),
      "environment": .string(environment.rawValue),
      "leftBehind": leftBehind.map {
        ["processId": .integer(Int64($0.processID)), "startedAt": .time($0.startedAt)]
      }
        ?? nil,
      "health": engine ?? nil, "killSwitch": killSwitch, "problems": .array(problems.map(\.json)),
      "decisions": decisionsJSON, "waivers": waivers.map { .array($0.map(Self.json)) } ?? nil,
      "remembered": memoryJSON, "disk": disk?.json ?? nil,
      "states": .array(
        states.map {
          ["kind": .string($0.file.kind.rawValue), "path": .string($0.file.path), "loads": .bool($0.loads)]
        }),
      "venue": engine?["venue"] ?? nil,
    ]
  }

  private static func json(_ state: KillSwitchState, _ path: String) -> JSON {
    [
      "state": .string(state.mode.rawValue), "path": .string(path), "tripId": .optional(state.tripID),
      "cause": .optional(state.cause?.rawValue), "reason": .optional(state.reason),
      "changedAt": .time(state.changedAt),
    ]
  }

  private static func json(_ waiver: BlockerWaiver) -> JSON {
    [
      "blocker": .string(waiver.blocker), "approver": .string(waiver.approver),
      "reason": .string(waiver.reason), "expiresAt": .time(waiver.expiresAt),
    ]
  }

  private var decisionsJSON: JSON {
    guard case .last(let entries, let heartbeat) = decisions else { return nil }
    return [
      "lastHeartbeatAt": .time(heartbeat),
      "last": .array(
        entries.map { entry in
          .object(
            [
              JSONMember("entry", .integer(entry.number)), JSONMember("at", .time(entry.at)),
              JSONMember("kind", .string(entry.kind)),
            ] + entry.members)
        }),
    ]
  }

  private var memoryJSON: JSON {
    guard case .symbols(let symbols, let lastRecordAt) = memory else { return nil }
    return [
      "lastRecordAt": .time(lastRecordAt),
      "symbols": .array(
        symbols.map {
          [
            "symbol": .string($0.symbol.description), "own": .decimal($0.own), "stop": .decimal($0.stop),
            "quarantine": .optional($0.quarantine), "openOrders": .integer($0.openOrders),
          ]
        }),
    ]
  }
}
