import Attestation
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport

/// A file of the approvals' folder.
struct ApprovalFile: Sendable {
  let name: String
  let content: Result<[UInt8], FileError>

  /// - Parameter folder: one that is missing holds no approvals.
  static func read(folder: String?) throws(FileError) -> [ApprovalFile] {
    guard let folder else { return [] }
    let entries: [FolderEntry]
    do { entries = try DurableFiles.list(folder, limit: 1_024) } catch {
      if error.isNotFound { return [] }
      throw error
    }
    var files: [ApprovalFile] = []
    for name in entries.compactMap(\.name) where name.hasSuffix(".json") && !name.hasPrefix(".") {
      let content: Result<[UInt8], FileError>
      do { content = .success(try DurableFiles.read("\(folder)/\(name)", limit: 1 << 20)) } catch {
        content = .failure(error)
      }
      files.append(ApprovalFile(name: name, content: content))
    }
    return files
  }
}

/// Whether as many people consented as the keyring asks for.
struct ApprovalJudgement {
  let signed: SignedReport
  let needed: Int
  let now: Timestamp

  /// What one file is worth.
  private enum Worth {
    case counts([Ed25519PublicKey], until: Timestamp)
    case sameKey(String)
    case notInForce(String)
    case other(String)
  }

  /// - Returns: when the approvals that were counted end; nil when none is needed.
  /// - Throws: with too few, what the nearest miss was: `approval.same-key`, `approval.expired`,
  ///   `approval.mismatch`; `approval.missing` when there is none.
  func judge(_ files: Result<[ApprovalFile], FileError>) throws(Refusal) -> Timestamp? {
    guard needed > 0 else { return nil }
    let readable: [ApprovalFile]
    do { readable = try files.get() } catch { throw refusal(.approvalMissing, "\(error)") }
    let worths = readable.map { (name: $0.name, worth: worth($0)) }
    var ends: [Ed25519PublicKey: Timestamp] = [:]
    for case .counts(let keys, let until) in worths.map(\.worth) {
      for key in keys { ends[key] = max(until, ends[key] ?? until) }
    }
    // The approvals that hold longest are the ones that are counted.
    let longest = ends.values.sorted(by: >).prefix(needed)
    if longest.count == needed, let end = longest.last { return end }
    throw nearestMiss(worths, counted: ends.count)
  }

  private func nearestMiss(_ worths: [(name: String, worth: Worth)], counted: Int) -> Refusal {
    for (name, worth) in worths {
      if case .sameKey(let why) = worth { return refusal(.approvalSameKey, "\(name): \(why)") }
    }
    for (name, worth) in worths {
      if case .notInForce(let why) = worth { return refusal(.approvalExpired, "\(name): \(why)") }
    }
    for (name, worth) in worths {
      if case .other(let why) = worth { return refusal(.approvalMismatch, "\(name): \(why)") }
    }
    return refusal(.approvalMissing, counted == 0 ? "none" : "\(counted)")
  }

  private func refusal(_ code: RefusalCode, _ found: String) -> Refusal {
    Refusal(
      code, expected: "approvals of this report's subjects by \(needed) distinct keys of role approver",
      found: found,
      hint:
        "have a second person run `readiness approve REPORT --until TIME --reason TEXT --key PEM --out FILE`, "
        + "and put the file into the folder gate.approvals")
  }

  private func worth(_ file: ApprovalFile) -> Worth {
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseCanonical(file.content.get()) } catch {
      return .other(describe(error))
    }
    guard envelope.payloadType == inTotoPayloadType else { return .other("it is a \(envelope.payloadType)") }
    let report = signed.report
    let signers: VerifiedSignatures
    let approval: Approval
    do {
      approval = try Approval(statement: Statement.parse(envelope.payload))
    } catch { return .other("it is no approval: \(describe(error))") }
    do {
      signers = try signed.keyring.verify(
        envelope, role: .approver, environment: report.environment, needed: 1, now: now)
      try signers.requireValid(atIssue: approval.notBefore, now: now)
    } catch { return sameKeyOr(envelope, .other("\(error.found); expected \(error.expected)")) }
    guard signers.publicKeys.isDisjoint(with: signed.signatures.publicKeys) else {
      return .sameKey(signers.signers.map(\.name).joined(separator: ", "))
    }
    if let difference = difference(approval) { return .other(difference) }
    guard approval.notBefore <= now, now < approval.expiresAt else {
      return .notInForce("in force from \(approval.notBefore) until \(approval.expiresAt), now it is \(now)")
    }
    return .counts(signers.signers.map(\.publicKey), until: approval.expiresAt)
  }

  /// A gate's key seldom has the role approver; that it signed the report is then still the better answer.
  private func sameKeyOr(_ envelope: DSSEEnvelope, _ other: Worth) -> Worth {
    let same = signed.signatures.signers.filter { signer in
      envelope.signatures.contains { $0.keyID == signer.keyID }
    }
    return same.isEmpty ? other : .sameKey(same.map(\.name).joined(separator: ", "))
  }

  private func difference(_ approval: Approval) -> String? {
    let report = signed.report
    guard Set(approval.subjects) == Set(report.subjects) else {
      let names = report.subjects.filter { !approval.subjects.contains($0) }.map(\.name)
      return "it approves another \(names.isEmpty ? "set of subjects" : names.joined(separator: ", "))"
    }
    guard approval.environment == report.environment, approval.scope == report.scope else {
      return "it is for \(approval.environment.rawValue), scope \(approval.scope.rawValue)"
    }
    guard approval.grants.covers(report.grants) else { return "it grants less than the report" }
    guard approval.notBefore < approval.expiresAt else { return "it ends before it begins" }
    guard approval.reason.contains(where: { !$0.isWhitespace }) else { return "it gives no reason" }
    let lifetime = approval.expiresAt.milliseconds(since: approval.notBefore)
    let maximum = Approval.maximumLifetime(for: approval.scope)
    return lifetime <= maximum.count ? nil : "it holds for longer than \(maximum)"
  }
}
