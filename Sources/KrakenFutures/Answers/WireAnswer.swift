public import Chronology

/// A complete answer as it came over the wire; everything in it is the venue's word and judged as such.
///
/// Reads are methods that throw ``WireError``; the answer to a command is ``outcome(of:)``, which never throws.
public struct WireAnswer: Sendable, Hashable {
  /// The HTTP status code.
  public var status: Int
  public var body: [UInt8]

  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
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
