/// What an envelope may cost before anything in it is decoded. Whatever is beyond is refused.
public struct EnvelopeLimits: Sendable, Hashable {
  /// Bytes of the whole file.
  public var bytes: Int
  /// Signatures in it.
  public var signatures: Int

  public init(bytes: Int = 16 << 20, signatures: Int = 16) {
    self.bytes = bytes
    self.signatures = signatures
  }
}
