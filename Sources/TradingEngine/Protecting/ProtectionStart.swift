import AlertDelivery
public import Chronology
import EngineConfiguration

/// Everything that the commands that need nothing but keys are given: `protect`, `flatten`, `cancel`, `reconcile`.
public struct ProtectionStart: Sendable {
  public var configuration: LoadedConfiguration
  public var paths: StatePaths
  public var processID: Int32
  /// `$CREDENTIALS_DIRECTORY`.
  public var credentialsFolder: String?
  public var now: @Sendable () -> Timestamp
  public var makeTripID: @Sendable () -> String
  /// For the instance number of an engine that has none yet.
  public var drawNumber: @Sendable () -> UInt32
  /// Waits that many milliseconds; throws when the task is cancelled.
  public var sleep: @Sendable (Int64) async throws -> Void
  /// Where a run meets more than files.
  var edges = EngineEdges.standard
  /// One line for the operator's journal.
  public var log: @Sendable (String) -> Void
  /// Who tells people; nil where nothing runs that could need them.
  var alerts: AlertDesk?

  public init(
    configuration: LoadedConfiguration, paths: StatePaths, processID: Int32, credentialsFolder: String?,
    now: @escaping @Sendable () -> Timestamp, makeTripID: @escaping @Sendable () -> String,
    drawNumber: @escaping @Sendable () -> UInt32, sleep: @escaping @Sendable (Int64) async throws -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.configuration = configuration
    self.paths = paths
    self.processID = processID
    self.credentialsFolder = credentialsFolder
    self.now = now
    self.makeTripID = makeTripID
    self.drawNumber = drawNumber
    self.sleep = sleep
    self.log = PaperMark.log(configuration.configuration.environment, log)
  }

  public var folder: StateFolder { StateFolder(containing: paths[.killSwitch]) }

  func alert(
    _ code: String, _ message: String, severity: AlertSeverity? = nil, about subject: String? = nil
  ) {
    log("alert: \(message) [\(code)]")
    alerts?.raise(code, message, severity: severity, about: subject)
  }

  var desk: KillSwitchDesk {
    KillSwitchDesk(path: paths[.killSwitch], now: now, makeTripID: makeTripID, sleep: sleep)
  }
}
