import AlertDelivery
import Alerting
import Chronology
import DocumentSchema
import EngineConfiguration
import GateScene
import HTTPScene
import StrictJSON
import StrictYAML
import Synchronization

/// A folder, receivers, and a desk that delivers to them.
final class DeliveryScene: Sendable {
  static let origin = AlertOrigin(
    environment: "simulator", account: nil, instance: "/state", host: "desk", engine: "0.1.0")

  let scene: GateScene
  private let said = Mutex<[String]>([])

  init() throws { scene = try GateScene() }

  var lines: [String] { said.withLock { $0 } }
  var spool: String { scene["alerts.json"] }

  static func path(_ text: String) -> DocumentPath {
    DocumentPath(text, at: SourcePosition(file: "engine.yaml", line: 1, column: 1))
  }

  func places(
    command: String? = nil, webhook: WebhookConfiguration? = nil, heartbeat: AddressSource? = nil,
    credentials: String? = nil
  ) -> AlertPlaces {
    AlertPlaces(
      AlertConfiguration(
        command: command.map(Self.path), webhook: webhook,
        heartbeat: heartbeat.map { .init(address: $0, every: .seconds(10)) }),
      folder: scene.folder, credentialsFolder: credentials)
  }

  func desk(_ places: AlertPlaces, spool: String? = nil) -> AlertDesk {
    AlertDesk(
      places, origin: Self.origin, spoolPath: spool ?? self.spool,
      sleep: { try await ContinuousClock().sleep(for: .milliseconds($0)) },
      say: { line in self.said.withLock { $0.append(line) } })
  }

  /// Runs a desk beside what is done with it, and ends it.
  ///
  /// - Returns: how long the end took.
  @discardableResult func serving(
    _ desk: AlertDesk, _ work: @Sendable (AlertDesk) async throws -> Void
  ) async throws -> Duration {
    async let delivery: Void = desk.run()
    do { try await work(desk) } catch {
      desk.close()
      throw error
    }
    let began = ContinuousClock.now
    desk.close()
    await delivery
    return ContinuousClock.now - began
  }

  static func webhook(
    _ server: RawServer, _ path: String = "/hook?a=b", _ template: AlertTemplate = .json, chat: String? = nil
  ) -> WebhookConfiguration {
    WebhookConfiguration(address: .inline(server.origin + path), template: template, chat: chat)
  }

  /// The messages of alerts that came as JSON.
  static func messages(_ server: RawServer) -> [String] {
    server.requests.compactMap { (try? JSON.parse(Array($0.body.utf8)))?["message"]?.stringValue }
  }
}
