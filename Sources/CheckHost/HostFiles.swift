import DurableFiles
import Glibc
public import ReadinessCheck

/// This machine's files.
public struct HostFiles: FileAccess {
  public init() {}

  public func read(_ path: String, limit: Int) throws(FileAccessError) -> [UInt8] {
    try translated { () throws(FileError) in try DurableFiles.read(path, limit: limit) }
  }

  public func readPrefix(_ path: String, count: Int) throws(FileAccessError) -> [UInt8] {
    try translated { () throws(FileError) in
      let file = try FileDescriptor.openRegular(path)
      var bytes = [UInt8](repeating: 0, count: count)
      var filled = 0
      while filled < count {
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
          unsafe pread(file.number, buffer.baseAddress?.advanced(by: filled), count - filled, filled)
        }
        if got == 0 { break }
        if got < 0 {
          if errno == EINTR { continue }
          throw FileError(.read, path, .system(errno: errno))
        }
        filled += got
      }
      bytes.removeLast(count - filled)
      return bytes
    }
  }

  public func list(_ folder: String, limit: Int) throws(FileAccessError) -> [String] {
    let entries = try translated { () throws(FileError) in try DurableFiles.list(folder, limit: limit) }
    // A name that is not UTF-8 cannot be named by a policy, and is shown with replacement characters.
    return entries.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  public func information(
    _ path: String, followingLinks: Bool
  ) throws(FileAccessError) -> FileInformation? {
    let status = try translated { () throws(FileError) in
      try DurableFiles.statusIfPresent(path, follow: followingLinks)
    }
    return status.map(FileInformation.init)
  }

  public func linkTarget(_ path: String) throws(FileAccessError) -> String {
    try translated { () throws(FileError) in try DurableFiles.linkTarget(path) }
  }

  public func canonicalPath(_ path: String) throws(FileAccessError) -> String {
    try translated { () throws(FileError) in try DurableFiles.realPath(path) }
  }

  public func fileSystem(holding path: String) throws(FileAccessError) -> FileSystemInformation {
    let status = try translated { () throws(FileError) in try DurableFiles.fileSystem(path) }
    return FileSystemInformation(
      type: status.typeName, availableBytes: Int64(clamping: status.bytesAvailable),
      availableInodes: status.inodesAvailable.map { Int64(clamping: $0) }, isReadOnly: status.isReadOnly)
  }

  public func proveReplaceable(in folder: String) throws(FileAccessError) {
    let path = "\(folder)/.readiness-probe-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try translated { () throws(FileError) in
      do throws(FileError) {
        try DurableFiles.create(path, with: Array("first\n".utf8))
        try DurableFiles.replace(path, with: Array("second\n".utf8), mode: 0o600)
      } catch {
        try? DurableFiles.remove(path)
        throw error
      }
      try DurableFiles.remove(path)
    }
  }

  public func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileAccessError) {
    try translated { () throws(FileError) in try DurableFiles.replace(path, with: bytes, mode: mode) }
  }

  public func remove(_ path: String) throws(FileAccessError) {
    try translated { () throws(FileError) in try DurableFiles.remove(path) }
  }

  public func makeScratchFolder() throws(FileAccessError) -> String {
    var template = Array("/tmp/readiness-scratch-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    guard isMade else { throw FileAccessError(FileError(.createFolder, "/tmp", .system(errno: errno))) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  public func removeScratchFolder(_ path: String) {
    guard path.hasPrefix("/tmp/readiness-scratch-"), !path.contains("/..") else { return }
    removeTree(path, depth: 0)
  }

  private func removeTree(_ path: String, depth: Int) {
    guard depth < 16, let entries = try? DurableFiles.list(path, limit: 10_000) else { return }
    for entry in entries {
      guard let name = entry.name else { continue }
      if entry.kind == .folder { removeTree("\(path)/\(name)", depth: depth + 1) } else { _ = unsafe unlink("\(path)/\(name)") }
    }
    _ = unsafe rmdir(path)
  }

  private func translated<Value>(_ body: () throws(FileError) -> Value) throws(FileAccessError) -> Value {
    do throws(FileError) { return try body() } catch { throw FileAccessError(error) }
  }
}

extension FileAccessError {
  init(_ error: FileError) {
    let reason: Reason =
      switch error.reason {
      case .tooLarge, .tooManyEntries: .tooLarge
      case .notRegular: .notARegularFile
      default:
        if error.isNotFound { .missing }
        else if error.isPermissionDenied { .denied }
        else if error.isReadOnlyFileSystem { .readOnly }
        else if error.isNoSpace { .noSpace }
        else if error.errno == EBUSY { .busy }
        else { .other }
      }
    self.init(reason, error.description)
  }
}

extension FileInformation {
  init(_ status: FileStatus) {
    let kind: Kind =
      switch status.kind {
      case .regular: .regular
      case .folder: .folder
      case .symbolicLink: .link
      case .fifo: .fifo
      case .socket: .socket
      default: .device
      }
    self.init(
      kind: kind, owner: status.userID, group: status.groupID, mode: status.mode & 0o7777,
      linkCount: UInt64(status.linkCount), size: status.size, device: status.device, inode: status.inode,
      isImmutable: status.isImmutable ?? false, isAppendOnly: status.isAppendOnly ?? false,
      isMountPoint: status.isMountPoint ?? false)
  }
}
