/// Paths as the kernel reads them: bytes with slashes between names (path_resolution(7)). No file is touched.
///
/// A `Character` is no unit for that. A slash with a combining mark behind it is one character and no slash to
/// `split(separator: "/")` or `hasPrefix("/")`, so `../` could pass as part of a name; and strings that Unicode calls
/// equal name different files.
extension StringProtocol {
  /// Whether the path begins at the root.
  public var isAbsolutePath: Bool { utf8.first == slash }

  public var endsInSlash: Bool { String(self).utf8.last == slash }

  /// The names between the slashes, empty ones left out; `.` and `..` stay.
  public var pathComponents: [String] {
    utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The last of ``pathComponents``.
  public var lastPathComponent: String? { pathComponents.last }

  /// The folder and the name, cut at the last slash; nil without one. The folder of `/x` is `/`.
  public var splitAtLastSlash: (folder: String, name: String)? {
    let bytes = String(self).utf8
    guard let cut = bytes.lastIndex(of: slash) else { return nil }
    let name = String(decoding: bytes[bytes.index(after: cut)...], as: UTF8.self)
    return (cut == bytes.startIndex ? "/" : String(decoding: bytes[..<cut], as: UTF8.self), name)
  }

  /// The path of an entry of this folder; an empty folder adds nothing.
  public func appendingPath(_ name: some StringProtocol) -> String {
    isEmpty || endsInSlash ? "\(self)\(name)" : "\(self)/\(name)"
  }

  /// Whether both have the same bytes: `==` also holds for texts that name different files.
  public func isSamePath(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

  /// What is left of the path below the folder; nil for the folder itself and for what is elsewhere. Neither text is
  /// normalised.
  public func path(below folder: some StringProtocol) -> String? {
    let prefix = folder.endsInSlash ? Array(folder.utf8) : Array(folder.utf8) + [slash]
    guard utf8.starts(with: prefix), utf8.count > prefix.count else { return nil }
    return String(decoding: utf8.dropFirst(prefix.count), as: UTF8.self)
  }

  /// Whether the bytes begin so.
  public func hasBytes(prefix: some StringProtocol) -> Bool { utf8.starts(with: prefix.utf8) }
}

private let slash = UInt8(ascii: "/")
