public import Attestation
import DurableFiles
import FilePaths

extension StatePaths {
  /// The folder of paper's state, beside where the state of another environment would be.
  static let paperFolder = "paper"

  /// The paths of an environment: paper's state has a folder of its own, which nobody else's can be.
  ///
  /// So an engine that is started on paper with the paths of a live one, or the other way round, finds another engine's
  /// kill switch, journal and lock nowhere.
  public func kept(in environment: TradingEnvironment) throws(StatePathError) -> StatePaths {
    guard environment != .paper else {
      return StatePaths(
        entries.map { entry in
          guard let (folder, name) = entry.path.splitAtLastSlash else { return entry }
          return Entry(
            kind: entry.kind, path: folder.appendingPath(Self.paperFolder).appendingPath(name),
            source: entry.source)
        })
    }
    for entry in entries
    where StateFolder(containing: entry.path).path.pathComponents.last == Self.paperFolder {
      throw StatePathError(kind: entry.kind, source: entry.source, path: entry.path, isOfPaper: true)
    }
    return self
  }

  /// Makes paper's folders where they are missing; nothing in every other environment.
  ///
  /// - Throws: where something else stands there, a link above all: it may lead to another engine's state.
  public func preparePaper(_ environment: TradingEnvironment) throws(EngineError) {
    guard environment == .paper else { return }
    for entry in entries {
      let folder = StateFolder(containing: entry.path).path
      var found: FileStatus?
      do throws(FileError) {
        found = try DurableFiles.statusIfPresent(folder, follow: false)
        if found == nil { try DurableFiles.createFolder(folder, mode: 0o700) }
      } catch {
        throw EngineError(
          state: error, "the folder of paper's state cannot be used",
          hint: "the folder of KILL_SWITCH_STATE_PATH has to exist and be writable for the engine's user")
      }
      guard let kind = found?.kind, kind != .folder else { continue }
      throw EngineError(
        .statePathPaper, "'\(folder)' is \(kind.phrase), and paper's state is kept in a folder",
        hint: "move it away: paper makes its own")
    }
  }
}
