import SimulatedVenue
import StrictJSON
import Synchronization
import TradeJournal
import Trading

@testable import TradingEngine

/// The journal on a disk that takes its time by the executor's clock: the real files, written when the wait is over, and
/// lost with whoever waits.
final class SteppedJournal: Sendable {
  private struct State: ~Copyable {
    var random: SeededGenerator
    var waiting: [(number: Int, records: [TradeRecord])] = []
    var last = 0
    var written = 0
    var dueAt: Int64 = 0
    var latency: ClosedRange<Int> = 0...4
    var failsUntil: Int64 = 0
    var isBroken = false
    var hasCrashed = false
    var kept: Set<ClientOrderID> = []
  }

  private let executor: SeededExecutor
  private let state: Mutex<State>

  init(_ executor: SeededExecutor, seed: UInt64) {
    self.executor = executor
    state = Mutex(State(random: SeededGenerator(seed: seed ^ 0x4449_534B)))
  }

  func isKept(_ id: ClientOrderID) -> Bool { state.withLock { $0.kept.contains(id) } }

  /// Whether the process that runs has lost its disk.
  var isBroken: Bool { state.withLock { $0.isBroken } }

  func slow(_ latency: ClosedRange<Int>) { state.withLock { $0.latency = latency } }
  func fail(until time: Int64) { state.withLock { $0.failsUntil = time } }

  /// The process is gone at once: what waits is lost, and what it still wants to write never was.
  func crash() { state.withLock { ($0.waiting, $0.hasCrashed) = ([], true) } }

  /// A process that starts has a journal that takes records again.
  func open(_ journal: sending Journal) -> KeptRecords {
    let lane = Lane(journal)
    state.withLock { state in
      (state.waiting, state.isBroken, state.hasCrashed) = ([], false, false)
      state.written = state.last
    }
    return KeptRecords(
      keeper: RecordKeeper(
        keep: { self.keep($0, lane) }, hasRoomForEntries: { self.state.withLock { !$0.isBroken } }),
      close: { _ = self.write(upTo: .max, lane) })
  }

  /// The journal of one life.
  private final class Lane: Sendable {
    let journal: Mutex<Journal>
    init(_ journal: sending Journal) { self.journal = Mutex(journal) }
  }

  private func keep(_ records: [TradeRecord], _ lane: Lane) -> RecordTicket {
    let now = executor.now
    let (number, dueAt) = state.withLock { state -> (Int, Int64) in
      state.last += 1
      state.waiting.append((state.last, records))
      state.dueAt = max(state.dueAt, now) + Int64(state.random.within(state.latency))
      return (state.last, state.dueAt)
    }
    return RecordTicket(
      settled: {
        let rest = dueAt - self.executor.now
        if rest > 0 {
          do { try await self.executor.sleep(rest) } catch { return "the process ended [journal.closed]" }
        }
        return self.write(upTo: number, lane)
      },
      settledWithin: { limit in
        let rest = dueAt - self.executor.now
        guard (try? await self.executor.sleep(max(1, min(rest, limit)))) != nil, rest <= limit else {
          return false
        }
        return self.write(upTo: number, lane) == nil
      })
  }

  private func write(upTo number: Int, _ lane: Lane) -> String? {
    let now = executor.now
    return state.withLock { state -> String? in
      guard !state.hasCrashed else { return "the process ended [journal.closed]" }
      if now < state.failsUntil { state.isBroken = true }
      guard !state.isBroken else { return "the disk failed [journal.broken]" }
      while let first = state.waiting.first, first.number <= number {
        let result = lane.journal.withLock { journal -> String? in
          do {
            try journal.append(first.records.map(\.json), use: first.records.use)
            try journal.synchronize()
            return nil
          } catch { return "\(error)" }
        }
        if let result {
          state.isBroken = true
          return result
        }
        state.waiting.removeFirst()
        state.written = first.number
        for record in first.records {
          if case .ordered(let order) = record.content { state.kept.insert(order.id) }
        }
      }
      return state.written >= number ? nil : "it was lost with an earlier process"
    }
  }
}
