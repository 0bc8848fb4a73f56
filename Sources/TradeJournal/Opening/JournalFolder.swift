import DurableFiles

/// The names in the journal's folder.
struct JournalFolder {
  let path: String
  /// Ascending.
  let segments: [Int]
  /// What a crash left of files that were being made.
  private let leftovers: [String]

  init(_ path: String) throws(FileError) {
    self.path = path
    let names = try DurableFiles.list(path, limit: 1_000_000).compactMap(\.name)
    segments = names.compactMap(SegmentName.number(of:)).sorted()
    leftovers = names.filter { $0.hasPrefix(".") && $0.hasSuffix(".tmp") }
  }

  func path(ofSegment number: Int) -> String { "\(path)/\(SegmentName.of(number))" }
  var snapshotPath: String { "\(path)/\(JournalSnapshot.name)" }

  /// They take space, and mean nothing.
  func removeLeftovers() {
    for name in leftovers { try? DurableFiles.remove("\(path)/\(name)") }
  }
}
