import Trading

/// Where the core's records go, as the desk needs it: handed over at once, known later.
struct RecordKeeper: Sendable {
  var keep: @Sendable ([TradeRecord]) -> RecordTicket
  /// Whether entries may still use the journal.
  var hasRoomForEntries: @Sendable () -> Bool

  /// Keeps nothing: for a person's `flatten` beside an engine that does not answer, whose journal is not ours to write.
  static let nowhere = RecordKeeper(keep: { _ in .done }, hasRoomForEntries: { false })
}

/// Records on their way to the disk.
struct RecordTicket: Sendable {
  /// Waits until they are on stable storage.
  ///
  /// - Returns: why they are not; nil when they are.
  var settled: @Sendable () async -> String?
  /// The same for a moment; false when they are still on their way.
  var settledWithin: @Sendable (Int64) async -> Bool

  func settled(withinMilliseconds limit: Int64) async -> Bool { await settledWithin(limit) }

  static let done = RecordTicket(settled: { nil }, settledWithin: { _ in true })
}
