import CLinux
import Glibc

/// One entry of a folder.
public struct FolderEntry: Hashable, Sendable {
  /// The name as the kernel has it: any bytes but NUL and `/`.
  public let bytes: [UInt8]
  /// `unknown` where the file system does not say; then ask ``DurableFiles/status(_:follow:)``.
  public let kind: FileKind

  public init(bytes: [UInt8], kind: FileKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// The name as text; nil when it is not UTF-8, and then no path made from a `String` can reach the entry.
  public var name: String? { String(validating: bytes, as: UTF8.self) }
}

extension DurableFiles {
  /// The entries of a folder without `.` and `..`, sorted by the bytes of their names.
  ///
  /// - Parameter limit: entries; one more is an error (`tooManyEntries`), nothing is left out.
  public static func list(
    _ path: String, limit: Int, follow: Bool = true
  ) throws(FileError) -> [FolderEntry] {
    let number = try FileDescriptor.openFolder(path, follow: follow).release()
    guard let stream = unsafe fdopendir(number) else {
      let error = FileError.last(.list, path)
      close(number)
      throw error
    }
    defer { unsafe closedir(stream) }

    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw .last(.list, path) }
        break
      }
      let name = unsafe clinux_entry_name(entry)
      let bytes = unsafe name.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
      if bytes == [UInt8(ascii: ".")] || bytes == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
      guard entries.count < limit else { throw FileError(.list, path, .tooManyEntries(limit: limit)) }
      // d_type is the file type of st_mode, shifted (DTTOIF).
      entries.append(
        FolderEntry(bytes: bytes, kind: FileKind(mode: UInt32(unsafe entry.pointee.d_type) << 12)))
    }
    return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  /// Makes one folder, durably; its parent must exist and nothing may stand at the path.
  ///
  /// - Parameter mode: the permission bits, exactly; the umask has no say.
  public static func createFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
    let place = try Place(path, .createFolder)
    let parent = try FileDescriptor.openFolder(place.folder)
    guard unsafe mkdirat(parent.number, place.name, mode) == 0 else { throw .last(.createFolder, path) }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = unsafe clinux_openat(parent.number, place.name, flags, 0)
    guard number >= 0 else { throw .last(.createFolder, path) }
    let folder = FileDescriptor(adopting: number)
    guard fchmod(number, mode) == 0 else { throw .last(.createFolder, path) }
    try folder.synchronize(path: path)
    try parent.synchronize(path: place.folder)
  }

  /// The absolute path without symbolic links, `.` and `..`; every component must exist.
  public static func realPath(_ path: String) throws(FileError) -> String {
    try check(path, .resolve)
    guard let resolved = unsafe realpath(path, nil) else { throw .last(.resolve, path) }
    defer { unsafe free(resolved) }
    guard let text = unsafe String(validatingCString: resolved) else {
      throw FileError(.resolve, path, .invalid("it leads to a path that is not UTF-8"))
    }
    return text
  }

  /// What a symbolic link says.
  public static func linkTarget(_ path: String) throws(FileError) -> String {
    try check(path, .read)
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = unsafe buffer.withUnsafeMutableBytes { buffer in
      unsafe clinux_readlink(path, buffer.baseAddress, buffer.count)
    }
    guard count >= 0 else { throw .last(.read, path) }
    guard let text = String(validating: buffer[..<count], as: UTF8.self) else {
      throw FileError(.read, path, .invalid("it leads to a path that is not UTF-8"))
    }
    return text
  }
}
