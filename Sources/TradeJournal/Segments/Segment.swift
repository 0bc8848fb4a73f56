import DurableFiles

/// A file of the journal, open for writing.
struct Segment {
  let number: Int
  let file: PreallocatedFile
  /// Bytes that records may take: its blocks are there, and the closing line has its own.
  let capacity: Int

  init(
    creating number: Int, _ folder: JournalFolder, _ settings: JournalSettings, _ disk: JournalDisk
  ) throws(FileError) {
    self.number = number
    file = try disk.create(folder.path(ofSegment: number), settings.segmentBytes)
    capacity = settings.segmentBytes - SegmentClosing.room
  }

  /// One that is shorter than it would be made now grows, if there is room.
  init(opening number: Int, _ folder: JournalFolder, _ settings: JournalSettings) throws(FileError) {
    self.number = number
    file = try PreallocatedFile(opening: folder.path(ofSegment: number))
    if try file.size() < settings.segmentBytes {
      try? file.reserve(byteCount: settings.segmentBytes)
      try file.synchronize()
    }
    capacity = max(0, try file.size() - SegmentClosing.room)
  }
}
