import Attestation
import Cryptography
import DurableFiles
public import EngineConfiguration
import StrictJSON
import Trading

/// Trips the kill switch of a simulated venue's engine, looks whether it holds, and arms it again.
///
/// Whatever does not go as it should ends the drill where it is: what was latched stays latched, and a person resets.
public struct KillSwitchDrill: Sendable {
  /// What stands in the state and in the decision log.
  static let reason = "drill"
  /// How often the engine is asked, a tenth of a second apart, until it shows what is on disk already.
  private static let looks = 50

  private let path: String
  private let folder: StateFolder
  private let configuration: EngineConfiguration
  private let identity: EngineIdentity
  private let world: DrillWorld
  private let desk: KillSwitchDesk

  /// - Parameters:
  ///   - path: of the kill switch's state, absolute.
  ///   - identity: of this program, which has to be the one that runs, if one does.
  public init(
    path: String, _ configuration: EngineConfiguration, identity: EngineIdentity, world: DrillWorld
  ) {
    self.path = path
    folder = StateFolder(containing: path)
    self.configuration = configuration
    self.identity = identity
    self.world = world
    desk = KillSwitchDesk(path: path, now: world.now, makeTripID: world.makeTripID, sleep: world.sleep)
  }

  /// - Returns: what was done, also when a step did not go as it should.
  /// - Throws: when the drill did not begin. Nothing has been changed then.
  public func run() async throws(EngineError) -> KillSwitchDrillRecord {
    guard configuration.environment == .simulator else {
      throw EngineError(
        .drillEnvironment,
        "a drill is for the simulator, and the configuration is for "
          + "'\(configuration.environment.rawValue)'",
        hint: "write a configuration with 'environment: simulator' and state paths of its own")
    }
    try EngineHistory.requireSimulator(in: folder)
    let before = try armedState()
    let engine = try DrilledEngine.running(in: folder, expecting: identity, world)
    var log = DrillLog(
      KillSwitchDrillRecord(
        at: world.now(), engineSha256: identity.sha256.hex, environment: configuration.environment),
      uptimeMilliseconds: world.uptimeMilliseconds)
    log.pass(.loaded, "read by the engine's own reader")
    log.pass(.armed, "armed since \(before.changedAt)")
    guard let tripID = await trip(&log) else { return log.record }
    if let engine {
      guard await look(at: engine, tripID, &log) else { return log.record }
    }
    await reset(tripID, engine, &log)
    return log.record
  }

  private func armedState() throws(EngineError) -> KillSwitchState {
    switch KillSwitchState.load(path) {
    case .present(let state):
      guard state.mode == .armed else {
        throw EngineError(
          .killSwitchNotArmed,
          "the kill switch is \(state.mode.rawValue) (\(state.cause?.rawValue ?? "no cause"): "
            + "\(state.reason ?? "no reason")), so there is nothing to try",
          hint: state.tripID.map { "find out why, then: trading-engine kill-switch reset --trip-id \($0)" })
      }
      return state
    case .missing:
      throw EngineError(
        .killSwitchUnreadable, "there is no kill switch's state at '\(path)'",
        hint:
          "run the engine once, or trip it and reset it: 'trading-engine kill-switch trip' writes the first")
    case .unreadable(let reason):
      throw EngineError(
        .killSwitchUnreadable, "the kill switch's state cannot be read, which counts as tripped: \(reason)",
        hint: "'trading-engine kill-switch trip' writes it anew and shows the trip id")
    }
  }

  /// - Returns: the trip's id, once it is known to stand on disk.
  private func trip(_ log: inout DrillLog) async -> String? {
    let beganAt = world.uptimeMilliseconds()
    let state: KillSwitchState
    do { state = try await desk.trip(reason: Self.reason) } catch {
      log.fail(.tripped, error.description)
      return nil
    }
    guard state.mode == .tripped, state.cause == .command, state.reason == Self.reason,
      let tripID = state.tripID
    else {
      log.fail(
        .tripped,
        "another trip came first: \(state.cause?.rawValue ?? "no cause"), \(state.reason ?? "no reason")")
      return nil
    }
    log.record.tripID = tripID
    log.pass(.tripped, "\(state.mode.rawValue) with id \(tripID)")
    guard case .present(let stored) = KillSwitchState.load(path), stored == state else {
      log.fail(.latched, "the state on disk is not the trip that was made")
      return nil
    }
    log.record.tripMilliseconds = world.uptimeMilliseconds() - beganAt
    log.pass(.latched, "the state on disk reads back as the trip that was made")
    return tripID
  }

  /// Whether the running engine has heard of it and enters nothing.
  private func look(at engine: DrilledEngine, _ tripID: String, _ log: inout DrillLog) async -> Bool {
    let tripped = await health(of: engine) { $0["killSwitch"]?["tripId"]?.stringValue == tripID }
    guard let health = tripped.wished else {
      log.fail(.acknowledged, "process \(engine.processID) shows \(Self.shown(tripped.last))")
      return false
    }
    log.record.acknowledgedByEngine = true
    log.pass(.acknowledged, "process \(engine.processID) shows the trip \(tripID)")
    let entries = health["entries"]?.stringValue ?? "nothing"
    guard entries == EngineStatus.Entries.stopped.rawValue else {
      log.fail(.entriesRefused, "entries are \(entries)")
      return false
    }
    guard let intents = engine.intents else {
      log.pass(.entriesRefused, "entries are \(entries); it has no venue, so there is nobody to ask for one")
      return true
    }
    let answer = world.intent(intents, entry(tripID).text() + "\n")
    guard answer?["code"]?.stringValue == "intent.entries-not-permitted" else {
      log.fail(.entriesRefused, "an intent to enter was answered with \(answer?.text() ?? "nothing")")
      return false
    }
    log.pass(.entriesRefused, "entries are \(entries), and an intent to enter was refused")
    return true
  }

  private func reset(_ tripID: String, _ engine: DrilledEngine?, _ log: inout DrillLog) async {
    do { _ = try await desk.reset(tripID: tripID, reason: Self.reason) } catch {
      // An engine that hangs and wakes later must not find it: who resets now is a person.
      try? DurableFiles.remove(KillSwitchRequest.resetPath(path))
      log.fail(.reset, error.description)
      return
    }
    log.pass(.reset, "reset with id \(tripID)")
    guard case .present(let state) = KillSwitchState.load(path), state.mode == .armed else {
      log.fail(.armedAgain, "the state on disk is not armed")
      return
    }
    if let engine {
      let armed = await health(of: engine) {
        $0["killSwitch"]?["state"]?.stringValue == KillSwitchState.Mode.armed.rawValue
      }
      guard armed.wished != nil else {
        log.fail(.armedAgain, "process \(engine.processID) shows \(Self.shown(armed.last))")
        return
      }
    }
    log.pass(.armedAgain, "armed since \(state.changedAt)")
  }

  /// An entry that no engine can carry out, were it to take it: its size is on no instrument's grid. What refuses it
  /// first is what is asked about.
  private func entry(_ tripID: String) -> JSON {
    [
      "enter": [
        "id": .string("drill-\(tripID)"), "symbol": .string(configuration.symbols.first ?? ""),
        "side": "long",
        "size": "0.000000001", "entry": "market", "stop-loss": "0.000000001",
      ]
    ]
  }

  private func health(
    of engine: DrilledEngine, until isAsWished: (JSON) -> Bool
  ) async -> (wished: JSON?, last: JSON?) {
    var last: JSON?
    for _ in 0..<Self.looks {
      last = world.health(engine.healthAddress)
      if let last, isAsWished(last) { return (last, last) }
      guard (try? await world.sleep(100)) != nil else { break }
    }
    return (nil, last)
  }

  private static func shown(_ health: JSON?) -> String {
    guard let health else { return "nothing: its health endpoint does not answer" }
    return "kill switch \(health["killSwitch"]?["state"]?.stringValue ?? "unknown")"
  }
}
