import ReadinessCheck

/// Files that exist only for a test: by path, with folders implied by what is in them.
struct WorldInMemory: FileAccess {
  var contents: [String: [UInt8]] = [:]
  var links: [String: String] = [:]
  /// Paths that refuse to be opened.
  var denied: Set<String> = []
  var emptyFolders: Set<String> = []
  var executables: Set<String> = []

  init(_ files: [String: String] = [:]) {
    for (path, text) in files { contents[path] = Array(text.utf8) }
  }

  let user: UInt32 = 0
  let groups: [UInt32] = [0]

  private func isFolder(_ path: String) -> Bool {
    emptyFolders.contains(path) || path == "/" || (contents.keys.contains { $0.hasPrefix(path + "/") })
  }

  private func resolved(_ path: String) -> String {
    for (link, target) in links where path == link || path.hasPrefix(link + "/") {
      return resolved(target + path.dropFirst(link.count))
    }
    return path
  }

  func read(_ path: String, limit: Int, naming: [String]) throws(FileAccessError) -> [UInt8] {
    let path = resolved(path)
    if denied.contains(path) {
      throw FileAccessError(.denied, "cannot open '\(path)': permission denied (EACCES)")
    }
    guard let bytes = contents[path] else {
      throw isFolder(path)
        ? FileAccessError(.notARegularFile, "'\(path)' is a folder")
        : FileAccessError(.missing, "cannot open '\(path)': no such file or directory (ENOENT)")
    }
    guard bytes.count <= limit else {
      throw FileAccessError(.tooLarge, "'\(path)' is longer than \(limit) bytes")
    }
    return bytes
  }

  func seal(_ path: String, limit: Int) throws(FileAccessError) -> SealedProgram { throw Self.unasked }

  func readPrefix(_ path: String, count: Int) throws(FileAccessError) -> [UInt8] {
    Array(try read(path, limit: .max).prefix(count))
  }

  func list(_ folder: String, limit: Int) throws(FileAccessError) -> [String] {
    let folder = resolved(folder)
    if denied.contains(folder) {
      throw FileAccessError(.denied, "cannot open '\(folder)': permission denied (EACCES)")
    }
    guard isFolder(folder) else {
      throw contents[folder] == nil
        ? FileAccessError(.missing, "cannot open '\(folder)': no such file or directory (ENOENT)")
        : FileAccessError(.notAFolder, "'\(folder)' is no folder")
    }
    let prefix = folder == "/" ? "/" : folder + "/"
    let inside = (Array(contents.keys) + Array(links.keys) + Array(emptyFolders)).filter {
      $0.hasPrefix(prefix) && $0 != folder
    }
    return Set(inside.compactMap { $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init) })
      .sorted()
  }

  func information(_ path: String, followingLinks: Bool) throws(FileAccessError) -> FileInformation? {
    if !followingLinks, links[path] != nil { return information(.link, path) }
    let path = resolved(path)
    if denied.contains(path) {
      throw FileAccessError(.denied, "cannot look at '\(path)': permission denied (EACCES)")
    }
    if contents[path] != nil { return information(.regular, path) }
    return isFolder(path) ? information(.folder, path) : nil
  }

  private func information(_ kind: FileInformation.Kind, _ path: String) -> FileInformation {
    FileInformation(
      kind: kind, owner: 0, group: 0, mode: executables.contains(path) || kind == .folder ? 0o755 : 0o644,
      linkCount: 1, size: Int64(contents[path]?.count ?? 0), device: 1,
      inode: path.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
  }

  func linkTarget(_ path: String) throws(FileAccessError) -> String {
    guard let target = links[path] else { throw FileAccessError(.other, "'\(path)' is no link") }
    return target
  }

  func canonicalPath(_ path: String) throws(FileAccessError) -> String {
    let path = resolved(path)
    guard contents[path] != nil || isFolder(path) else {
      throw FileAccessError(.missing, "'\(path)' is missing")
    }
    return path
  }

  func fileSystem(holding path: String) throws(FileAccessError) -> FileSystemInformation {
    throw Self.unasked
  }
  func proveReplaceable(in folder: String) throws(FileAccessError) { throw Self.unasked }
  func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileAccessError) {
    throw Self.unasked
  }
  func remove(_ path: String) throws(FileAccessError) { throw Self.unasked }
  func makeScratchFolder() throws(FileAccessError) -> String { throw Self.unasked }
  func removeScratchFolder(_ path: String) {}

  private static let unasked = FileAccessError(.other, "the check has no business here")
}
