/// The sizes of a journal; all in bytes but for the count.
public struct JournalSettings: Sendable, Hashable {
  /// Of a new segment. What exists keeps its size, or grows to it.
  public let segmentBytes: Int
  /// What has to stay free behind an ordinary record: only protective ones go on into it.
  public let reserveBytes: Int
  /// Of one record's body.
  public let bodyBytes: Int
  /// How many empty segments are kept ahead of the one that is written.
  public let spareSegments: Int

  /// 4 MiB segments, two of them ahead; kept for protection is one of those and 1 MiB, some ten thousand records.
  public static let standard = JournalSettings()

  public init(
    segmentBytes: Int = 4 << 20, reserveBytes: Int = 5 << 20, bodyBytes: Int = 64 << 10,
    spareSegments: Int = 2
  ) {
    self.segmentBytes = segmentBytes
    self.reserveBytes = reserveBytes
    self.bodyBytes = bodyBytes
    self.spareSegments = spareSegments
  }

  /// A line with its newline: what stands beside the body is short.
  var lineBytes: Int { bodyBytes + 160 }
  /// Under any settings.
  static let longestLine = longestBody + 160
  private static let longestBody = 1 << 20

  /// With every spare in place, an ordinary record always finds room, wherever the written segment ends.
  func check() throws(JournalError) {
    guard (64...Self.longestBody).contains(bodyBytes), (1...64).contains(spareSegments),
      (4096...(1 << 28)).contains(segmentBytes), segmentBytes >= 2 * (lineBytes + SegmentClosing.room)
    else { throw .invalid("the settings' sizes make no segments") }
    let ahead = spareSegments * (segmentBytes - SegmentClosing.room) - 2 * lineBytes
    guard (0...ahead).contains(reserveBytes) else {
      throw .invalid("the reserve is larger than the segments that are kept ahead")
    }
  }
}
