import Admission
import ArgumentParser
import Attestation
import CertificationEvidence
import Chronology
import EngineConfiguration
import Glibc
import OrderCertification
import Processes
import Trading
import TradingEngine

/// What `certify` and its worker are asked for.
struct CertificationScope: ParsableArguments {
  @Option(help: ArgumentHelp("The engine's configuration.", valueName: "file"), completion: .file())
  var config: String?
  @Option(parsing: .upToNextOption, help: "The symbols to certify, configured ones.", transform: Self.symbol)
  var symbols: [Symbol] = []
  @Option(
    parsing: .upToNextOption,
    help: "The trigger signals to certify (default: the configured one).", transform: Self.signal)
  var triggers: [TriggerSignal] = []
  @Option(
    parsing: .upToNextOption, help: "Only these cases, by id (default: all on those signals).",
    transform: Self.certificationCase)
  var cases: [CertificationCase] = []
  @Flag(help: "Leave out the observations (OBS-…), which cost two positions.")
  var casesOnly = false
  @Option(
    help: ArgumentHelp("The readiness report (default: gate.certification.report).", valueName: "file"),
    completion: .file())
  var report: String?
  @Option(
    help: ArgumentHelp(
      "How long an order may wait for its trigger before it is moved closer.", valueName: "duration"),
    transform: Self.duration)
  var wait = CertificationPacing().wait

  var credentialsFolder: String? {
    unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) }
  }

  /// - Parameter origin: when the run began, for a worker; now, when nil.
  func settings(
    _ output: OutputOptions, origin: (startedAt: Timestamp, baseMilliseconds: Int64)? = nil
  ) throws -> CertificationSettings {
    let option = try ConfigurationOption.parse(["--config", config ?? ""])
    let loaded = try option.load(output)
    let start = try EngineWorld.start(option, report: report, scope: .certification, output)
    let configured = TriggerSignal(rawValue: loaded.configuration.protection.trigger.rawValue) ?? .last
    let signals = triggers.isEmpty ? [configured] : triggers
    var pacing = CertificationPacing()
    pacing.wait = wait
    pacing.observesBehaviours = !casesOnly
    return CertificationSettings(
      start: start, symbols: symbols,
      cases: cases.isEmpty
        ? CertificationCase.allCases.filter { signals.contains($0.trigger) }
        : CertificationCase.allCases.filter { cases.contains($0) }, pacing: pacing,
      credentialsFolder: credentialsFolder, startedAt: origin?.startedAt ?? SystemClock.now(),
      baseMilliseconds: origin?.baseMilliseconds ?? MonotonicInstant.now().nanoseconds / 1_000_000)
  }

  /// With which this program, started again, becomes the worker of this run.
  func workerArguments(_ settings: CertificationSettings) -> [String] {
    var arguments = ["certification-worker", "--config", config ?? "", "--symbols"]
    arguments += symbols.map(\.spelling)
    if !triggers.isEmpty { arguments += ["--triggers"] + triggers.map(\.rawValue) }
    if !cases.isEmpty { arguments += ["--cases"] + cases.map(\.id) }
    if casesOnly { arguments.append("--cases-only") }
    if let report { arguments += ["--report", report] }
    arguments += ["--wait", wait.description, "--started-at", settings.startedAt.description]
    return arguments + ["--base-milliseconds", String(settings.baseMilliseconds)]
  }

  private static func symbol(_ text: String) throws -> Symbol {
    guard let symbol = Symbol(text) else { throw ValidationError("'\(text)' is no market's name") }
    return symbol
  }

  private static func signal(_ text: String) throws -> TriggerSignal {
    guard let signal = TriggerSignal(rawValue: text) else {
      throw ValidationError(
        "'\(text)' is none of \(TriggerSignal.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return signal
  }

  private static func certificationCase(_ text: String) throws -> CertificationCase {
    guard let known = CertificationCase(id: text) else {
      throw ValidationError("'\(text)' is no case: TC-{SL,TP}-{LONG,SHORT}-{LAST,MARK,INDEX}")
    }
    return known
  }

  private static func duration(_ text: String) throws -> Milliseconds {
    guard let duration = Milliseconds(text: text), duration >= Milliseconds(500), duration <= .hours(1) else {
      throw ValidationError("'\(text)' is no duration from 500ms to 1h")
    }
    return duration
  }
}
