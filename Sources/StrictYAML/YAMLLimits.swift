/// What a document may cost. Whatever is beyond is refused, never cut silently.
public struct YAMLLimits: Sendable, Hashable {
  /// Bytes of the file.
  public let bytes: Int
  /// Collections inside each other; the root is 1. More than 512 counts as 512, which keeps the release of a
  /// document, which recurses, within any thread's stack.
  public let depth: Int
  /// Scalars and collections, keys included.
  public let nodes: Int
  /// Bytes of one scalar, after escapes and folding.
  public let scalarBytes: Int
  /// Diagnostics told; one note then says that more were left out.
  public let diagnostics: Int

  public init(
    bytes: Int = 16 << 20, depth: Int = 32, nodes: Int = 2_000_000, scalarBytes: Int = 1 << 20,
    diagnostics: Int = 100
  ) {
    self.bytes = bytes
    self.depth = min(depth, 512)
    self.nodes = nodes
    self.scalarBytes = scalarBytes
    self.diagnostics = diagnostics
  }
}
