public import Admission
import AlertDelivery
public import Attestation
import AuditLog
import Chronology
import EngineConfiguration
import Trading

/// Everything that `run` is given: the configuration in use, and the world it runs in.
public struct EngineStart: Sendable {
  public var configuration: LoadedConfiguration
  public var paths: StatePaths
  public var requirements: EnvironmentRequirements
  public var world: AdmissionWorld
  public var workingDirectory: String
  public var processID: Int32
  /// Trip ids; the only chance in the engine.
  public var makeTripID: @Sendable () -> String
  /// For the instance number of an engine that has none yet.
  public var drawNumber: @Sendable () -> UInt32
  /// `$CREDENTIALS_DIRECTORY`.
  public var credentialsFolder: String?
  /// Waits that many milliseconds; throws when the task is cancelled.
  public var sleep: @Sendable (Int64) async throws -> Void
  /// One line for the operator's journal.
  public var log: @Sendable (String) -> Void
  /// Where a run meets more than files.
  var edges = EngineEdges.standard
  /// Called once, when everything is up.
  public var onReady: @Sendable (EngineReady) -> Void
  /// Who tells people; nil before the run.
  var alerts: AlertDesk?

  public init(
    configuration: LoadedConfiguration, paths: StatePaths, requirements: EnvironmentRequirements,
    world: AdmissionWorld, workingDirectory: String, processID: Int32,
    makeTripID: @escaping @Sendable () -> String, drawNumber: @escaping @Sendable () -> UInt32,
    credentialsFolder: String?, sleep: @escaping @Sendable (Int64) async throws -> Void,
    log: @escaping @Sendable (String) -> Void, onReady: @escaping @Sendable (EngineReady) -> Void
  ) {
    self.configuration = configuration
    self.paths = paths
    self.requirements = requirements
    self.world = world
    self.workingDirectory = workingDirectory
    self.processID = processID
    self.makeTripID = makeTripID
    self.drawNumber = drawNumber
    self.credentialsFolder = credentialsFolder
    self.sleep = sleep
    self.log = PaperMark.log(configuration.configuration.environment, log)
    self.onReady = onReady
  }

  public var folder: StateFolder { StateFolder(containing: paths[.killSwitch]) }

  /// The kill switch as it would be at the start, without writing anything.
  public func killSwitchMeaning() -> KillSwitchState {
    let stored = KillSwitchState.load(paths[.killSwitch])
    return KillSwitch.meaning(
      of: stored, hasHistory: hasHistory(stored), tripID: Self.unrecordedTrip, at: now)
  }

  /// Whether an engine ran here before, by what is beside the state or by what the gate saw.
  func hasHistory(_ stored: StoredState<KillSwitchState>) -> Bool {
    EngineHistory.hasSession(stored, in: folder) {
      Admission.anchor(requirements, killSwitchPath: paths[.killSwitch], world: world)
    }
  }

  /// Asks Admission without leaving anything behind.
  ///
  /// - Returns: the Grant that `run` would get.
  public func rehearse() throws(StartRefusal) -> Grant<Live> {
    let state = killSwitchMeaning()
    // What opening would trip, `run` records before it asks.
    if [.stateMissing, .stateUnreadable].contains(state.cause), state.tripID == Self.unrecordedTrip {
      do { try DecisionLog(path: folder.decisions).requireAppendable() } catch {
        throw .engine(EngineError(tripNotRecorded: error))
      }
    }
    return try admit(state, persist: false)
  }

  private static let unrecordedTrip = "not-recorded-yet"

  /// Asks Admission, and compares the Grant with the configured modes.
  func admit(_ killSwitch: KillSwitchState, persist: Bool) throws(StartRefusal) -> Grant<Live> {
    let artefacts: LoadedArtefacts
    do {
      artefacts = try edges.artefacts(configuration, paths, killSwitch, workingDirectory)
    } catch {
      throw .engine(error)
    }
    let grant: Grant<Live>
    do {
      grant = try Admission.admit(
        Live.self, requirements: requirements, loaded: artefacts, world: world, persist: persist)
    } catch {
      throw .admission(error)
    }
    let needed = configuration.configuration.protection.placement.neededBehaviours
    let missing = grant.reportSha256 == nil ? [] : EngineSession.missingBehaviours(needed, in: grant.limits)
    guard missing.isEmpty else { throw .notCertified(missing) }
    return grant
  }

  var now: Timestamp { world.clock()?.now ?? Timestamp(clamping: 0) }

  func alert(_ alert: EngineAlert) {
    log("alert: \(alert.message) [\(alert.code)]")
    alerts?.raise(alert.code, alert.message, about: alert.subject)
  }
}

/// Why the engine does not start.
public enum StartRefusal: Error, Sendable {
  case engine(EngineError)
  case admission(Refusal)
  /// Behaviours that `protection.placement` needs and the report does not certify.
  case notCertified([String])
}

/// What the engine says when it is up.
public struct EngineReady: Sendable {
  public let environment: TradingEnvironment
  public let grant: Grant<Live>
  public let limits: EffectiveLimits
  /// `127.0.0.1:PORT`.
  public let healthAddress: String
  public let killSwitch: KillSwitchState
  /// Nil without a venue.
  public let venue: VenueStatus?
}

extension EngineStart {
  /// Records a trip that came of opening the switch's state.
  func record(_ state: KillSwitchState, in log: DecisionLog, at time: Timestamp) throws(EngineError) {
    do {
      try log.append(
        "kill-switch-tripped", at: time,
        members: PaperMark.stamp(state.recordMembers(after: nil), requirements.environment))
    } catch {
      throw EngineError(tripNotRecorded: error)
    }
  }
}
