/// Paths as text; no file is touched.
enum AbsolutePath {
  /// Without empty components and `.`; `..` stays, since what it means depends on links.
  static func tidied(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// `path` itself when it is absolute, else below `folder`.
  static func resolved(_ path: String, in folder: String) -> String {
    tidied(path.hasPrefix("/") ? path : "\(folder)/\(path)")
  }

  /// Folder and name; nil when the path does not end in a name.
  static func split(_ path: String) -> (folder: String, name: String)? {
    guard path.hasPrefix("/"), !path.hasSuffix("/"), let slash = path.lastIndex(of: "/") else { return nil }
    let name = String(path[path.index(after: slash)...])
    guard name != ".", name != ".." else { return nil }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  static func isSame(_ path: String, asOrBelow folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  static func appending(_ name: String, to folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
