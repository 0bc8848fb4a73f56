public import Admission
public import Chronology
public import DurableFiles
import FilePaths

/// Runs the state writers without a venue, a Grant or a lock, so that the gate sees what they leave behind.
public enum StateExercise {
  /// Every state writer once, in an empty scratch folder.
  ///
  /// - Parameters:
  ///   - root: an existing folder, empty, absolute.
  ///   - paths: all below the root.
  /// - Returns: every file that is there afterwards, relative to the root, sorted.
  public static func run(
    root: String, paths: StatePaths, world: AdmissionWorld, processID: Int32
  ) throws(StateExerciseError) -> [String] {
    do {
      guard try DurableFiles.list(root, limit: 1_000).isEmpty else {
        throw FileError(.create, root, .invalid("the scratch folder is not empty"))
      }
      let now = world.clock()?.now ?? Timestamp(clamping: 0)
      // As the paths below it are written.
      let root = StatePaths.absolute(root, in: "/")
      for entry in paths.entries {
        try createFolders(above: entry.path, below: root)
        switch entry.kind {
        case .killSwitch: try KillSwitchState.armed(reason: nil, at: now).save(entry.path)
        case .instrumentSpecs: try InstrumentSpecsCache.empty.save(entry.path)
        }
      }
      let folder = StateFolder(containing: paths[.killSwitch])
      let lock = try InstanceLock(in: folder)
      try InstanceRecord(processID: processID, startedAt: now, healthAddress: "127.0.0.1:0").save(in: folder)
      try Admission.resetMarks(
        reason: "the state writers are exercised", killSwitchPath: paths[.killSwitch], world: world)
      extendLifetime(lock)
      return try files(below: root).sorted()
    } catch {
      throw StateExerciseError(description: "\(error)")
    }
  }

  private static func files(below folder: String, prefix: String = "") throws(FileError) -> [String] {
    var found: [String] = []
    for entry in try DurableFiles.list(folder, limit: 1_000) {
      guard let name = entry.name else { continue }
      let path = "\(folder)/\(name)"
      if try DurableFiles.status(path, follow: false).kind == .folder {
        found += try files(below: path, prefix: "\(prefix)\(name)/")
      } else {
        found.append(prefix + name)
      }
    }
    return found
  }

  /// Writes a fresh state of each kind at exactly these paths, with a token that ``StateReport`` shows again.
  public static func write(_ files: [StateFile], token: String, at time: Timestamp) throws(FileError) {
    for file in files {
      switch file.kind {
      case .killSwitch: try KillSwitchState.armed(reason: nil, at: time, note: token).save(file.path)
      case .instrumentSpecs:
        try InstrumentSpecsCache(updatedAt: nil, instruments: [], note: token).save(file.path)
      }
    }
  }

  private static func createFolders(above path: String, below root: String) throws(FileError) {
    guard let below = path.path(below: root) else {
      throw FileError(.create, path, .invalid("it is not below \(root)"))
    }
    var folder = root
    for part in below.pathComponents.dropLast() {
      folder = folder.appendingPath(part)
      guard try DurableFiles.statusIfPresent(folder) == nil else { continue }
      try DurableFiles.createFolder(folder, mode: 0o700)
    }
  }
}

/// A state writer failed.
public struct StateExerciseError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}
