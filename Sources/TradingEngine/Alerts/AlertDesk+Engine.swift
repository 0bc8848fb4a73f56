import Admission
public import AlertDelivery
public import Alerting
import Attestation
import EngineConfiguration
import Glibc

extension AlertOrigin {
  /// Of an engine on this host.
  public init(_ loaded: LoadedConfiguration, _ folder: StateFolder) {
    self.init(
      environment: loaded.configuration.environment.rawValue, account: loaded.configuration.venue.account,
      instance: folder.path, host: Self.hostName, engine: EngineIdentity.version)
  }

  private static var hostName: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension AlertPlaces {
  /// Without the heartbeat on paper: whoever listens there takes it for the engine that paper was copied from.
  public init(_ loaded: LoadedConfiguration, credentialsFolder: String?) {
    var alerts = loaded.configuration.alerts
    if loaded.configuration.environment == .paper { alerts.heartbeat = nil }
    self.init(alerts, folder: loaded.folder, credentialsFolder: credentialsFolder)
  }
}

extension AlertDesk {
  /// - Parameter isBeside: beside an engine that holds the lock; nothing on disk is touched.
  convenience init(
    _ loaded: LoadedConfiguration, _ folder: StateFolder, credentialsFolder: String?, isBeside: Bool = false,
    sleep: @escaping @Sendable (Int64) async throws -> Void, log: @escaping @Sendable (String) -> Void
  ) {
    self.init(
      AlertPlaces(loaded, credentialsFolder: credentialsFolder), origin: AlertOrigin(loaded, folder),
      spoolPath: isBeside ? nil : folder.alerts, sleep: sleep, say: log)
  }

  /// Does something whose alerts reach people; that it failed as well, where positions relied on it.
  static func serving<Value: Sendable>(
    _ start: ProtectionStart, _ goal: ProtectionRuntime.Goal, isBeside: Bool,
    _ work: @Sendable (ProtectionStart) async throws(EngineError) -> Value
  ) async throws(EngineError) -> Value {
    let alerts = AlertDesk(
      start.configuration, start.folder, credentialsFolder: start.credentialsFolder, isBeside: isBeside,
      sleep: start.sleep, log: start.log)
    async let delivery: Void = alerts.run()
    var served = start
    served.alerts = alerts
    let result: Result<Value, EngineError>
    do throws(EngineError) { result = .success(try await work(served)) } catch { result = .failure(error) }
    if case .failure(let error) = result, goal.waitsForVenue {
      // The service manager starts it again and again.
      alerts.raise(
        error.code.rawValue, "protection ends without having reached its goal: \(error.message)",
        severity: .critical, atMostEvery: 600_000)
    }
    alerts.close()
    await delivery
    return try result.get()
  }

  /// That the engine does not start, which nobody would hear of otherwise before he looks.
  func raise(_ refusal: StartRefusal) {
    let (code, message) =
      switch refusal {
      case .engine(let error): (error.code.rawValue, error.message)
      case .admission(let refusal): (refusal.code.text, "\(refusal.code.summary): \(refusal.found)")
      case .notCertified(let behaviours):
        ("protection.not-certified", "not certified: \(behaviours.joined(separator: ", "))")
      }
    raise(code, "the engine does not start: \(message)", severity: .critical)
  }
}
