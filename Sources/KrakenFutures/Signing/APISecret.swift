import Cryptography

/// The secret half of an API key. No description, debugger or mirror shows it.
public struct APISecret: Sendable {
  let bytes: [UInt8]

  /// - Parameter base64: as the venue issues it: the standard alphabet with padding (RFC 4648 §4), 32 to 256 bytes.
  init?(base64: String) {
    guard let bytes = Base64.decode(base64), (32...256).contains(bytes.count) else { return nil }
    self.bytes = bytes
  }
}

extension APISecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "secret, not shown" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
