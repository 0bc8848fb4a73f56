import CLinux
import Glibc

extension DurableFiles {
  /// Adds one line to a file and returns when it is on stable storage; creates the file when it is missing.
  ///
  /// All or nothing as far as the system allows: when writing fails half-way (no space), the file is cut back to its
  /// old length. When the last line of the file has no end (a crash tore it), the new line starts on its own, so that
  /// only the torn one is lost. One writer at a time: hold a ``FileLock``.
  ///
  /// - Parameters:
  ///   - path: a regular file; a symbolic link at the path is refused.
  ///   - line: without a line feed, which is added.
  ///   - mode: of a new file, exactly.
  public static func append(_ path: String, line: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    let place = try Place(path, .write)
    guard !line.contains(UInt8(ascii: "\n")) else {
      throw FileError(.write, path, .invalid("the line has a line feed in it"))
    }
    let folder = try FileDescriptor.openFolder(place.folder)
    let flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var isNew = false
    var number = unsafe clinux_openat(folder.number, place.name, flags, 0)
    if number < 0, errno == ENOENT {
      isNew = true
      number = unsafe clinux_openat(folder.number, place.name, flags | O_CREAT | O_EXCL, mode)
    }
    guard number >= 0 else { throw .last(.open, path) }
    let file = FileDescriptor(adopting: number)
    let status = try status(descriptor: number, path: path)
    guard status.isRegular else { throw FileError(.open, path, .notRegular(status.kind)) }
    if isNew, fchmod(number, mode) != 0 { throw .last(.write, path) }

    var isTorn = false
    if status.size > 0 { isTorn = try lastByte(of: number, size: status.size, path) != UInt8(ascii: "\n") }
    do throws(FileError) {
      try file.write((isTorn ? [UInt8(ascii: "\n")] : []) + line + [UInt8(ascii: "\n")], path: path)
    } catch {
      _ = ftruncate(number, Int(status.size))
      throw error
    }
    try file.synchronize(path: path)
    if isNew { try folder.synchronize(path: place.folder) }
  }

  private static func lastByte(of descriptor: Int32, size: Int64, _ path: String) throws(FileError) -> UInt8 {
    var byte: UInt8 = 0
    guard unsafe pread(descriptor, &byte, 1, Int(size) - 1) == 1 else { throw .last(.read, path) }
    return byte
  }
}
