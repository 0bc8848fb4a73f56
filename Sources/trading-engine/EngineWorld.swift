import Admission
import ArgumentParser
import Attestation
import EngineConfiguration
import Glibc
import Processes
import ReadinessReport
import StrictJSON
import TradingEngine

/// The world as it is, for a start and its rehearsal.
enum EngineWorld {
  static func start(
    _ option: ConfigurationOption, report: String?, scope: PermissionScope = .live, _ output: OutputOptions,
    onReady: @escaping @Sendable (EngineReady) -> Void = { _ in }
  ) throws -> EngineStart {
    let loaded = try option.load(output)
    let current = WorkingDirectory.current
    return EngineStart(
      configuration: loaded, paths: try option.statePaths(of: loaded, output),
      requirements: EnvironmentRequirements(
        loaded, scope: scope, report: report, workingDirectory: current),
      world: AdmissionWorld.current(), workingDirectory: current, processID: getpid(), makeTripID: tripID,
      drawNumber: drawNumber,
      credentialsFolder: unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) },
      sleep: sleep, log: { StandardError.write($0 + "\n") }, onReady: onReady)
  }

  static func killSwitchDesk(_ path: String) -> KillSwitchDesk {
    KillSwitchDesk(path: path, now: WallClock.now, makeTripID: tripID, sleep: sleep)
  }

  static func drill() -> DrillWorld {
    DrillWorld(
      now: WallClock.now, uptimeMilliseconds: { MonotonicInstant.now().nanoseconds / 1_000_000 },
      makeTripID: tripID, sleep: sleep,
      health: { LoopbackRequest.get("/healthz", from: $0).flatMap { try? JSON.parse($0) } },
      intent: { path, line in
        UnixSocket(connectingTo: path)?.ask(line, patience: 5_000).flatMap { try? JSON.parse($0) }
      })
  }

  @Sendable static func sleep(_ milliseconds: Int64) async throws {
    try await ContinuousClock().sleep(for: .milliseconds(milliseconds))
  }

  @Sendable static func drawNumber() -> UInt32 { UInt32.random(in: .min ... .max) }

  /// Eight digits: enough to tell trips apart, short enough to type.
  @Sendable static func tripID() -> String {
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
