/// What a JSON text may cost. Whatever is beyond is refused.
public struct JSONLimits: Sendable, Hashable {
  public let bytes: Int
  /// Arrays and objects inside each other; the outermost is 1. More than 512 counts as 512, which keeps the
  /// release and the encoding of a value, which recurse, within any thread's stack.
  public let depth: Int
  /// Values of every kind, keys left out.
  public let values: Int

  public init(bytes: Int = 8 << 20, depth: Int = 64, values: Int = 1_000_000) {
    self.bytes = bytes
    self.depth = min(depth, 512)
    self.values = values
  }
}
