import Cryptography
import DurableFiles
import FilePaths
import Glibc
public import ReadinessCheck

/// The machine's files, as the user that this process is.
public struct HostFiles: FileAccess {
  /// Where scratch folders are made.
  private let scratchParent: String
  /// Nil for a user whose rights the kernel judges.
  private let reach: Reach?

  public init(scratchParent: String = "/tmp") {
    self.scratchParent = scratchParent
    reach = geteuid() == 0 ? Reach() : nil
  }

  public var user: UInt32 { geteuid() }

  public var groups: [UInt32] {
    var supplementary = [gid_t](repeating: 0, count: 65_536)  // NGROUPS_MAX
    let count = unsafe getgroups(Int32(supplementary.count), &supplementary)
    return [getegid()] + supplementary.prefix(max(0, Int(count)))
  }

  public func read(_ path: String, limit: Int, naming: [String]) throws(FileAccessError) -> [UInt8] {
    try translating { () throws(FileError) in
      let file = try FileDescriptor.openRegular(path)
      try reach?.require(file.number, at: path, naming: naming)
      return try DurableFiles.read(descriptor: file.number, limit: limit, path: path)
    }
  }

  public func seal(_ path: String, limit: Int) throws(FileAccessError) -> SealedProgram {
    let (memory, source) = try translating { () throws(FileError) in
      let file = try FileDescriptor.openRegular(path, follow: false)
      try reach?.require(file.number, at: path, naming: [])
      let source = try DurableFiles.status(descriptor: file.number, path: path)
      let bytes = try DurableFiles.read(descriptor: file.number, limit: limit, path: path)
      return (try FileDescriptor.sealedMemory(named: "sealed-program", bytes).release(), source)
    }
    do throws(CryptographyError) {
      let digest = try SHA256.digest(ofDescriptor: memory).digest
      return SealedProgram(
        path: path, sha256: digest.hex, source: FileInformation(source), descriptor: memory,
        close: { close($0) })
    } catch {
      close(memory)
      throw FileAccessError(.other, "cannot hash the copy of '\(path)': \(error.message)")
    }
  }

  public func readPrefix(_ path: String, count: Int) throws(FileAccessError) -> [UInt8] {
    try translating { () throws(FileError) in
      let file = try FileDescriptor.openRegular(path)
      try reach?.require(file.number, at: path, naming: [])
      // Hundreds of small files are read this way: nothing is cleared first, and nothing is asked twice.
      var failure: Int32?
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let wanted = count - filled
          let got = unsafe pread(
            file.number, buffer.baseAddress.map { unsafe $0 + filled }, wanted, off_t(filled))
          if got > 0 { filled += got }
          // A regular file gives less only at its end.
          if got >= 0, got < wanted { break }
          if got < 0, errno != EINTR {
            failure = errno
            break
          }
        }
      }
      if let failure { throw FileError(.read, path, .system(errno: failure)) }
      return bytes
    }
  }

  public func list(_ folder: String, limit: Int) throws(FileAccessError) -> [String] {
    try translating { () throws(FileError) in
      if let reach {
        let opened = try FileDescriptor.openFolder(folder)
        try reach.require(opened.number, at: folder, naming: [])
      }
      // A name that is not UTF-8 shows with replacement characters: seen, though it cannot be opened.
      return try DurableFiles.list(folder, limit: limit).map {
        $0.name ?? String(decoding: $0.bytes, as: UTF8.self)
      }
    }
  }

  public func information(
    _ path: String, followingLinks: Bool
  ) throws(FileAccessError) -> FileInformation? {
    try translating { () throws(FileError) in
      try DurableFiles.statusIfPresent(path, follow: followingLinks).map(FileInformation.init)
    }
  }

  public func linkTarget(_ path: String) throws(FileAccessError) -> String {
    try translating { () throws(FileError) in try DurableFiles.linkTarget(path) }
  }

  public func canonicalPath(_ path: String) throws(FileAccessError) -> String {
    try translating { () throws(FileError) in try DurableFiles.realPath(path) }
  }

  public func fileSystem(holding path: String) throws(FileAccessError) -> FileSystemInformation {
    try translating { () throws(FileError) in
      let status = try DurableFiles.fileSystem(path)
      return FileSystemInformation(
        type: MountTable.type(holding: path) ?? status.typeName,
        availableBytes: Int64(clamping: status.bytesAvailable),
        availableInodes: status.inodesAvailable.map { Int64(clamping: $0) }, isReadOnly: status.isReadOnly)
    }
  }

  public func proveReplaceable(in folder: String) throws(FileAccessError) {
    let random = UInt64.random(in: .min ... .max)
    let path = folder.appendingPath(".readiness-probe-\(String(random, radix: 16))")
    try translating { () throws(FileError) in
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw FileError(.create, path, .system(errno: errno)) }
      close(descriptor)
      defer { unsafe unlink(path) }
      try DurableFiles.replace(path, with: Array("probe\n".utf8), mode: 0o600)
    }
  }

  public func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileAccessError) {
    try translating { () throws(FileError) in try DurableFiles.replace(path, with: bytes, mode: mode) }
  }

  public func remove(_ path: String) throws(FileAccessError) {
    // What comes back after a power cut is a probe, which the next run removes: nothing to wait for.
    guard unsafe unlink(path) != 0 else { return }
    throw FileAccessError(FileError(.remove, path, .system(errno: errno)))
  }

  public func makeScratchFolder() throws(FileAccessError) -> String {
    try translating { () throws(FileError) in
      var template = Array("\(scratchParent)/readiness-scratch.XXXXXX".utf8CString)
      guard unsafe mkdtemp(&template) != nil else {
        throw FileError(.createFolder, "\(scratchParent)/readiness-scratch", .system(errno: errno))
      }
      return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  public func removeScratchFolder(_ path: String) {
    // Nothing else is ever removed with all that is in it.
    guard path.hasBytes(prefix: "\(scratchParent)/readiness-scratch.") else { return }
    removeTree(path, depth: 0)
  }

  private func removeTree(_ path: String, depth: Int) {
    guard depth < 64, let entries = try? DurableFiles.list(path, limit: 100_000, follow: false) else {
      return
    }
    for entry in entries {
      guard let name = entry.name else { continue }
      let place = "\(path)/\(name)"
      if unsafe unlink(place) != 0 { removeTree(place, depth: depth + 1) }
    }
    _ = unsafe rmdir(path)
  }
}

private func translating<Value>(
  _ body: () throws(FileError) -> Value
) throws(FileAccessError) -> Value {
  do throws(FileError) { return try body() } catch { throw FileAccessError(error) }
}

extension FileAccessError {
  init(_ error: FileError) {
    let reason: Reason =
      switch error.reason {
      case .tooLarge, .tooManyEntries: .tooLarge
      case .notRegular: .notARegularFile
      case .heldElsewhere: .busy
      case .invalid: error.operation == .read ? .denied : .other
      case .system(let errno):
        switch errno {
        case ENOENT: .missing
        case ENOTDIR: .notAFolder
        case EACCES, EPERM: .denied
        case EROFS: .readOnly
        case ENOSPC, EDQUOT: .noSpace
        case EBUSY: .busy
        default: .other
        }
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
      case .blockDevice, .characterDevice, .unknown: .device
      }
    self.init(
      kind: kind, owner: status.userID, group: status.groupID, mode: status.mode,
      linkCount: UInt64(status.linkCount), size: status.size, device: status.device, inode: status.inode,
      isImmutable: status.isImmutable ?? false, isAppendOnly: status.isAppendOnly ?? false,
      isMountPoint: status.isMountPoint ?? false)
  }
}
