import FilePaths

/// Paths as text; no file is touched.
enum AbsolutePath {
  /// Without empty components and `.`; `..` stays, since what it means depends on links.
  static func tidied(_ path: String) -> String {
    "/" + path.pathComponents.filter { $0 != "." }.joined(separator: "/")
  }

  /// `path` itself when it is absolute, else below `folder`.
  static func resolved(_ path: String, in folder: String) -> String {
    tidied(path.isAbsolutePath ? path : "\(folder)/\(path)")
  }

  /// Folder and name; nil when the path does not end in a name.
  static func split(_ path: String) -> (folder: String, name: String)? {
    guard path.isAbsolutePath, let (folder, name) = path.splitAtLastSlash, !["", ".", ".."].contains(name)
    else { return nil }
    return (folder, name)
  }

  static func isSame(_ path: String, asOrBelow folder: String) -> Bool {
    path.isSamePath(as: folder) || path.path(below: folder) != nil
  }

  static func appending(_ name: String, to folder: String) -> String { folder.appendingPath(name) }
}
