public import DurableFiles

/// The calls that fail or stall when a disk does, so that a test can make them.
public struct JournalDisk: Sendable {
  public let create: @Sendable (_ path: String, _ byteCount: Int) throws(FileError) -> PreallocatedFile
  public let write:
    @Sendable (_ file: PreallocatedFile, _ bytes: [UInt8], _ offset: Int) throws(FileError) -> Void
  public let synchronize: @Sendable (_ file: PreallocatedFile) throws(FileError) -> Void

  public init(
    create: @escaping @Sendable (String, Int) throws(FileError) -> PreallocatedFile = Self.system.create,
    write: @escaping @Sendable (PreallocatedFile, [UInt8], Int) throws(FileError) -> Void = Self.system.write,
    synchronize: @escaping @Sendable (PreallocatedFile) throws(FileError) -> Void = Self.system.synchronize
  ) {
    (self.create, self.write, self.synchronize) = (create, write, synchronize)
  }

  public static let system = JournalDisk(
    create: { path, byteCount throws(FileError) in try PreallocatedFile(creating: path, byteCount: byteCount)
    },
    write: { file, bytes, offset throws(FileError) in try file.write(bytes, at: offset) },
    synchronize: { file throws(FileError) in try file.synchronize() })
}
