import ArgumentParser
import DurableFiles
import FilePaths
import Glibc
import Processes
import TradingEngine

/// For commands by which a person changes the engine's state, often as root.
enum StateOwner {
  /// Becomes the owner of the state folder for good when this is root, so that the engine's own user can open what is
  /// written, and so that what the command starts, such as the alert program, is not root's: a shell takes the real user
  /// for the effective one. Where the folder is missing, the owner of the one that holds it.
  ///
  /// - Throws: where a link stands there that is not root's: the engine's user may have made it, and it leads root
  ///   elsewhere.
  static func become(besideStateFile path: String, _ output: OutputOptions) throws {
    guard geteuid() == 0 else { return }
    var folder = StateFolder(containing: path).path
    var found = try? DurableFiles.status(folder, follow: false)
    if found == nil, let parent = folder.splitAtLastSlash?.folder {
      folder = parent
      found = try? DurableFiles.status(folder, follow: false)
    }
    if found?.kind == .symbolicLink {
      guard found?.userID == 0 else {
        throw output.fail(
          code: "engine.state-folder-link",
          "'\(folder)' is a symbolic link, and not root's, so root does not follow it",
          hint: "name the folder that it leads to, or run the command as the engine's user", status: 78)
      }
      found = try? DurableFiles.status(folder)
    }
    guard let status = found, status.userID != 0 else { return }
    do throws(PrivilegeError) {
      try PrivilegeDrop.become(userID: status.userID, elseInGroup: status.groupID)
    } catch {
      throw output.fail(
        code: "engine.cannot-become-owner",
        "root cannot become user \(status.userID), who owns '\(folder)': \(error)",
        hint: "run the command as that user", status: 70)
    }
  }
}
