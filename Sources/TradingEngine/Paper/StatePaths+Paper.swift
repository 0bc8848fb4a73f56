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
    for entry in entries { try StateFolder(containing: entry.path).preparePaper() }
  }
}

extension StateFolder {
  /// Whether it holds paper's state: its name says so, and no other environment's state may lie in such a folder.
  public var isOfPaper: Bool { path.pathComponents.last == StatePaths.paperFolder }

  /// Makes the folder where it is paper's and missing; nothing for every other environment's.
  ///
  /// - Throws: where something else stands there, or where journal and account are kept.
  public func preparePaper() throws(EngineError) {
    guard isOfPaper else { return }
    if try !isFolder(path) {
      do throws(FileError) { try DurableFiles.createFolder(path, mode: 0o700) } catch {
        throw Self.unusable(error)
      }
    }
    for folder in [journal, paperAccount] { _ = try isFolder(folder) }
  }

  /// - Returns: false where nothing stands there.
  private func isFolder(_ place: String) throws(EngineError) -> Bool {
    let found: FileStatus?
    do throws(FileError) { found = try DurableFiles.statusIfPresent(place, follow: false) } catch {
      throw Self.unusable(error)
    }
    guard let kind = found?.kind else { return false }
    guard kind == .folder else {
      throw EngineError(
        .statePathPaper, "'\(place)' is \(kind.phrase), and paper's state is kept in a folder",
        hint: "move it away: paper makes its own")
    }
    return true
  }

  private static func unusable(_ error: FileError) -> EngineError {
    EngineError(
      state: error, "the folder of paper's state cannot be used",
      hint: "the folder of KILL_SWITCH_STATE_PATH has to exist and be writable for the engine's user")
  }
}
