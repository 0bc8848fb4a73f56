import FilePaths

/// Paths as text; no file is touched.
enum RelativePath {
  /// Without empty components and `.`.
  static func components(_ path: String) -> [String] {
    path.pathComponents.filter { $0 != "." }
  }

  /// Without empty components and `.`; absolute paths stay absolute.
  static func tidied(_ path: String) -> String {
    (path.isAbsolutePath ? "/" : "") + components(path).joined(separator: "/")
  }

  static func appending(_ name: String, to folder: String) -> String { folder.appendingPath(name) }

  /// The path below the root; nil for a place elsewhere.
  static func below(_ root: String, _ path: String) -> String? {
    path.isAbsolutePath ? tidied(path).path(below: tidied(root)) : tidied(path)
  }

  /// Whether two names differ in case alone, or not at all.
  static func isCaseVariant(_ left: String, of right: String) -> Bool {
    left.lowercased() == right.lowercased()
  }
}
