import Attestation
import Cryptography
import ReadinessReport

/// Whether a signed report is about this session: its environment, its artefacts, its host.
struct ReportBinding {
  let requirements: EnvironmentRequirements
  let loaded: LoadedArtefacts
  let machineId: String?
  let bootId: String?

  func judge(_ report: ReadinessReport) throws(Refusal) {
    try judgePurpose(report)
    try judgeSubjects(report)
    try judgeLibraries(report)
    try judgeHost(report)
  }

  private var reachesVenue: Bool { requirements.environment.reachesVenue }

  private func judgePurpose(_ report: ReadinessReport) throws(Refusal) {
    guard report.environment == requirements.environment else {
      throw Refusal(
        .wrongEnvironment, expected: requirements.environment.rawValue, found: report.environment.rawValue,
        hint: "run the gate with the policy of environment \(requirements.environment.rawValue)")
    }
    guard report.scope == requirements.scope else {
      throw Refusal(
        .wrongScope, expected: requirements.scope.rawValue, found: report.scope.rawValue,
        hint: "`run` takes a report of scope live, `certify` one of scope certification")
    }
  }

  private func judgeSubjects(_ report: ReadinessReport) throws(Refusal) {
    let known = [
      "engine": loaded.engineSha256.hex, "configuration": loaded.configurationSha256.hex,
      "policy": report.policy.resolvedSha256,
    ]
    for name in reachesVenue ? ["engine", "configuration", "policy"] : ["policy"] {
      guard report.subject(name) != nil else {
        throw Refusal(
          .subjectMissing(name: name), expected: "a subject named \(name)",
          found: report.subjects.map(\.name).joined(separator: ", "),
          hint: "name it under `subjects:` in the policy, and run the gate again")
      }
    }
    for subject in report.subjects where known[subject.name] != subject.sha256 {
      throw Refusal(
        .subjectMismatch(name: subject.name),
        expected: known[subject.name] ?? "no subject that this engine cannot recompute",
        found: subject.sha256,
        hint: "run the gate for what is installed now, then start the engine from there")
    }
    guard report.account == nil || requirements.account == nil || report.account == requirements.account
    else {
      throw Refusal(
        .wrongAccount, expected: requirements.account ?? "none", found: report.account ?? "none",
        hint: "run the gate with the configuration that pins this account")
    }
  }

  private func judgeLibraries(_ report: ReadinessReport) throws(Refusal) {
    var names = Set(report.libraries.keys)
    if reachesVenue { names.formUnion(loaded.libraries.keys) }
    // Sorted, so that two runs name the same one.
    for name in names.sorted() where report.libraries[name] != loaded.libraries[name] {
      throw Refusal(
        .libraryMismatch, expected: "\(name) \(report.libraries[name] ?? "(not in the report)")",
        found: "\(name) \(loaded.libraries[name] ?? "(not loaded)")",
        hint:
          "a library was upgraded after the gate ran, or the policy lists no libraries; run the gate again")
    }
  }

  private func judgeHost(_ report: ReadinessReport) throws(Refusal) {
    guard machineId != nil || !reachesVenue else {
      throw Refusal(
        .wrongHost, expected: "a host with a machine id", found: "none in /etc/machine-id",
        hint: "run `systemd-machine-id-setup`, then the gate again")
    }
    guard report.host.machineId == machineId ?? "" else {
      throw Refusal(
        .wrongHost, expected: "machine \(machineId ?? "without an id")",
        found: "\(report.host.machineId) (\(report.host.hostname))",
        hint: "run the gate on this host; a report is admitted only where it was made")
    }
    guard bootId != nil || !reachesVenue, report.host.bootId == bootId ?? "" else {
      throw Refusal(
        .wrongBoot, expected: "boot \(bootId ?? "that can be told apart")",
        found: report.host.bootId.isEmpty ? "none in the report" : report.host.bootId,
        hint: "the host was started since; run the gate again")
    }
  }
}
