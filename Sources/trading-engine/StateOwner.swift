import ArgumentParser
import DurableFiles
import Glibc
import Processes
import TradingEngine

/// For commands by which a person changes the engine's state, often as root.
enum StateOwner {
  /// Becomes the owner of the state folder for good when this is root, so that the engine's own user can open what is
  /// written, and so that what the command starts, such as the alert program, is not root's: a shell takes the real user
  /// for the effective one.
  static func become(besideStateFile path: String, _ output: OutputOptions) throws {
    let folder = StateFolder(containing: path).path
    guard geteuid() == 0, let status = try? DurableFiles.status(folder), status.userID != 0 else { return }
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
