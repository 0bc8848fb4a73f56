import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport

/// The lock on the door: a report and what is loaded become a ``Grant`` or a ``Refusal``, design §5.3.
public enum Admission {
  /// Bytes of a report that is still read.
  public static let reportLimit = 16 << 20

  /// Asks every question in order and answers with the first no, or with the permission.
  ///
  /// With `persist` the answer stands in the decision log before it is given, and a permission that cannot be
  /// recorded is none. Without it nothing is left behind: that is `trading-engine admit`.
  ///
  /// Where the configuration demands no report (simulator and paper only), the grant has no limits and no end.
  public static func admit<Scope: GrantScope>(
    _ scope: Scope.Type = Scope.self, requirements: EnvironmentRequirements, loaded: LoadedArtefacts,
    world: AdmissionWorld, persist: Bool = true
  ) throws(Refusal) -> Grant<Scope> {
    var examination = Examination(requirements: requirements, loaded: loaded, world: world)
    return try decide(&examination, kind: "admitted", persist: persist).get()
  }

  /// Puts a report that appeared while the engine runs through the same questions, design §5.4.
  ///
  /// A report about something else leaves no decision; every other answer does.
  public static func review<Scope: GrantScope>(
    _ scope: Scope.Type = Scope.self, requirements: EnvironmentRequirements, loaded: LoadedArtefacts,
    world: AdmissionWorld
  ) -> ReportReview<Scope> {
    var examination = Examination(requirements: requirements, loaded: loaded, world: world)
    let answer: Result<Grant<Scope>, Refusal> = decide(&examination, kind: "renewed", persist: true)
    switch answer {
    case .success(let grant): return .granted(grant)
    case .failure(let refusal):
      if refusal.code.isAboutSomethingElse { return .notConcerning(refusal) }
      guard refusal.code == .blocked, let signed = examination.signed else { return .refused(refusal) }
      return .blocked(refusal, sequence: signed.report.sequence, hasFailedBlocker: signed.hasFailedBlocker)
    }
  }

  private static func decide<Scope: GrantScope>(
    _ examination: inout Examination, kind: String, persist: Bool
  ) -> Result<Grant<Scope>, Refusal> {
    let requirements = examination.requirements
    let record = DecisionRecord(loaded: examination.loaded, requirements: requirements)
    guard let clock = examination.world.clock() else {
      // Without a time there is no entry either: each has one.
      return .failure(
        Refusal(
          .clockStepped, expected: "a clock", found: "none", hint: "check the host's clocks: `timedatectl`"))
    }
    do throws(Refusal) {
      guard requirements.scope == Scope.scope else {
        throw Refusal(
          .wrongScope, expected: Scope.scope.rawValue, found: requirements.scope.rawValue,
          hint: "ask for the scope that the session is for")
      }
      guard requirements.demandsReport else {
        let grant = unrestricted(Scope.self, requirements)
        if persist { try record.admitted(kind, grant, nil, at: clock.now) } else { try record.rehearse() }
        return .success(grant)
      }
      let inputs = AdmissionInputs.read(requirements, examination.loaded, reportLimit: reportLimit)
      let admitted = try examination.run(inputs, clock: clock)
      let report = admitted.signed.report
      let grant = Grant<Scope>(
        environment: requirements.environment, limits: report.grants, expiresAt: admitted.expiresAt,
        account: requirements.account ?? report.account, reportSha256: admitted.signed.payloadSha256.hex,
        sequence: report.sequence)
      if persist {
        try record.admitted(kind, grant, admitted, at: clock.now)
      } else {
        try record.rehearse()
      }
      return .success(grant)
    } catch {
      guard persist, !(kind == "renewed" && error.code.isAboutSomethingElse) else { return .failure(error) }
      var refusal = error
      refusal.notRecorded = record.refused(
        error, examination.signed, at: clock.now, by: examination.world.identity)
      return .failure(refusal)
    }
  }

  private static func unrestricted<Scope: GrantScope>(
    _ scope: Scope.Type, _ requirements: EnvironmentRequirements
  ) -> Grant<Scope> {
    Grant(
      environment: requirements.environment, limits: Grants(), expiresAt: .latest,
      account: requirements.account, reportSha256: nil, sequence: 0)
  }
}

/// What a new report means to an engine that runs.
public enum ReportReview<Scope: GrantScope>: Sendable, Hashable {
  /// READY: the new permission replaces the old one.
  case granted(Grant<Scope>)
  /// Authentic, about this engine, and BLOCKED.
  case blocked(Refusal, sequence: Int64, hasFailedBlocker: Bool)
  /// About another engine, configuration, environment or scope: one log line.
  case notConcerning(Refusal)
  /// Not to be believed, or not usable: nothing changes, somebody is told.
  case refused(Refusal)
}

extension RefusalCode {
  /// Whether it says that an authentic report is about something else than this engine and session.
  var isAboutSomethingElse: Bool {
    switch self {
    case .wrongEnvironment, .wrongScope, .subjectMissing, .subjectMismatch: true
    default: false
    }
  }
}
