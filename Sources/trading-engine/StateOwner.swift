import ArgumentParser
import DurableFiles
import Glibc
import TradingEngine

/// For commands by which a person changes the engine's state, often as root.
enum StateOwner {
  /// Becomes the owner of the state folder when this is root, so that the engine's own user can open what is written.
  static func become(besideStateFile path: String, _ output: OutputOptions) throws {
    let folder = StateFolder(containing: path).path
    guard geteuid() == 0, let status = try? DurableFiles.status(folder), status.userID != 0 else { return }
    guard setegid(status.groupID) == 0, seteuid(status.userID) == 0 else {
      throw output.fail(
        code: "engine.cannot-become-owner", "root cannot become user \(status.userID), who owns '\(folder)'",
        hint: "run the command as that user", status: 70)
    }
  }
}
