/// A dependency that is not written as its standard says: a specifier, requirement, marker or relation.
public struct DependencySyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong: lower case, no full stop, names the offending text.
  public let message: String
  /// Where, in bytes from the start of the text that was parsed.
  public let offset: Int

  init(_ message: String, at offset: Int = 0) {
    self.message = message
    self.offset = offset
  }

  public var description: String { message }
}
