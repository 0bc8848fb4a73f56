import DurableFiles

/// Tells whether a file was replaced or changed, without reading it.
struct FileSignature: Equatable {
  private let device: UInt64
  private let inode: UInt64
  private let modifiedNanoseconds: Int64
  private let size: Int64

  /// Nil when nothing is there, or when nothing can be said.
  init?(_ path: String) {
    guard let status = try? DurableFiles.status(path) else { return nil }
    device = status.device
    inode = status.inode
    modifiedNanoseconds = status.modifiedNanoseconds
    size = status.size
  }
}
