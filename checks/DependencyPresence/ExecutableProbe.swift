import FilePaths
import ReadinessCheck

/// Looks an executable up and asks it for its version.
struct ExecutableProbe {
  let context: CheckContext

  /// The search path of the service manager, fixed: the gate's own PATH says nothing about the service's.
  static let searchPath = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]

  func examine(_ wanted: VersionedName) -> FindingLedger.Entry {
    var entry = FindingLedger.Entry(
      status: .fail, expected: wanted.description, found: "not installed",
      message: "\(wanted.name) is not on the path \(Self.searchPath.joined(separator: ":"))")
    let candidates =
      wanted.name.isAbsolutePath ? [wanted.name] : Self.searchPath.map { "\($0)/\(wanted.name)" }
    if wanted.name.isAbsolutePath { entry.message = "there is no \(wanted.name)" }
    for path in candidates {
      do {
        guard let information = try context.files.information(path, followingLinks: true) else { continue }
        guard information.kind == .regular, information.mode & 0o111 != 0 else {
          entry.found = "not executable"
          entry.message = "\(path) is there, but it is no executable file"
          continue
        }
      } catch {
        if error.reason == .missing || error.reason == .notAFolder { continue }
        entry.status = .unknown
        entry.found = "unreadable"
        entry.message = "\(path) cannot be looked at: \(error.description)"
        return entry
      }
      return judge(wanted, at: path, entry)
    }
    return entry
  }

  private func judge(_ wanted: VersionedName, at path: String, _ missing: FindingLedger.Entry)
    -> FindingLedger.Entry
  {
    var entry = missing
    guard !wanted.clauses.isEmpty else {
      entry.status = .pass
      entry.found = path
      entry.message = "\(wanted.name) is installed"
      return entry
    }
    let answer = context.programs.run(ProgramRun(.path(path), ["--version"]))
    guard answer.ending == .exited(0) else {
      entry.status = .unknown
      entry.found = path
      entry.message = "\(path) does not tell its version: \(answer.summary)"
      return entry
    }
    let outputs = [answer.standardOutput, answer.standardError].map { String(decoding: $0, as: UTF8.self) }
    guard let version = outputs.lazy.compactMap(DottedVersion.first).first else {
      entry.status = .unknown
      entry.found = path
      entry.message = "what \(path) --version prints has no number in it"
      return entry
    }
    entry.found = "\(version) in \(path)"
    if wanted.isSatisfied(by: version) {
      entry.status = .pass
      entry.message = "\(wanted.name) \(version) is installed"
    } else {
      entry.message = "\(wanted.name) \(version) does not satisfy \(wanted)"
    }
    return entry
  }
}
