import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import FilePaths
import ReadinessReport
import StrictJSON

/// Writes what admission decided: the marks, then the entry in the decision log.
struct DecisionRecord {
  let loaded: LoadedArtefacts
  let requirements: EnvironmentRequirements

  private var log: DecisionLog { DecisionLog(besideStateFile: loaded.killSwitchPath) }

  /// - Parameter admitted: nil where no report was demanded; then there are no marks.
  /// - Throws: `admission.not-recorded`.
  func admitted<Scope>(
    _ kind: String, _ grant: Grant<Scope>, _ admitted: Examination.Admitted?, at time: Timestamp
  ) throws(Refusal) {
    do {
      if let admitted {
        try DurableFiles.replace(
          AdmissionMarks.path(besideStateFile: loaded.killSwitchPath), with: admitted.marks.encoded,
          mode: 0o600)
      }
      let policy = admitted?.signed.report.policy
      try log.append(
        kind, at: time,
        members: members(report: grant.reportSha256, sequence: admitted.map { $0.signed.report.sequence }) + [
          JSONMember("policy", text(policy?.name)), JSONMember("policySha256", text(policy?.resolvedSha256)),
          JSONMember("limits", grant.limits.json),
          JSONMember("expiresAt", .string(grant.expiresAt.description)),
        ])
    } catch {
      throw notRecorded(error)
    }
  }

  /// Whether an admission could be recorded, without recording one.
  ///
  /// - Throws: `admission.not-recorded`.
  func rehearse() throws(Refusal) {
    do { try log.requireAppendable() } catch { throw notRecorded(error) }
  }

  private func notRecorded(_ error: any Error) -> Refusal {
    Refusal(
      .notRecorded, expected: "marks and decision on disk beside \(loaded.killSwitchPath)",
      found: "\(error)",
      hint: "make room, or put right who owns the folder; a damaged log is kept under another name",
      isDiskFailure: Self.isDiskFailure(error))
  }

  private static func isDiskFailure(_ error: any Error) -> Bool {
    if case .failed(let failure) = error as? AuditLogError { return failure.isDiskFailure }
    return (error as? FileError)?.isDiskFailure ?? false
  }

  /// - Returns: why the refusal could not be recorded; nil when it was.
  func refused(
    _ refusal: Refusal, _ signed: SignedReport?, at time: Timestamp, by identity: ProcessIdentity
  ) -> String? {
    let path = loaded.killSwitchPath
    let folder = path.splitAtLastSlash?.folder ?? "."
    if identity.userIDs.contains(0), let owner = try? DurableFiles.status(folder).userID, owner != 0 {
      // A log that root owns would lock the engine's own user out of every later admission.
      return "user 0 writes nothing into '\(folder)', which belongs to user \(owner)"
    }
    do {
      try log.append(
        "refused", at: time,
        members: members(report: signed?.payloadSha256.hex, sequence: signed?.report.sequence) + [
          JSONMember("code", .string(refusal.code.text)),
          JSONMember("expected", .string(Self.shortened(refusal.expected))),
          JSONMember("found", .string(Self.shortened(refusal.found))),
        ])
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func members(report: String?, sequence: Int64?) -> [JSONMember] {
    [
      JSONMember("environment", .string(requirements.environment.rawValue)),
      JSONMember("scope", .string(requirements.scope.rawValue)),
      JSONMember("engine", .string(loaded.engineSha256.hex)),
      JSONMember("configuration", .string(loaded.configurationSha256.hex)),
      JSONMember("report", text(report)),
      JSONMember("sequence", sequence.map { .integer($0) } ?? .null),
    ]
  }

  private func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

  /// So that no report can make a line too long to be written.
  private static func shortened(_ text: String) -> String {
    text.unicodeScalars.count <= 1_000 ? text : String(text.unicodeScalars.prefix(1_000)) + "…"
  }
}
