import Chronology
import EngineConfiguration
import Trading

/// Shows `protect` and `flatten` at work at the health endpoint, which no engine has meanwhile: it holds the instance
/// lock. Protection never waits for it, and goes on without where no port is free.
struct ProtectionDisplay: Sendable {
  private let server: HealthServer
  private let board: StatusBoard
  private let folder: StateFolder
  private let startedAt: Timestamp

  /// Nil for what ends by itself in a moment, for a process beside an engine, and where nothing can listen.
  init?(_ start: ProtectionStart, _ goal: ProtectionRuntime.Goal, _ state: ProtectionState) async {
    guard let mode = goal.mode, let killSwitch = state.killSwitch else { return nil }
    startedAt = start.now()
    folder = start.folder
    board = StatusBoard(
      EngineStatus(
        protecting: start, goal, killSwitch.state, at: startedAt, isStopping: false, venue: nil,
        journal: state.journal?.standing, alerts: AlertHistory()))
    guard let server = await Self.server(start, board), let address = server.address else { return nil }
    self.server = server
    do {
      try InstanceRecord(
        processID: start.processID, startedAt: startedAt, healthAddress: address, mode: mode
      ).save(in: folder)
    } catch { start.log("note: \(error.message): 'status' will not find this process") }
  }

  /// At the configured port, where metrics are collected, or at any that is free.
  private static func server(_ start: ProtectionStart, _ board: StatusBoard) async -> HealthServer? {
    let configured = UInt16(clamping: start.configuration.configuration.healthPort)
    for port in configured == 0 ? [0] : [configured, 0] {
      do { return try await HealthServer(port: port, board: board, now: start.now) } catch {
        start.log("note: \(error.message)")
      }
    }
    return nil
  }

  func serve() async { await server.run() }

  func show(_ status: EngineStatus) async {
    var status = status
    status.startedAt = startedAt
    await board.show(status)
  }

  func close() { InstanceRecord.remove(in: folder) }
}

extension ProtectionRuntime.Goal {
  /// Nil for what ends by itself in a moment.
  var mode: EngineStatus.Mode? {
    switch self {
    case .untilFlat, .untilStopped: .protect
    case .flatten: .flatten
    case .plan, .settle: nil
    }
  }
}

extension EngineStatus {
  /// Of a process that protects and enters nothing.
  init(
    protecting start: ProtectionStart, _ goal: ProtectionRuntime.Goal, _ killSwitch: KillSwitchState,
    at time: Timestamp, isStopping: Bool, venue: VenueStatus?, journal: JournalStanding?, alerts: AlertHistory
  ) {
    let mode = goal.mode ?? .protect
    var counters = EngineCounters()
    counters.alerts = alerts.total
    self.init(
      environment: start.configuration.configuration.environment, startedAt: time, isStopping: isStopping,
      entries: .stopped, because: "'\(mode.rawValue)' adds nothing", permission: nil, killSwitch: killSwitch,
      counters: counters, venue: venue, mode: mode, hold: .protectOnly, limits: nil, alerts: alerts,
      journal: journal, disk: DiskStanding(of: start.folder))
  }
}
