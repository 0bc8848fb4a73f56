/// Paths as text; no file is touched.
enum RelativePath {
  /// Without empty components and `.`.
  static func components(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }

  /// Without empty components and `.`; absolute paths stay absolute.
  static func tidied(_ path: String) -> String {
    (path.hasPrefix("/") ? "/" : "") + components(path).joined(separator: "/")
  }

  static func appending(_ name: String, to folder: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The path below the root; nil for a place elsewhere.
  static func below(_ root: String, _ path: String) -> String? {
    guard path.hasPrefix("/") else { return tidied(path) }
    let (root, path) = (tidied(root), tidied(path))
    let prefix = root.hasSuffix("/") ? root : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }

  /// Whether two names differ in case alone, or not at all.
  static func isCaseVariant(_ left: String, of right: String) -> Bool {
    left.lowercased() == right.lowercased()
  }
}
