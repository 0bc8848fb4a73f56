import Attestation
import Chronology
import Cryptography
import DocumentSchema
import ReadinessReport
import StrictJSON

/// The waivers that a run was given: those that count, and why the others do not.
struct GivenWaivers {
  /// At most one for each blocker, and as many as the policy allows.
  private(set) var inForce: [WaiverFile] = []
  private(set) var refused: [WaiverRefusal] = []

  /// No waiver at all.
  init() {}

  /// - Parameters:
  ///   - signer: the key that will sign the report, and so may not waive; nil in a dry run.
  init(
    _ paths: [String], under policy: LoadedPolicy, keyring: Keyring, signer: Ed25519PublicKey?, now: Timestamp
  ) {
    for path in paths {
      do throws(WaiverRefusal) {
        let file = try WaiverFile(path, keyring: keyring, environment: policy.policy.environment, now: now)
        try Self.judgeSubject(file, policy)
        try Self.judgeTimes(file, policy.policy, now: now)
        guard signer.map({ !file.signers.publicKeys.contains($0) }) ?? true else {
          throw WaiverRefusal(
            "waiver.same-key", of: path, expected: "a waiver by a key that does not sign the report",
            found: file.waiver.approver, hint: "have a second person waive: `readiness waive`")
        }
        inForce.append(file)
      } catch { refused.append(error) }
    }
    refuseSeveral()
    refuseTooMany(policy.policy)
  }

  /// Whether it is about this policy and this blocker. An edited blocker changes the policy's digest too, so the
  /// blocker comes first: whoever edited it learns that this very waiver is void.
  private static func judgeSubject(_ file: WaiverFile, _ loaded: LoadedPolicy) throws(WaiverRefusal) {
    let (waiver, policy) = (file.waiver, loaded.policy)
    func require(_ isMet: Bool, _ code: String, _ expected: String, _ found: String) throws(WaiverRefusal) {
      guard !isMet else { return }
      throw WaiverRefusal(
        code, of: file.path, expected: expected, found: found, hint: WaiverFile.waiveAgain)
    }
    try require(
      waiver.environment == policy.environment, "waiver.wrong-environment",
      "a waiver for \(policy.environment.rawValue)", waiver.environment.rawValue)
    try require(
      waiver.scope == policy.scope, "waiver.wrong-scope", "a waiver for scope \(policy.scope.rawValue)",
      waiver.scope.rawValue)
    try require(
      waiver.policyName == policy.name, "waiver.wrong-policy", "a waiver under policy '\(policy.name)'",
      waiver.policyName)
    guard let blocker = policy.blockers.first(where: { $0.id == waiver.blocker }) else {
      throw WaiverRefusal(
        "waiver.unknown-blocker", of: file.path, expected: "a blocker of policy '\(policy.name)'",
        found: waiver.blocker, hint: policy.hint(forUnknown: waiver.blocker))
    }
    try require(
      waiver.blockerSha256 == blocker.resolvedSha256.hex, "waiver.blocker-edited",
      "the blocker '\(blocker.id)' as it was waived, \(waiver.blockerSha256)",
      "another form of it, \(blocker.resolvedSha256.hex)")
    try require(
      waiver.policySha256 == loaded.resolvedSha256.hex, "waiver.policy-edited",
      "the resolved policy as it was waived, \(waiver.policySha256)", loaded.resolvedSha256.hex)
    try require(
      blocker.isWaivable, "waiver.not-waivable", "a blocker that the policy lets be waived",
      "'\(blocker.id)', which it does not")
  }

  private static func judgeTimes(
    _ file: WaiverFile, _ policy: Policy, now: Timestamp
  ) throws(WaiverRefusal) {
    let waiver = file.waiver
    guard waiver.notBefore <= now else {
      throw WaiverRefusal(
        "waiver.not-yet", of: file.path, expected: "a waiver that has begun", found: "\(waiver.notBefore)",
        hint: "wait until then, or check the clock")
    }
    guard now < waiver.expiresAt else {
      throw WaiverRefusal(
        "waiver.expired", of: file.path, expected: "a waiver that has not ended at \(now)",
        found: "\(waiver.expiresAt)",
        hint: "mend '\(waiver.blocker)', or have it waived again with `readiness waive`")
    }
    guard waiver.lifetime <= policy.maximumWaiverLifetime else {
      throw WaiverRefusal(
        "waiver.too-long", of: file.path,
        expected: "at most \(policy.maximumWaiverLifetime), as the policy's 'waivers' says",
        found: "\(waiver.notBefore) until \(waiver.expiresAt)", hint: WaiverFile.waiveAgain)
    }
  }

  /// Of two for one blocker neither is chosen: they may give other reasons and other ends.
  private mutating func refuseSeveral() {
    let counts = Dictionary(inForce.map { ($0.waiver.blocker, 1) }, uniquingKeysWith: +)
    refuse {
      counts[$0.waiver.blocker, default: 0] > 1
    } because: { file in
      WaiverRefusal(
        "waiver.twice", of: file.path, expected: "one waiver for '\(file.waiver.blocker)'",
        found: "\(counts[file.waiver.blocker, default: 0])", hint: "give the one that counts")
    }
  }

  /// Of too many none is chosen: which blockers to excuse is a person's decision.
  private mutating func refuseTooMany(_ policy: Policy) {
    let ids = inForce.map(\.waiver.blocker)
    guard ids.count > policy.maximumWaivers else { return }
    refuse { _ in
      true
    } because: { file in
      WaiverRefusal(
        "waiver.too-many", of: file.path,
        expected: policy.maximumWaivers == 0
          ? "none, as the policy's 'waivers.maximum' says"
          : "at most \(policy.maximumWaivers) in all, as the policy's 'waivers.maximum' says",
        found: "\(ids.count): \(ids.joined(separator: ", "))", hint: "give fewer, and mend the other blockers"
      )
    }
  }

  private mutating func refuse(
    _ isRefused: (WaiverFile) -> Bool, because refusal: (WaiverFile) -> WaiverRefusal
  ) {
    refused += inForce.filter(isRefused).map(refusal)
    inForce.removeAll(where: isRefused)
  }
}

extension Policy {
  /// What somebody may have meant who named a blocker that the policy does not have.
  func hint(forUnknown id: String) -> String {
    let ids = blockers.map(\.id)
    return closest(to: id, among: ids).map { "did you mean '\($0)'?" }
      ?? "its blockers: \(ids.prefix(20).joined(separator: ", "))"
  }
}

extension Policy.Blocker {
  /// Of the blocker in the resolved policy: what a waiver of it names, so that editing it voids the waiver.
  var resolvedSha256: SHA256Digest { SHA256.digest(of: resolved.encoded(sortedKeys: true)) }
}

extension BlockerWaiver {
  var lifetime: Milliseconds { Milliseconds(expiresAt.milliseconds(since: notBefore)) }
}
