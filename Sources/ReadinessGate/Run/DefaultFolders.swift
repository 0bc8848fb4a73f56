import FilePaths
import Glibc

/// Where things are when nobody says otherwise.
public enum DefaultFolders {
  /// The store: the system's for root, else the user's own state folder (XDG Base Directory Specification 0.8).
  public static func state(environment: [String: String]) -> String {
    if geteuid() == 0 { return "/var/lib/readiness-gate" }
    if let folder = environment["XDG_STATE_HOME"], folder.isAbsolutePath { return "\(folder)/readiness-gate" }
    return "\(environment["HOME"] ?? "")/.local/state/readiness-gate"
  }
}
