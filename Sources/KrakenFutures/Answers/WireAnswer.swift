public import Chronology
import StrictJSON

/// A complete answer as it came over the wire; everything in it is the venue's word and judged as such.
///
/// Reads are methods that throw ``WireError``; the answer to a command is ``outcome(of:)``, which never throws.
public struct WireAnswer: Sendable, Hashable {
  /// The HTTP status code.
  public var status: Int
  public let body: [UInt8]
  /// The body as JSON, or why it is none. Read once: the client asks for the venue's clock before anybody else asks for
  /// the rest, and a list of 10,000 orders takes tens of milliseconds.
  let json: Result<JSON, JSONError>

  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
    do throws(JSONError) { json = .success(try JSON.parse(body)) } catch { json = .failure(error) }
  }
}

/// What one answer says, and how completely.
public struct VenueReading<Value: Sendable & Hashable>: Sendable, Hashable {
  public var value: Value
  /// The venue's clock when it answered; nil where the answer carries none.
  public var serverTime: Timestamp?
  /// The parts of a list that could not be read. Where there are any, absence from the value means nothing.
  public var unreadable: [WireError]

  public init(value: Value, serverTime: Timestamp?, unreadable: [WireError] = []) {
    self.value = value
    self.serverTime = serverTime
    self.unreadable = unreadable
  }

  public var isComplete: Bool { unreadable.isEmpty }
}
