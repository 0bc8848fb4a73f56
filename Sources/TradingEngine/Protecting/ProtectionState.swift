import AuditLog
import Chronology
import EngineConfiguration
import Trading

/// What is on disk, as far as protection can use it. Nothing that is lost or damaged keeps it from protecting what is
/// known; it only keeps it from knowing.
struct ProtectionState {
  let rules: TradingRules
  let memory: TradingMemory
  /// Nil where it cannot be used: then nothing of ours is known but by ids at the venue.
  let journal: TradingJournal?
  /// Nil beside an engine that holds it.
  let killSwitch: KillSwitch?
  let standing: Standing
  let instruments: [Instrument]
  let instrumentsAt: Timestamp?

  init(_ start: ProtectionStart) throws(EngineError) {
    let configuration = start.configuration.configuration
    let folder = start.folder
    let path = start.paths[.killSwitch]
    var killSwitch = try KillSwitch(
      opening: path,
      hasHistory: EngineHistory.hasSession(KillSwitchState.load(path), in: folder) { nil },
      tripID: start.makeTripID(), at: start.now())
    do {
      let journal = try TradingJournal(folder, start.edges.keepRecords)
      memory = journal.memory
      self.journal = journal
      if let remark = journal.remark { start.log("note: \(remark)") }
    } catch {
      memory = TradingMemory()
      journal = nil
      start.alert(error.code, "\(error.message): own positions are known by nothing but their stops")
      try? killSwitch.trip(
        id: start.makeTripID(), cause: .journalDamaged, reason: error.message, at: start.now())
    }
    try memory.require(configuration.environment.orderDigit, in: folder)
    let number = try InstanceNumber.load(folder, journal: memory.instance, draw: start.drawNumber)
    rules = try TradingRules(configuration, instance: number, grants: nil)
    self.killSwitch = killSwitch
    standing = killSwitch.state.standing
    (instruments, instrumentsAt) = Self.instruments(start)
  }

  /// For a process beside an engine that does not answer: reads what it can, and writes nothing.
  init(beside start: ProtectionStart, _ goal: ProtectionRuntime.Goal) throws(EngineError) {
    do { memory = try TradingJournal.memory(start.folder) } catch {
      memory = TradingMemory()
      start.alert(error.code, "\(error.message): own positions are known by nothing but their stops")
    }
    let number = try InstanceNumber.load(start.folder, journal: memory.instance, draw: start.drawNumber)
    rules = try TradingRules(start.configuration.configuration, instance: number, grants: nil)
    (journal, killSwitch) = (nil, nil)
    // What a person chose is closed; the stops of the others are kept.
    let closesAll = goal == .flatten(rules.symbols)
    standing = Standing(mode: .tripped, cause: closesAll ? .flattenCommand : .command)
    (instruments, instrumentsAt) = Self.instruments(start)
  }

  private static func instruments(_ start: ProtectionStart) -> ([Instrument], Timestamp?) {
    guard case .present(let cache) = InstrumentSpecsCache.load(start.paths[.instrumentSpecs]) else {
      return ([], nil)
    }
    return (cache.known, cache.updatedAt)
  }
}
