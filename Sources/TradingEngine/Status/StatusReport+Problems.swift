import Attestation
import Chronology
import ExactDecimal
import StrictJSON
import Trading

extension StatusReport {
  /// What is wrong, the worst first.
  public var problems: [StatusProblem] {
    let told = processProblems + symbolProblems + switchProblems + venueProblems
    let all = told + entryProblems(besides: told) + diskProblems
    return all.filter { $0.severity == .critical } + all.filter { $0.severity == .warning }
  }

  func command(_ words: String, _ options: String = "") -> String {
    "trading-engine \(words) --config \(configuration)" + (options.isEmpty ? "" : " \(options)")
  }

  /// Where the answer lacks what this release looks for.
  static let earlierRelease =
    "is the process of another release than this command: 'systemctl restart trading-engine' takes the installed one"

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
      let shown = engine["environment"]?.stringValue
      if shown != environment.rawValue {
        problems.append(
          StatusProblem(
            .critical, "engine.environment-differs",
            "the configuration says environment \(environment.rawValue), and the process that answers says \(shown ?? "none")",
            hint: "is '\(configuration)' the one that it was started with: 'systemctl cat trading-engine'"))
      }
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

  private var symbolProblems: [StatusProblem] {
    guard let engine else { return [] }
    // Null is the word of an engine without keys; whoever leaves it out has said nothing.
    if engine["venue"]?.isNull == true { return [] }
    let venue = engine["venue"]
    var problems: [StatusProblem] = []
    if venue?["reconciled"]?.boolValue != true {
      problems.append(
        StatusProblem(
          .critical, "engine.not-reconciled", "positions and orders are not known to agree with the journal",
          hint: "wait for the next reading; 'journalctl -u trading-engine -n 50'"))
    }
    let symbols = venue?["symbols"]?.arrayValue ?? []
    if symbols.isEmpty {
      problems.append(
        StatusProblem(
          .critical, "position.not-known",
          "the process that answers shows no symbol: nobody knows what is open",
          hint: "look at the venue's own page; \(Self.earlierRelease)"))
    }
    for symbol in symbols { problems += self.problems(of: symbol) }
    return problems
  }

  private func problems(of symbol: JSON) -> [StatusProblem] {
    let name = symbol["symbol"]?.stringValue ?? "?"
    var problems: [StatusProblem] = []
    let cover = symbol["cover"]?.stringValue
    switch cover {
    case "flat", "covered": break
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
          "nobody knows how \(name) is covered: no young reading shows what own fills say",
          hint: "look at the venue's own page; does it answer: see 'venue' below"))
    default:
      let found = cover.map { "says '\($0)'" } ?? "says nothing of it"
      problems.append(
        StatusProblem(
          .critical, "position.cover-unknown",
          "nobody knows how \(name) is covered: the process that answers \(found)",
          hint: "look at the venue's own page; \(Self.earlierRelease)"))
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
      cover != "unknown"
    {
      problems.append(
        StatusProblem(
          .warning, "position.reading-old", "\(name) was last read \(StatusWords.seconds(age)) ago"))
    }
    return problems
  }
}
