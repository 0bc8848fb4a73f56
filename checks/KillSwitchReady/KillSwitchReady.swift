import Chronology
public import DocumentSchema
public import ReadinessCheck

/// Would the kill switch hold? It can be read, it is armed, and this engine has tripped and reset one lately.
public struct KillSwitchReady: ReadinessCheck {
  public static let kind = "kill-switch-ready"
  public static let summary = "the kill switch can be read, is armed, and was drilled with this engine"
  public static let parameters = KillSwitchReadyParameters.schema
  /// How far the drill's clock may be ahead: it may have been held on another machine.
  private static let tolerance: Int64 = 5_000
  private static let drillCommand = "trading-engine kill-switch drill --config SIMULATOR-CONFIGURATION"

  private let parameters: KillSwitchReadyParameters

  public init(_ parameters: KillSwitchReadyParameters) { self.parameters = parameters }

  public static func subjectsNeeded(
    by parameters: KillSwitchReadyParameters
  ) -> [(subject: String, parameter: String)] {
    [(subject: "engine", parameter: kind), (subject: "configuration", parameter: kind)]
  }

  public func run(in context: CheckContext) -> CheckAnswer {
    CheckAnswer(findings: state(in: context) + [drill(in: context)])
  }

  // MARK: The switch

  private func state(in context: CheckContext) -> [Finding] {
    let expected = "a state that the engine reads"
    guard let configuration = context.subjects["configuration"]?.path else {
      return [
        Finding(
          .unknown, subject: "kill switch state", expected: expected, found: "no configuration",
          message: "it is not known where the state is", hint: "name 'configuration' under 'subjects'")
      ]
    }
    let root = parameters.root?.resolved(in: context.policyFolder) ?? context.policyFolder
    let state: SwitchState
    do {
      state = try SwitchState.asked(
        of: context, configuration: configuration, root: root, environmentFiles: parameters.environmentFiles)
    } catch {
      return [silence(error, expected: expected, configuration)]
    }
    guard let mode = state.mode else {
      return [
        Finding(
          .fail, subject: "kill switch state", expected: expected, found: "no file at \(state.path)",
          message: "there is no state",
          hint:
            "before the first start: trading-engine kill-switch trip --config \(configuration) --reason 'first "
            + "state', and reset it, which shows the way back as well")
      ]
    }
    return [
      Finding(
        .pass, subject: "kill switch state", expected: expected, found: state.path,
        message: "the engine reads the state"),
      standing(mode, state, configuration),
    ]
  }

  private func silence(_ silence: SwitchState.Silence, expected: String, _ configuration: String) -> Finding {
    let (status, message, hint): (Finding.Status, String, String) =
      switch silence.cause {
      case .stateUnreadable:
        (
          .fail, "the state cannot be read, which counts as tripped",
          "trading-engine kill-switch trip --config \(configuration) --reason '…' writes it anew; then reset it"
        )
      case .environmentUnknown:
        (
          .unknown, "the service's environment is not known, and it may say where the state is",
          "make the file readable for the blocker's user and its lines plain KEY=VALUE, or take it out of "
            + "environment-files"
        )
      case .engineSilent:
        (
          .unknown, "the engine does not say how the switch stands",
          "trading-engine kill-switch show --config \(configuration)"
        )
      }
    return Finding(
      status, subject: "kill switch state", expected: expected, found: silence.found, message: message,
      hint: hint)
  }

  private func standing(_ mode: String, _ state: SwitchState, _ configuration: String) -> Finding {
    func finding(_ status: Finding.Status, _ found: String, _ message: String, hint: String?) -> Finding {
      Finding(
        status, subject: "kill switch", expected: "armed", found: found, message: message, hint: hint)
    }
    if mode == "armed" { return finding(.pass, mode, "the kill switch is armed", hint: nil) }
    guard let tripID = state.tripID else {
      return finding(
        .unknown, mode, "the kill switch is not armed now", hint: "it clears by itself: run the gate again")
    }
    let reason = String((state.reason ?? "no reason").prefix(200))
    return finding(
      .fail, "\(mode), trip \(tripID), cause \(state.cause ?? "unknown"): \(reason)",
      "the kill switch is latched",
      hint:
        "when you know why: trading-engine kill-switch reset --config \(configuration) --trip-id \(tripID) "
        + "--reason '…'")
  }

  // MARK: The drill

  private func drill(in context: CheckContext) -> Finding {
    let path = parameters.drill.resolved(in: context.policyFolder)
    let engine = context.subjects["engine"]?.sha256 ?? ""
    let place = DrillPlace.read(
      path, engine: parameters.binds == .binary && !engine.isEmpty ? engine : nil, from: context.files)
    switch place {
    case .record(let record, let artifact, let passedOver):
      return judge(record, artifact, DrillPlace.note(passedOver), in: context)
    case .missing(let found): return drill(.fail, found, "there is no record of a drill")
    case .others(let found): return drill(.fail, found, "no record is of a drill of this engine")
    case .foreign(let found, let artifact):
      return drill(.fail, found, "the record is not a drill's", artifact: artifact)
    case .unreadable(let found, let path):
      return drill(
        .unknown, found, "the record of the drill cannot be read",
        hint: "let the blocker's 'user' read \(path)")
    }
  }

  /// - Parameter note: what else its folder holds.
  private func judge(
    _ record: DrillRecord, _ artifact: Finding.Artifact, _ note: String, in context: CheckContext
  ) -> Finding {
    if let refusal = refusal(of: record, in: context) {
      return drill(refusal.status, refusal.found + note, refusal.message, artifact: artifact)
    }
    let how = record.acknowledgedByEngine ? "by a running engine" : "by the state alone"
    return drill(
      .pass, "\(record.at), latched in \(record.tripMilliseconds ?? 0) ms, \(how)\(note)",
      "the kill switch was tripped and reset", artifact: artifact,
      validUntil: record.at.advanced(byMilliseconds: parameters.maxDrillAge.count))
  }

  private func refusal(
    of record: DrillRecord, in context: CheckContext
  ) -> (status: Finding.Status, found: String, message: String)? {
    if let shortfall = record.shortfall { return (.fail, shortfall, "the drill was not passed") }
    guard record.environment == "simulator" else {
      return (.fail, "environment \(record.environment)", "the drill was not held in the simulator")
    }
    if parameters.binds == .binary {
      let engine = context.subjects["engine"]?.sha256 ?? ""
      guard !engine.isEmpty else {
        return (.unknown, "no digest of the engine", "the drill cannot be compared with the engine")
      }
      guard record.engineSha256 == engine else {
        return (.fail, "engine \(record.engineSha256)", "another engine was drilled")
      }
    }
    guard record.acknowledgedByEngine || !parameters.acknowledgedByEngine else {
      return (.fail, "by the state alone", "no running engine acknowledged the trip")
    }
    let age = context.now().milliseconds(since: record.at)
    guard age >= -Self.tolerance else {
      return (.fail, "held at \(record.at)", "the drill is from the future")
    }
    guard age < parameters.maxDrillAge.count else {
      return (.fail, "held at \(record.at)", "the drill is too old")
    }
    return nil
  }

  private func drill(
    _ status: Finding.Status, _ found: String, _ message: String, hint: String? = nil,
    artifact: Finding.Artifact? = nil, validUntil: Timestamp? = nil
  ) -> Finding {
    let whose = parameters.binds == .binary ? " of this engine" : ""
    return Finding(
      status, subject: "kill switch drill",
      expected: "a drill\(whose) that was passed, at most \(parameters.maxDrillAge) ago", found: found,
      message: message, hint: status == .pass ? nil : hint ?? Self.drillCommand, validUntil: validUntil,
      artifact: artifact)
  }
}
