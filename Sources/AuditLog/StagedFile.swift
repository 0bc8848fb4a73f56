import DurableFiles
import FilePaths
import Glibc

/// A file that is written and synced beside its destination and only lacks the rename.
struct StagedFile: ~Copyable {
  private let path: String
  private let destination: String
  private var isPresent = true

  private init(path: String, destination: String) {
    self.path = path
    self.destination = destination
  }

  /// - Throws: also when the rename could not succeed: something else than a regular file, or a mount point, is at
  ///   the destination.
  static func write(_ bytes: [UInt8], for destination: String) throws(FileError) -> StagedFile {
    if let status = try DurableFiles.statusIfPresent(destination, follow: false) {
      guard status.isRegular || status.kind == .symbolicLink else {
        throw FileError(.write, destination, .notRegular(status.kind))
      }
      guard status.isMountPoint != true else { throw FileError(.rename, destination, .system(errno: EBUSY)) }
    }
    try DurableFiles.requireNothingSpecial(at: destination)
    let (folder, name) = split(destination)
    let path = folder.appendingPath(".\(name.prefix(40)).\(getpid()).staged")
    try DurableFiles.replace(path, with: bytes)
    return StagedFile(path: path, destination: destination)
  }

  deinit {
    if isPresent { _ = unsafe unlink(path) }
  }

  consuming func rename() throws(FileError) {
    guard unsafe Glibc.rename(path, destination) == 0 else {
      throw FileError(.rename, destination, .system(errno: errno))
    }
    isPresent = false
    let (parent, _) = Self.split(destination)
    let folder = try FileDescriptor.openFolder(parent)
    guard fsync(folder.number) == 0 else { throw FileError(.synchronize, parent, .system(errno: errno)) }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    path.splitAtLastSlash ?? (".", path)
  }
}
