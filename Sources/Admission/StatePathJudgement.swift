import Attestation
import DurableFiles
import FilePaths
import Glibc
import ReadinessReport

/// Whether the engine's state files are those that the gate checked, and can be replaced here and now.
struct StatePathJudgement {
  let requirements: EnvironmentRequirements
  let loaded: LoadedArtefacts

  /// - Throws: `state-path.mismatch`.
  func judge(_ report: ReadinessReport) throws(Refusal) {
    var names = Set(report.statePaths.keys)
    if requirements.environment.reachesVenue { names.formUnion(loaded.statePaths.keys) }
    for name in names.sorted() where !Self.isSame(report.statePaths[name], loaded.statePaths[name]) {
      throw Refusal(
        .statePathMismatch, expected: "\(name) \(report.statePaths[name] ?? "(not in the report)")",
        found: "\(name) \(loaded.statePaths[name] ?? "(unknown to the engine)")",
        hint:
          "start the engine in the environment that the gate read: `trading-engine state paths` shows both")
    }
  }

  /// By bytes: `==` also holds for texts that name different files.
  private static func isSame(_ path: String?, _ other: String?) -> Bool {
    guard let path, let other else { return path == nil && other == nil }
    return path.isSamePath(as: other)
  }

  /// Creates, writes, syncs and renames a file beside each state file, in this process and this mount namespace, and
  /// removes it; a folder of several state files once.
  ///
  /// - Throws: `state-path.not-writable`.
  func prove() throws(Refusal) {
    var proved: Set<[UInt8]> = []
    let paths = loaded.statePaths.sorted { $0.key < $1.key }.map(\.value)
    for path in paths.contains(loaded.killSwitchPath) ? paths : [loaded.killSwitchPath] + paths {
      do throws(FileError) {
        try Self.requireReplaceable(path)
        let folder = path.splitAtLastSlash?.folder ?? "/"
        if proved.insert(Array(folder.utf8)).inserted { try Self.proveReplacing(in: folder) }
      } catch {
        throw Refusal(
          .statePathNotWritable, expected: "that \(path) can be replaced", found: "\(error)",
          hint: error.isDiskFailure
            ? "make room on its file system, or see what the kernel says about the disk (`dmesg`)"
            : "make its folder writable for the engine's user and, under systemd, in the unit "
              + "(`StateDirectory=` or `ReadWritePaths=`)", isDiskFailure: error.isDiskFailure)
      }
    }
  }

  /// What rename(2) cannot replace although its folder is writable.
  private static func requireReplaceable(_ path: String) throws(FileError) {
    guard let status = try DurableFiles.statusIfPresent(path, follow: false) else { return }
    guard status.isRegular else { throw FileError(.write, path, .notRegular(status.kind)) }
    guard status.isMountPoint != true else { throw FileError(.rename, path, .system(errno: EBUSY)) }
    guard status.isImmutable != true, status.isAppendOnly != true else {
      throw FileError(.rename, path, .system(errno: EPERM))
    }
  }

  private static func proveReplacing(in folder: String) throws(FileError) {
    let probe = folder.appendingPath(".admission-probe")
    try DurableFiles.replace(probe, with: Array("proof that state can be replaced here\n".utf8), mode: 0o600)
    guard unsafe unlink(probe) == 0 else { throw FileError(.remove, probe, .system(errno: errno)) }
  }
}
