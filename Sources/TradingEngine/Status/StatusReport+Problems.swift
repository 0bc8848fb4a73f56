import Chronology
import ExactDecimal
import StrictJSON
import Trading

extension StatusReport {
  /// What is wrong, the worst first.
  public var problems: [StatusProblem] {
    let all = processProblems + symbolProblems + switchProblems + venueProblems + entryProblems + diskProblems
    return all.filter { $0.severity == .critical } + all.filter { $0.severity == .warning }
  }

  func command(_ words: String, _ options: String = "") -> String {
    "trading-engine \(words) --config \(configuration)" + (options.isEmpty ? "" : " \(options)")
  }

  private var processProblems: [StatusProblem] {
    switch answer {
    case .notRunning:
      let open = rememberedOpen
      let text =
        "no engine runs here" + (leftBehind == nil ? "" : ", and the last one was killed")
        + (open.isEmpty ? "" : "; by its journal \(open) is open")
      return [
        StatusProblem(
          .critical, "engine.down", text,
          hint:
            "'\(command("protect --until-flat"))' keeps what is open covered; 'systemctl status trading-engine'"
        )
      ]
    case .silent:
      return [
        StatusProblem(
          .critical, "engine.silent",
          "process \(processID.map(String.init) ?? "?") holds the instance lock and does not answer",
          hint:
            "does it start or hang: 'journalctl -u trading-engine -n 50'; closes beside it: '\(command("flatten", "--reason WHY"))'"
        )
      ]
    case .document(let engine):
      var problems: [StatusProblem] = []
      if running?.mode == .protect || running?.mode == .flatten {
        problems.append(
          StatusProblem(
            .critical, "engine.only-protects",
            "the engine is down; '\(running?.mode.rawValue ?? "protect")' looks after what is open",
            hint: "why: 'journalctl -u trading-engine -n 50'; whether it would start: '\(command("admit"))'"))
      }
      if engine["status"]?.stringValue == "stopping" {
        problems.append(StatusProblem(.warning, "engine.stopping", "the engine is ending"))
      }
      if let age = engine["venue"]?["notedMillisecondsAgo"]?.integerValue, age > StatusThreshold.oldPicture {
        problems.append(
          StatusProblem(
            .critical, "engine.hangs",
            "the engine answers, but has not looked at anything for \(StatusWords.seconds(age))",
            hint:
              "'journalctl -u trading-engine -n 50'; closes beside it: '\(command("flatten", "--reason WHY"))'"
          ))
      }
      return problems
    }
  }

  private var rememberedOpen: String {
    guard case .symbols(let symbols, _) = memory else { return "" }
    return symbols.filter { $0.own.signum != 0 }.map { "\($0.own) \($0.symbol)" }.joined(separator: ", ")
  }

  private var switchProblems: [StatusProblem] {
    switch killSwitch {
    case .unreadable(let reason):
      return [
        StatusProblem(
          .critical, "kill-switch.unreadable", "the kill switch's state cannot be read: \(reason)",
          hint: "'\(command("kill-switch trip", "--reason WHY"))' writes it anew")
      ]
    case .missing:
      return [
        StatusProblem(
          .warning, "kill-switch.missing", "the kill switch has no state: the next 'run' says what that means"
        )
      ]
    case .state(let state):
      guard state.mode.isLatched else { return [] }
      return [
        StatusProblem(
          .critical, "kill-switch.latched",
          "the kill switch is \(state.mode.rawValue) (\(state.cause?.rawValue ?? "unknown")): \(state.reason ?? "no reason")",
          hint:
            "only when that is explained: '\(command("kill-switch reset", "--trip-id \(state.tripID ?? "ID") --reason WHY"))'"
        )
      ]
    }
  }

  private var symbolProblems: [StatusProblem] {
    guard let venue = engine?["venue"], !venue.isNull else { return [] }
    var problems: [StatusProblem] = []
    if venue["reconciled"]?.boolValue == false {
      problems.append(
        StatusProblem(
          .critical, "engine.not-reconciled", "positions and orders are not known to agree with the journal",
          hint: "wait for the next reading; 'journalctl -u trading-engine -n 50'"))
    }
    for symbol in venue["symbols"]?.arrayValue ?? [] { problems += self.problems(of: symbol) }
    return problems
  }

  private func problems(of symbol: JSON) -> [StatusProblem] {
    let name = symbol["symbol"]?.stringValue ?? "?"
    var problems: [StatusProblem] = []
    switch symbol["cover"]?.stringValue {
    case "uncovered":
      let since =
        symbol["uncoveredMilliseconds"]?.integerValue.map { " for \(StatusWords.seconds($0))" } ?? ""
      problems.append(
        StatusProblem(
          .critical, "position.uncovered", "\(name) has been without a full stop\(since)",
          hint:
            "the engine places or closes by itself; to close now: '\(command("flatten \(name)", "--reason WHY"))'"
        ))
    case "unknown":
      problems.append(
        StatusProblem(
          .critical, "position.cover-unknown",
          "nobody knows how \(name) is covered: no reading is young enough",
          hint: "look at the venue's own page; does it answer: see 'venue' below"))
    default: break
    }
    if let because = symbol["quarantine"]?.stringValue {
      problems.append(
        StatusProblem(
          .critical, "position.quarantined", "\(name) is quarantined: \(because)",
          hint:
            "stop the engine, then '\(command("reconcile"))' shows what differs; --adopt \(name) --stop PRICE, or --release \(name)"
        ))
    } else if let position = symbol["position"]?.stringValue, let own = symbol["own"]?.stringValue,
      position != own
    {
      problems.append(
        StatusProblem(
          .warning, "position.differs", "\(name): the venue shows \(position) and \(own) is ours",
          hint: "it settles within seconds, or is quarantined"))
    }
    if symbol["closing"]?.boolValue == true {
      problems.append(StatusProblem(.warning, "position.closing", "\(name) is being closed"))
    }
    if let strange = symbol["strangeOrders"]?.integerValue, strange > 0 {
      problems.append(
        StatusProblem(
          .critical, "position.strange-orders",
          "orders on \(name) that are not the engine's: \(strange)",
          hint: "whose are they: the venue's own page; the engine never touches them"))
    }
    if let age = symbol["readingMilliseconds"]?.integerValue, age > StatusThreshold.oldReading,
      symbol["cover"]?.stringValue != "unknown"
    {
      problems.append(
        StatusProblem(
          .warning, "position.reading-old", "\(name) was last read \(StatusWords.seconds(age)) ago"))
    }
    return problems
  }
}
