/// What opening found: a state, and what happened after it.
public struct JournalContents: Sendable {
  /// The body of the last ``Journal/compact(body:)``, and the number of records that it stands for; nil when there was
  /// none.
  public let snapshot: JournalRecord?
  /// After the snapshot, all of them.
  public let records: [JournalRecord]
  /// Of a last record that a crash tore: it was cut off, and nobody was told that it was written.
  public let tornBytes: Int
  /// Why the snapshot was passed over, although all segments are there to do without it.
  public let discardedSnapshot: String?
  /// Nothing was there before.
  public let isNew: Bool
}
