import CLinux
import Glibc

/// Reading that cannot hang and writing that survives a crash.
///
/// Every write is: temporary file beside, write, fsync, rename, fsync of the folder. So a reader sees the old
/// content or the new one, and after the call returns the new one is there after a power cut.
public enum DurableFiles {
  /// The whole content of a regular file.
  ///
  /// - Parameters:
  ///   - limit: bytes; one more is an error (`tooLarge`), nothing is cut off.
  ///   - follow: whether a symbolic link as the last component is followed.
  /// - Throws: `notRegular` for a folder, device, socket or FIFO, which is not waited for.
  public static func read(_ path: String, limit: Int, follow: Bool = true) throws(FileError) -> [UInt8] {
    let descriptor = try FileDescriptor.openRegular(path, follow: follow)
    return try read(descriptor: descriptor.number, limit: limit, path: path)
  }

  /// The whole content of an open regular file, from its start; its position is neither used nor moved.
  ///
  /// - Parameter path: for messages only.
  public static func read(descriptor: Int32, limit: Int, path: String = "file") throws(FileError) -> [UInt8] {
    var content: [UInt8] = []
    try readChunks(descriptor: descriptor, limit: limit, path: path) { chunk in
      unsafe chunk.withUnsafeBufferPointer { unsafe content.append(contentsOf: $0) }
    }
    return content
  }

  /// Hands the content of an open regular file over in chunks of at most 256 KiB, from its start; for digests of big
  /// files.
  public static func readChunks(
    descriptor: Int32, limit: Int, path: String = "file", _ body: (Span<UInt8>) -> Void
  ) throws(FileError) {
    let status = try status(descriptor: descriptor, path: path)
    guard status.isRegular else { throw FileError(.read, path, .notRegular(status.kind)) }
    guard status.size <= limit else { throw FileError(.read, path, .tooLarge(limit: limit)) }
    // One more than the size, so that the end of a small file is seen without clearing memory for a big one.
    let chunkSize = min(max(Int(status.size) + 1, 4_096), 256 * 1024)
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    var offset = 0
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset)
      }
      if count == 0 { return }
      if count < 0 {
        guard errno == EINTR else { throw .last(.read, path) }
        continue
      }
      offset += count
      // The size of a file in /proc is 0, and a file may grow while it is read.
      guard offset <= limit else { throw FileError(.read, path, .tooLarge(limit: limit)) }
      body(chunk.span.extracting(..<count))
    }
  }

  /// Puts the bytes at the path in one step, whether or not a file is there.
  ///
  /// A symbolic link at the path is replaced, not followed. When this throws, the old file is untouched and no
  /// temporary file is left; only if the *last* step fails (`synchronize` with the folder's path) is the new content
  /// in place without the promise that it survives a power cut.
  ///
  /// - Parameter mode: the permission bits, exactly; the umask has no say.
  public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    let place = try Place(path, .write)
    let folder = try FileDescriptor.openFolder(place.folder)
    let temporary = try TemporaryFile.written(in: folder, at: place, bytes, mode: mode)
    try temporary.rename()
    try folder.synchronize(path: place.folder)
  }

  /// For paths that a person names: rename(2) would put a file in the place of `/dev/null`, of a FIFO that somebody
  /// reads, or of a link to one of them.
  ///
  /// - Throws: `notRegular` unless a regular file, a link to one, or nothing is there.
  public static func requireNothingSpecial(at path: String) throws(FileError) {
    guard let status = try statusIfPresent(path), !status.isRegular else { return }
    throw FileError(.write, path, .notRegular(status.kind))
  }

  /// Puts the bytes at a path where nothing stands yet (`isAlreadyPresent` otherwise), in one step: for keys.
  public static func create(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(FileError) {
    let place = try Place(path, .create)
    let folder = try FileDescriptor.openFolder(place.folder)
    let temporary = try TemporaryFile.written(in: folder, at: place, bytes, mode: mode)
    try temporary.link()
    try folder.synchronize(path: place.folder)
  }

  /// Removes a file or a link, durably. Removing what is not there is an error (`isNotFound`).
  public static func remove(_ path: String) throws(FileError) {
    let place = try Place(path, .remove)
    let folder = try FileDescriptor.openFolder(place.folder)
    guard unsafe unlinkat(folder.number, place.name, 0) == 0 else { throw .last(.remove, path) }
    try folder.synchronize(path: place.folder)
  }

  /// A path that C would cut off at a NUL, or an empty one, is refused before any call sees it.
  static func check(_ path: String, _ operation: FileError.Operation) throws(FileError) {
    guard !path.isEmpty else { throw FileError(operation, path, .invalid("the path is empty")) }
    guard !path.utf8.contains(0) else {
      throw FileError(operation, path, .invalid("the path has a NUL byte"))
    }
  }
}
