/// A whole answer: its body is all there is, and no content coding was undone.
public struct HTTPResponse: Sendable {
  public let status: Int
  /// In the order of the answer, names as the server wrote them; trailers are left out.
  public let headers: [HTTPHeader]
  public let body: [UInt8]
  /// Of the connection over which this answer came.
  public let session: TransportSession
  /// CLOCK_MONOTONIC when the request began to be sent: the connection stood by then.
  public let sentAtNanoseconds: Int64
  /// CLOCK_MONOTONIC when the last byte of the answer had been read.
  public let receivedAtNanoseconds: Int64

  public init(
    status: Int, headers: [HTTPHeader], body: [UInt8], session: TransportSession, sentAtNanoseconds: Int64,
    receivedAtNanoseconds: Int64
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.session = session
    self.sentAtNanoseconds = sentAtNanoseconds
    self.receivedAtNanoseconds = receivedAtNanoseconds
  }

  /// From the first byte sent to the last one read.
  public var elapsedMicroseconds: Int64 { max(0, receivedAtNanoseconds - sentAtNanoseconds) / 1_000 }

  /// The value of the first header of that name, in whatever case the server wrote it.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.utf8.elementsEqual(name.utf8) { lowered($0) == lowered($1) } }?.value
  }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
  public var description: String { "status \(status), \(body.count) bytes" }
  public var customMirror: Mirror { Mirror(self, children: ["status": status, "byteCount": body.count]) }
}

/// The lower-case form of an ASCII letter, every other byte as it is.
func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

/// Whether a header's name is that one, whatever its case.
func isName(_ name: String, lowerCase: String) -> Bool {
  name.utf8.count == lowerCase.utf8.count && zip(name.utf8, lowerCase.utf8).allSatisfy { lowered($0) == $1 }
}
