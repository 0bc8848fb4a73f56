import Chronology
import SimulatedVenue
import Trading

/// The shell around the core: what it hands in, and how it carries effects out.
extension Session {
  mutating func start() {
    guard !isUp else { return }
    epoch += 1
    disk.open()
    knowsVenueTime = false
    access = plan.symbols.map { _ in AccessBook() }
    var memory = TradingMemory()
    for record in disk.records { try? memory.apply(record) }
    // A file that is missing where a journal is counts as tripped.
    let standing = disk.durable ?? Standing(mode: .tripped, cause: .stateMissing)
    oracle.noteStart(standing, at: now)
    conductor = Conductor(
      rules: plan.rules, capabilities: plan.capabilities, memory: memory, standing: standing, now: moment)
    #if PLANTED_DEFECTS
      conductor.defect = defect
    #endif
    isUp = true
    for symbol in plan.symbols.indices where memory.book(plan.symbols[symbol])?.liveEntry != nil {
      oracle.truths[symbol].entryUnknownAt = now
    }
    if trace != nil {
      note("engine starts: \(disk.records.count) records, kill switch \(standing.mode.rawValue)")
    }
    feed(.time)
    queue.add(.permit(epoch: epoch), at: now + 150)
  }

  /// Hands an event in and carries out what it says.
  mutating func feed(_ event: ConductorEvent) {
    guard isUp else { return }
    if trace != nil { trace?.add(now, "> \(EventText.text(event))") }
    oracle.noteEvent(event, at: now)
    let effects = conductor.step(event, at: moment)
    oracle.noteStanding(conductor.standing, at: now)
    digest.mix(now)
    digest.mix(effects.count)
    carryOut(effects)
    scheduleWake()
  }

  private mutating func scheduleWake() {
    guard isUp else { return }
    let next = conductor.nextWake
    guard next < wakeAt || wakeAt <= now else { return }
    wakeAt = next
    queue.add(.wake, at: next)
  }

  private mutating func carryOut(_ effects: [ConductorEffect]) {
    for (place, effect) in effects.enumerated() {
      if let crash, place >= crash.after {
        die(downFor: crash.downFor, leaving: effects[place...])
        return
      }
      if trace != nil { trace?.add(now, "  < \(EventText.text(effect))") }
      carryOut(effect)
      guard isUp, oracle.violation == nil else { return }
    }
    if let crash, !effects.isEmpty { die(downFor: crash.downFor, leaving: []) }
    beginSync()
  }

  private mutating func carryOut(_ effect: ConductorEffect) {
    switch effect {
    case .append(let record):
      digest.mix(1)
      disk.append(record)
      oracle.noteRecord(record, at: now)
    case .send(let id, let command):
      digest.mix(2 &+ id.number)
      send(id, command)
    case .read(let id, let scope, _):
      digest.mix(3 &+ id.number)
      read(id, scope)
    // The same latch, with nothing left to close.
    case .flattened: break
    case .latch(let cause, _): latch(Standing(mode: cause.mode, cause: cause))
    case .alert(let code, _):
      digest.mix(5)
      digest.mix(code.utf8.count)
    case .answer(let intent, let answer):
      digest.mix(6)
      strategy.note(answer, to: intent)
    case .stopped:
      digest.mix(7)
      isUp = false
      oracle.noteDown(conductor.memory, disk.records, at: now)
      let pause = restartsAfterStop ?? 1_000
      restartsAfterStop = nil
      // A clean end syncs everything.
      disk.endSync(through: disk.records.count)
      disk.syncLatch()
      queue.add(.start, at: now + pause)
    }
  }

  /// The process is killed: between two effects, or after the last.
  private mutating func die(downFor: Int64, leaving effects: ArraySlice<ConductorEffect>) {
    crash = nil
    // The core's memory has what was to be written already.
    let unwritten = effects.compactMap { effect -> TradeRecord? in
      if case .append(let record) = effect { record } else { nil }
    }
    oracle.noteDown(conductor.memory, disk.records + unwritten, at: now)
    disk.crash(&accidents)
    if trace != nil { note("CRASH: \(disk.records.count) records are left") }
    isUp = false
    latchEpoch += 1
    queue.add(.start, at: now + downFor)
  }

  // MARK: Disk

  mutating func beginSync() {
    guard let count = disk.beginSync() else { return }
    queue.add(
      .journalSynced(epoch: epoch, through: count),
      at: now + Int64(latencies.within(1...8)) + disk.delay)
  }

  mutating func noteJournal(epoch: Int, through count: Int) {
    guard epoch == self.epoch, isUp else { return }
    disk.endSync(through: count)
    beginSync()
    for place in requests.indices.suffix(40) where requests[place].sentAt == .min {
      if requests[place].epoch == epoch, requests[place].records <= disk.syncedCount { dispatch(place) }
    }
  }

  private mutating func latch(_ standing: Standing) {
    digest.mix(4)
    disk.write(standing)
    #if PLANTED_DEFECTS
      if defect == .latchNotSynced {
        oracle.noteLatchSynced(standing)
        return
      }
    #endif
    latchEpoch += 1
    queue.add(.latchSynced(epoch: latchEpoch), at: now + Int64(latencies.within(2...12)) + disk.delay)
  }

  mutating func noteLatch(_ epoch: Int) {
    guard epoch == latchEpoch, isUp, let written = disk.written else { return }
    disk.syncLatch()
    oracle.noteLatchSynced(written)
    feed(.killSwitch(written))
  }
}
