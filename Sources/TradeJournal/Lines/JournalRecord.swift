public import StrictJSON

/// What the engine wrote down, as it comes back.
public struct JournalRecord: Sendable, Hashable {
  /// Counted from 1, without a gap.
  public let seq: Int64
  public let body: JSON

  public init(seq: Int64, body: JSON) {
    self.seq = seq
    self.body = body
  }
}
