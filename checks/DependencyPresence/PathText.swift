import FilePaths

/// Paths as texts: nothing here touches a file.
enum PathText {
  /// `path` as seen from `folder`, with `.` and `..` worked out by text, as pip and Python do.
  static func joined(_ folder: String, _ path: String) -> String {
    let isAbsolute = path.isAbsolutePath || folder.isAbsolutePath
    var parts: [String] = []
    for part in (path.isAbsolutePath ? path : "\(folder)/\(path)").pathComponents where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }

  /// The folder that holds `path`; empty for a name alone.
  static func parent(of path: String) -> String {
    (path.isAbsolutePath ? "/" : "") + path.pathComponents.dropLast().joined(separator: "/")
  }

  static func lastComponent(of path: String) -> String {
    path.lastPathComponent ?? ""
  }
}
