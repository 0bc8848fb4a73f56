import AuditLog
import FilePaths
public import ReadinessReport
import StrictJSON

/// Whether the decision log goes on from where the gate saw it.
///
/// Without this a state folder that was emptied would look like one before the first session: no trip, no decision, no
/// mark. The report says how long the log was, and the gate signed that.
struct AnchorJudgement {
  let log: DecisionLog

  init(_ loaded: LoadedArtefacts) { log = DecisionLog(besideStateFile: loaded.killSwitchPath) }

  /// - Throws: `decision-log.not-as-anchored`.
  func judge(_ report: ReadinessReport) throws(Refusal) {
    guard let anchor = report.anchor, let reason = log.loss(of: anchor) else { return }
    guard !log.acknowledges(loss: anchor) else { return }
    throw Refusal(
      .decisionLogNotAsAnchored,
      expected: "\(log.path) with entry \(anchor.entries), digest \(anchor.headSha256), as the gate saw it",
      found: reason,
      hint:
        "find out what became of the log and of the files beside it, and look at the venue for positions and "
        + "orders; then `trading-engine admission reset --reason TEXT`")
  }
}

extension DecisionLog {
  /// What a reset records about logs that are gone.
  static let lossKey = "lostLogs"

  /// Why the log does not go on from the anchor; nil when it does.
  package func loss(of anchor: ReadinessReport.Anchor) -> String? {
    do {
      switch try answer(to: anchor) {
      case .continues: return nil
      case .broken(let reason): return reason
      }
    } catch {
      return "\(error)"
    }
  }

  /// Whether a person has said, in this log, that the log with this anchor is gone.
  package func acknowledges(loss anchor: ReadinessReport.Anchor) -> Bool {
    var isKnown = false
    // What stands before damage is intact, and what stands behind it is not asked.
    _ = try? forEach { entry in
      guard entry.kind == Admission.resetKind, let lost = entry[Self.lossKey]?.arrayValue else { return }
      isKnown = isKnown || lost.contains(anchor.json)
    }
    return isKnown
  }
}

extension ReadinessReport.Anchor {
  var json: JSON { ["entries": .integer(entries), "headSha256": .string(headSha256)] }
}

extension Admission {
  static let resetKind = "admission-reset"

  /// How the gate saw the decision log of this kill switch, by the report that is there, if a keyring vouches for it;
  /// whether it is in date or was superseded does not matter for that.
  public static func anchor(
    _ requirements: EnvironmentRequirements, killSwitchPath: String, world: AdmissionWorld
  ) -> ReadinessReport.Anchor? {
    guard let clock = world.clock(),
      let report = SignedReport.authentic(requirements, now: clock.now)?.report,
      report.environment == requirements.environment, report.scope == requirements.scope,
      report.host.machineId == world.machineId ?? "",
      report.statePaths.values.contains(where: killSwitchPath.isSamePath)
    else { return nil }
    return report.anchor
  }
}
