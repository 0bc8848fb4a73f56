/// What happens in a session, by place in the session's tables where it has contents.
enum SessionEvent: Sendable {
  /// The core asked to be woken.
  case wake
  /// A command leaves the engine once the journal lets it.
  case dispatch(Int)
  case arrive(Int)
  case answer(Int)
  case timeout(Int)
  /// The venue lets go of what Maker Protection held.
  case release
  case sample(Int)
  case readDone(Int)
  case journalSynced(epoch: Int, through: Int)
  case latchSynced(epoch: Int)
  case act(Int)
  case actEnd(Int)
  case propose
  case start
  /// Admission says whether entries are permitted.
  case permit(epoch: Int)
  /// Faults that took nothing are over.
  case disarm
}

/// A binary heap: the earliest first, and of equal times the one that was added first.
struct EventQueue: Sendable {
  private struct Entry {
    let time: Int64
    let number: UInt64
    let event: SessionEvent

    func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : number < other.number
    }
  }

  private var heap: [Entry] = []
  private var added: UInt64 = 0

  var nextTime: Int64? { heap.first?.time }

  mutating func add(_ event: SessionEvent, at time: Int64) {
    added += 1
    heap.append(Entry(time: time, number: added, event: event))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func next() -> (time: Int64, event: SessionEvent)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var child = parent * 2 + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
        guard heap[child].isBefore(heap[parent]) else { break }
        heap.swapAt(child, parent)
        parent = child
      }
    }
    return (first.time, first.event)
  }
}
