/// One header field of a request or an answer.
///
/// Its value may be a key or a signature, so that no description shows it.
public struct HTTPHeader: Sendable, Hashable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension HTTPHeader: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(name): (hidden)" }
  public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
