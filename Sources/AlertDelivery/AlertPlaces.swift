public import Alerting
import DocumentSchema
public import EngineConfiguration
import HTTPTransport

/// Where the configuration has alerts go, and how each place is reached.
public struct AlertPlaces: Sendable {
  private let configuration: AlertConfiguration
  private let call: WebCall

  /// - Parameters:
  ///   - folder: the configuration's, absolute.
  ///   - credentialsFolder: `$CREDENTIALS_DIRECTORY`.
  public init(_ configuration: AlertConfiguration, folder: String, credentialsFolder: String?) {
    self.configuration = configuration
    call = WebCall(addresses: AddressBook(folder: folder, credentialsFolder: credentialsFolder))
  }

  public var channels: [AlertChannel] {
    AlertChannel.allCases.filter { channel in
      switch channel {
      case .command: configuration.command != nil
      case .webhook: configuration.webhook != nil
      }
    }
  }

  public var minimumSeverity: AlertSeverity { configuration.minimumSeverity }
  public var hasHeartbeat: Bool { configuration.heartbeat != nil }

  /// Delivers an alert once.
  public func deliver(_ alert: Alert, to channel: AlertChannel) async -> AlertOutcome {
    switch channel {
    case .command:
      guard let program = configuration.command else { return .refused("there is no program") }
      return await CommandCall(program: program.text).run(alert)
    case .webhook:
      guard let webhook = configuration.webhook else { return .refused("there is no webhook") }
      let body = alert.body(webhook.template, chat: webhook.chat)
      switch await call.perform(.post, webhook.address, body: body) {
      case .success(let answer): return answer.outcome(webhook.template)
      case .failure(let trouble): return .failed(trouble.description)
      }
    }
  }

  /// Asks the heartbeat's address once.
  ///
  /// - Returns: why it did not work; nil when it did.
  public func beat() async -> String? {
    guard let heartbeat = configuration.heartbeat else { return nil }
    switch await call.perform(.get, heartbeat.address) {
    case .success(let answer): return (200..<300).contains(answer.status) ? nil : "status \(answer.status)"
    case .failure(let trouble): return trouble.description
    }
  }
}
