import DurableFiles
import FilePaths
import Glibc

/// Where things are when nobody says otherwise.
public enum DefaultFolders {
  /// The store: the system's for root, else the user's own state folder (XDG Base Directory Specification 0.8).
  ///
  /// - Parameter isNeeded: whether the folders above a user's store are made where they are missing, 0700 as the
  ///   specification asks. What goes wrong then is told by whoever opens the store.
  /// - Returns: nil for a user without a home.
  public static func state(environment: [String: String], isNeeded: Bool) -> String? {
    if geteuid() == 0 { return "/var/lib/readiness-gate" }
    let folder: String
    if let named = environment["XDG_STATE_HOME"], named.isAbsolutePath {
      folder = named
    } else if let home = environment["HOME"], home.isAbsolutePath {
      folder = "\(home)/.local/state"
    } else {
      return nil
    }
    if isNeeded { makeFolders(folder) }
    return "\(folder)/readiness-gate"
  }

  private static func makeFolders(_ path: String) {
    var folder = ""
    for name in path.pathComponents {
      folder += "/\(name)"
      if (try? DurableFiles.statusIfPresent(folder)) == .some(nil) {
        try? DurableFiles.createFolder(folder, mode: 0o700)
      }
    }
  }
}
