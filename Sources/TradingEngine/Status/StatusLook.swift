public import Admission
import Attestation
import AuditLog
public import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import ExactDecimal
import ReadinessReport
import StrictJSON
import Trading

/// Looks at everything that `status` shows. Takes no lock and changes nothing, so that asking disturbs nobody.
public struct StatusLook: Sendable {
  /// How many decisions are shown.
  static let shownDecisions = 6

  private let configuration: LoadedConfiguration
  private let paths: StatePaths
  private let requirements: EnvironmentRequirements
  private let now: @Sendable () -> Timestamp
  private let ask: @Sendable (_ path: String, _ address: String) -> [UInt8]?

  /// - Parameter ask: gets a path from a loopback address; nil when nobody answers.
  public init(
    _ configuration: LoadedConfiguration, _ paths: StatePaths, _ requirements: EnvironmentRequirements,
    now: @escaping @Sendable () -> Timestamp,
    ask: @escaping @Sendable (_ path: String, _ address: String) -> [UInt8]?
  ) {
    (self.configuration, self.paths, self.requirements) = (configuration, paths, requirements)
    (self.now, self.ask) = (now, ask)
  }

  /// To who may not look into the state folder, everything would look as if nothing ran.
  public func requireReadable() throws(EngineError) {
    let folder = StateFolder(containing: paths[.killSwitch]).path
    do {
      guard try DurableFiles.statusIfPresent(folder) != nil else { return }
      _ = try DurableFiles.list(folder, limit: 1_000_000)
    } catch {
      throw EngineError(
        .stateNotReadable, "the state folder cannot be read, so nobody can tell what runs: \(error)",
        hint: "ask as root, or as the engine's user")
    }
  }

  public func look() -> StatusReport {
    let folder = StateFolder(containing: paths[.killSwitch])
    let processID = InstanceLock.holder(in: folder)
    let record = InstanceRecord.load(in: folder)
    let answer = answer(processID, record)
    let killSwitch: StatusReport.KillSwitch =
      switch KillSwitchState.load(paths[.killSwitch]) {
      case .present(let state): .state(state)
      case .missing: .missing
      case .unreadable(let reason): .unreadable(reason)
      }
    let time = now()
    var report = StatusReport(
      at: time, environment: configuration.configuration.environment,
      configuration: configuration.path, processID: processID, record: record,
      answer: answer, killSwitch: killSwitch, killSwitchPath: paths[.killSwitch],
      states: StateKind.allCases.map { StateFileAnswer(StateFile(kind: $0, path: paths[$0])) },
      decisions: decisions(folder), memory: .notAsked, waivers: nil, disk: DiskStanding(of: folder))
    if let grant = report.engine?["grant"]?["report"]?.stringValue {
      report.waivers = waivers(of: grant, at: time)
    } else if !report.isAnswering {
      report.memory = memory(folder)
    }
    return report
  }

  private func answer(_ processID: Int32?, _ record: InstanceRecord?) -> StatusReport.Answer {
    guard let processID else { return .notRunning }
    // The record of one that was killed may name a port that is somebody else's by now.
    guard let record, record.processID == processID else { return .silent }
    for path in ["/status", "/healthz"] {
      guard let body = ask(path, record.healthAddress) else { continue }
      guard let document = try? JSON.parse(body), document["status"]?.stringValue != nil else {
        return .silent
      }
      return .document(document)
    }
    return .silent
  }

  private func decisions(_ folder: StateFolder) -> StatusReport.Decisions {
    let entries: [DecisionEntry]
    do { entries = try DecisionLog(path: folder.decisions).tail() } catch { return .unreadable("\(error)") }
    return .last(
      entries.filter { $0.kind != "heartbeat" }.suffix(Self.shownDecisions),
      heartbeat: entries.last { $0.kind == "heartbeat" }?.at)
  }

  private func memory(_ folder: StateFolder) -> StatusReport.Memory {
    let memory: TradingMemory
    do { memory = try TradingJournal.memory(folder) } catch {
      return .unreadable("\(error.message) [\(error.code)]")
    }
    let books = memory.books.filter { book in
      book.net.signum != 0 || book.quarantine != nil || !book.openOrders.isEmpty
    }
    return .symbols(
      books.map {
        StatusReport.Remembered(
          symbol: $0.symbol, own: $0.net, stop: $0.trade?.stop, quarantine: $0.quarantine,
          openOrders: $0.openOrders.count)
      }, lastRecordAt: memory.lastRecordAt)
  }

  /// Those that the report embeds which the Grant came from.
  private func waivers(of sha256: String, at time: Timestamp) -> [BlockerWaiver]? {
    guard let bytes = try? DurableFiles.read(requirements.reportPath, limit: Admission.reportLimit),
      let text = try? DurableFiles.read(requirements.keyringPath, limit: Keyring.byteLimit),
      let keyring = try? Keyring(yaml: text, file: requirements.keyringPath),
      let signed = try? SignedReport.open(bytes, keyring: keyring, environment: nil, scope: nil, now: time),
      signed.payloadSha256.hex == sha256
    else { return nil }
    return signed.report.decodedWaivers
  }
}
