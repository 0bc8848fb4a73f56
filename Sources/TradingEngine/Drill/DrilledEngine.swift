import Attestation
import StrictJSON

/// The running engine that a drill is held with.
struct DrilledEngine: Sendable {
  let processID: Int32
  let healthAddress: String
  /// Nil without a venue: then it trades nothing and takes no intents.
  let intents: String?

  /// Nil when no engine runs in the folder.
  ///
  /// - Throws: when one does that the drill would say nothing about, or that is not for a drill. Nothing has been
  ///   changed then.
  static func running(
    in folder: StateFolder, expecting identity: EngineIdentity, _ world: DrillWorld
  ) throws(EngineError) -> DrilledEngine? {
    guard let processID = InstanceLock.holder(in: folder) else { return nil }
    guard let record = InstanceRecord.load(in: folder), record.processID == processID,
      record.mode == .run, let health = world.health(record.healthAddress)
    else {
      throw EngineError(
        .drillEngineSilent,
        "process \(processID) holds the instance lock in '\(folder.path)' and does not answer as an engine",
        hint:
          "wait until it runs ('trading-engine status'), or stop it: the state alone can be drilled as well")
    }
    let environment = health["environment"]?.stringValue ?? "unknown"
    guard environment == TradingEnvironment.simulator.rawValue else {
      throw EngineError(
        .drillEnvironment, "the engine that runs in '\(folder.path)' is in environment '\(environment)'",
        hint: "give the drill's configuration state paths of its own")
    }
    guard try EngineIdentity.ofProcess(processID) == identity else {
      throw EngineError(
        .drillOtherEngine, "the engine that runs as process \(processID) is another program than this one",
        hint: "drill with the release that runs: /proc/\(processID)/exe")
    }
    let hasVenue = health["venue"].map { !$0.isNull } ?? false
    return DrilledEngine(
      processID: processID, healthAddress: record.healthAddress, intents: hasVenue ? folder.intents : nil)
  }
}
