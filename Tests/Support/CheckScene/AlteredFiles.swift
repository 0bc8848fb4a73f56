import CheckHost
public import ReadinessCheck

/// The machine's files, but for some answers that no test can bring about with real ones.
///
/// Keys are ends of paths: `"/boot_id"` alters `/proc/sys/kernel/random/boot_id`.
public struct AlteredFiles: FileAccess {
  private let real = HostFiles(scratchParent: "/var/tmp")
  public var contents: [String: Result<[UInt8], FileAccessError>] = [:]
  public var informations: [String: Result<FileInformation?, FileAccessError>] = [:]
  public var lists: [String: FileAccessError] = [:]
  public var fileSystem: Result<FileSystemInformation, FileAccessError>?
  public var proof: FileAccessError?
  public var replacement: FileAccessError?
  public var scratch: FileAccessError?
  /// Whose all files are.
  public var owner: UInt32?

  public init() {}

  public var user: UInt32 { real.user }

  public var groups: [UInt32] { real.groups }

  public func read(_ path: String, limit: Int, naming: [String]) throws(FileAccessError) -> [UInt8] {
    if let altered = altered(contents, path) { return try altered.get() }
    return try real.read(path, limit: limit, naming: naming)
  }

  public func seal(_ path: String, limit: Int) throws(FileAccessError) -> SealedProgram {
    try real.seal(path, limit: limit)
  }

  public func readPrefix(_ path: String, count: Int) throws(FileAccessError) -> [UInt8] {
    if let altered = altered(contents, path) { return Array(try altered.get().prefix(count)) }
    return try real.readPrefix(path, count: count)
  }

  public func list(_ folder: String, limit: Int) throws(FileAccessError) -> [String] {
    if let error = altered(lists, folder) { throw error }
    return try real.list(folder, limit: limit)
  }

  public func information(_ path: String, followingLinks: Bool) throws(FileAccessError) -> FileInformation? {
    if let altered = altered(informations, path) { return try altered.get() }
    var information = try real.information(path, followingLinks: followingLinks)
    if let owner {
      information?.owner = owner
      information?.group = owner
    }
    return information
  }

  public func linkTarget(_ path: String) throws(FileAccessError) -> String { try real.linkTarget(path) }

  public func canonicalPath(_ path: String) throws(FileAccessError) -> String { try real.canonicalPath(path) }

  public func fileSystem(holding path: String) throws(FileAccessError) -> FileSystemInformation {
    if let fileSystem { return try fileSystem.get() }
    return try real.fileSystem(holding: path)
  }

  public func proveReplaceable(in folder: String) throws(FileAccessError) {
    if let proof { throw proof }
    try real.proveReplaceable(in: folder)
  }

  public func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileAccessError) {
    if let replacement { throw replacement }
    try real.replace(path, with: bytes, mode: mode)
  }

  public func remove(_ path: String) throws(FileAccessError) { try real.remove(path) }

  public func makeScratchFolder() throws(FileAccessError) -> String {
    if let scratch { throw scratch }
    return try real.makeScratchFolder()
  }

  public func removeScratchFolder(_ path: String) { real.removeScratchFolder(path) }

  private func altered<Value>(_ table: [String: Value], _ path: String) -> Value? {
    table.first { path.hasSuffix($0.key) }?.value
  }
}
