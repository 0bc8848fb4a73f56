import CLinux
import Glibc

/// A written and synchronized file beside its destination, under a name nobody can guess; removed unless it is
/// renamed.
///
/// Names have the form `.NAME.<24 hexadecimal digits>.tmp`. A process that is killed between the two steps leaves one
/// behind, which no reader mistakes for the file.
struct TemporaryFile: ~Copyable {
  private let folder: Int32
  private let place: Place
  private let name: String
  private var isPresent = true

  private init(folder: Int32, place: Place, name: String) {
    (self.folder, self.place, self.name) = (folder, place, name)
  }

  /// - Parameters:
  ///   - folder: stays open for as long as the result lives.
  ///   - byteCount: how long the file is made, in blocks of its own, before anything is written.
  static func written(
    in folder: borrowing FileDescriptor, at place: Place, _ bytes: [UInt8], reserving byteCount: Int = 0,
    mode: UInt32
  ) throws(FileError) -> TemporaryFile {
    let name = try unpredictableName(for: place)
    // 0600 while it is written; O_EXCL also refuses a link that somebody planted.
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let number = unsafe clinux_openat(folder.number, name, flags, 0o600)
    guard number >= 0 else { throw .last(.create, place.path) }
    let file = FileDescriptor(adopting: number)
    let temporary = TemporaryFile(folder: folder.number, place: place, name: name)
    if byteCount > 0 {
      let error = PreallocatedFile.reserve(number, byteCount)
      guard error == 0 else { throw FileError(.create, place.path, .system(errno: error)) }
    }
    try file.write(bytes, path: place.path)
    guard fchmod(number, mode) == 0 else { throw .last(.write, place.path) }
    try file.synchronize(path: place.path)
    return temporary
  }

  deinit {
    if isPresent { _ = unsafe unlinkat(folder, name, 0) }
  }

  consuming func rename() throws(FileError) {
    guard unsafe renameat(folder, name, folder, place.name) == 0 else { throw .last(.rename, place.path) }
    isPresent = false
  }

  /// Gives the file its name only if nothing has that name; the temporary name goes in either case.
  consuming func link() throws(FileError) {
    guard unsafe clinux_linkat(folder, name, folder, place.name) == 0 else {
      throw .last(.create, place.path)
    }
  }

  private static func unpredictableName(for place: Place) throws(FileError) -> String {
    var random = [UInt8](repeating: 0, count: 12)
    let count = unsafe random.withUnsafeMutableBytes {
      unsafe clinux_getrandom($0.baseAddress, $0.count)
    }
    guard count == random.count else { throw .last(.create, place.path) }
    let digits = random.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    // NAME_MAX is 255 bytes; a long name is shortened, whole characters only.
    var base = place.name
    while base.utf8.count > 200 { base.removeLast() }
    return ".\(base).\(digits).tmp"
  }
}
