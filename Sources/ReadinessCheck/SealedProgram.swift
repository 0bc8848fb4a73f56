/// A copy of a program in a memory file that nobody can change any more: what is hashed is what is run.
public final class SealedProgram: Sendable {
  /// Where it was copied from.
  public let path: String
  /// Of the memory file: 64 lower-case hexadecimal digits.
  public let sha256: String
  /// Of the file that was copied, as it was opened.
  public let source: FileInformation
  /// The memory file, open as long as this value lives.
  public let descriptor: Int32
  private let close: @Sendable (Int32) -> Void

  /// - Parameter close: closes the descriptor.
  public init(
    path: String, sha256: String, source: FileInformation, descriptor: Int32,
    close: @escaping @Sendable (Int32) -> Void
  ) {
    self.path = path
    self.sha256 = sha256
    self.source = source
    self.descriptor = descriptor
    self.close = close
  }

  deinit { close(descriptor) }
}

extension SealedProgram: Hashable {
  public static func == (left: SealedProgram, right: SealedProgram) -> Bool { left === right }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
