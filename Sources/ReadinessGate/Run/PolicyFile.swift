import DurableFiles
import Processes

/// Policies on disk.
public enum PolicyFile {
  /// Larger policies are not read.
  static let byteLimit = 16 << 20

  /// Loads a policy by the path that the user gave.
  public static func load(
    _ path: String, environment: [String: String], registry: CheckRegistry = .builtIn
  ) throws(PolicyMistakes) -> LoadedPolicy {
    let loader = PolicyLoader(
      registry: registry,
      read: { path in
        do throws(FileError) {
          return .success(try DurableFiles.read(path, limit: byteLimit))
        } catch {
          return .failure(PolicyLoader.FileProblem(error.description))
        }
      },
      environment: { environment[$0] },
      isRoot: { user in user == "root" || (try? PrivilegeDrop.lookUp(user))?.userID == 0 })
    let folder = KeyringFile.folder(of: path)
    let absolute = (try? DurableFiles.realPath(folder.isEmpty ? "." : folder)) ?? folder
    return try loader.load(path, absoluteFolder: absolute)
  }
}
