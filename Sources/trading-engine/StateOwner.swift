import ArgumentParser
import DurableFiles
import FilePaths
import Glibc
import TradingEngine

/// For commands by which a person changes the engine's state, often as root.
enum StateOwner {
  /// Becomes the owner of the state folder when this is root, so that the engine's own user can open what is written; of
  /// the folder that holds it where it is missing.
  ///
  /// - Throws: where a link stands there: the engine's user may have made it, and it leads root elsewhere.
  static func become(besideStateFile path: String, _ output: OutputOptions) throws {
    guard geteuid() == 0 else { return }
    var folder = StateFolder(containing: path).path
    var found = try? DurableFiles.status(folder, follow: false)
    if found == nil, let parent = folder.splitAtLastSlash?.folder {
      folder = parent
      found = try? DurableFiles.status(folder, follow: false)
    }
    if found?.kind == .symbolicLink {
      throw output.fail(
        code: "engine.state-folder-link", "'\(folder)' is a symbolic link, which root does not follow",
        hint: "name the folder that it leads to, or run the command as the engine's user", status: 78)
    }
    guard let status = found, status.userID != 0 else { return }
    guard setegid(status.groupID) == 0, seteuid(status.userID) == 0 else {
      throw output.fail(
        code: "engine.cannot-become-owner", "root cannot become user \(status.userID), who owns '\(folder)'",
        hint: "run the command as that user", status: 70)
    }
  }
}
