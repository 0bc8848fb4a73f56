import StrictJSON

/// Lines with their places.
struct JournalPlacement {
  /// The bytes for the written segment from its offset on, then for each of the next from its start.
  var runs: [[UInt8]] = [[]]
  var head: JournalHead
  /// In the last run's segment, behind it.
  var offset: Int
}

extension Journal {
  /// Whether the longest ordinary record would be taken now.
  public var hasRoomForEntries: Bool {
    guard brokenBy == nil, let (index, offset) = next(settings.lineBytes, 0, offset) else {
      return false
    }
    return isOutsideReserve(index, offset)
  }

  /// - Throws: before anything is written: `invalid`, `noRoom`.
  func place(_ bodies: [JSON], _ use: JournalUse) throws(JournalError) -> JournalPlacement {
    var placement = JournalPlacement(head: head, offset: offset)
    for body in bodies {
      let body = try CanonicalBody(body, limit: settings.bodyBytes)
      guard placement.head.seq < .max else { throw .invalid("no number is left for it") }
      let line = JournalLine(after: placement.head, body)
      let count = line.bytes.count + 1
      let index = placement.runs.count - 1
      guard let found = next(count, index, placement.offset) else { throw .noRoom(use) }
      if found.index > index {
        placement.runs[index] += SegmentClosing.line(at: placement.head) + [0x0A]
        placement.runs.append([])
      }
      placement.runs[found.index] += line.bytes + [0x0A]
      placement.offset = found.offset
      placement.head = line.head
    }
    guard use == .protective || isOutsideReserve(placement.runs.count - 1, placement.offset) else {
      throw .noRoom(use)
    }
    return placement
  }

  /// - Returns: the first segment from an index on that has room for so many bytes, and the offset behind them.
  private func next(_ count: Int, _ index: Int, _ offset: Int) -> (index: Int, offset: Int)? {
    if offset + count <= segments[index].capacity { return (index, offset + count) }
    // The next is empty, and large enough for any record.
    guard index + 1 < segments.count, count <= segments[index + 1].capacity else { return nil }
    return (index + 1, count)
  }

  private func isOutsideReserve(_ index: Int, _ offset: Int) -> Bool {
    let later = segments[(index + 1)...].reduce(0) { $0 + $1.capacity }
    return segments[index].capacity - offset + later >= settings.reserveBytes
  }
}
