import Attestation
import Chronology
import ExactDecimal
import StrictJSON
import Trading

extension StatusReport {
  var venueProblems: [StatusProblem] {
    guard let link = engine?["venue"]?["link"] else { return [] }
    var problems: [StatusProblem] = []
    let stops =
      environment == .paper
      ? "no stop fires on paper until prices are read again" : "stops that it holds stay"
    let hint = "\(stops); https://status.kraken.com, and the host's network"
    if link["up"]?.boolValue == false {
      let because = link["because"]?.stringValue ?? "no reason"
      problems.append(
        StatusProblem(
          .critical, "venue.silent", "the venue does not answer: \(because)",
          hint: hint))
    } else if let age = link["lastAnswerMilliseconds"]?.integerValue, age > StatusThreshold.silentVenue {
      problems.append(
        StatusProblem(
          .critical, "venue.silent", "the venue has not answered for \(StatusWords.seconds(age))",
          hint: hint))
    }
    if let offset = link["clockOffsetMilliseconds"]?.integerValue, abs(offset) > StatusThreshold.clockOffset {
      problems.append(
        StatusProblem(
          .warning, "venue.clock",
          "the venue's clock and the host's differ by \(StatusWords.seconds(abs(offset)))",
          hint: "timedatectl"))
    }
    return problems
  }

  /// - Parameter told: what is told of anyway, and says better why no entry is sent.
  func entryProblems(besides told: [StatusProblem]) -> [StatusProblem] {
    guard let engine else { return [] }
    var problems = holdProblems(engine, besides: told)
    if let end = engine["grant"]?["expiresAt"]?.stringValue.flatMap(Timestamp.init(canonical:)) {
      let left = end.milliseconds(since: at)
      if left > 0, left < StatusThreshold.grantEndsSoon {
        problems.append(
          StatusProblem(
            .warning, "grant.ends-soon", "the Grant ends in \(StatusWords.length(left)), and entries with it",
            hint: "'systemctl start readiness-gate' makes a new report; the engine takes it by itself"))
      }
    }
    if let loss = decimal(engine["used"]?["dailyLossUSD"]),
      let most = decimal(engine["used"]?["maxDailyLossUSD"]),
      let near = try? most * StatusThreshold.dailyLossShare, loss >= near, most.signum > 0
    {
      problems.append(
        StatusProblem(
          .warning, "daily-loss.near",
          "the day has lost \(loss) USD of \(most) USD: at the limit all is closed",
          hint: "to stop entries now: '\(command("kill-switch trip", "--reason WHY"))'"))
    }
    return problems
  }

  /// Empty only where the answer itself says that entries are taken, or something else tells why they are not.
  private func holdProblems(_ engine: JSON, besides told: [StatusProblem]) -> [StatusProblem] {
    let listed = engine["heldBack"]?.arrayValue
    let held = (listed ?? []).map { $0.stringValue ?? "unknown" }
    let rest = held.filter { hold in
      guard let code = Self.betterTold[hold] else { return true }
      return !told.contains { $0.code == code }
    }
    let because = engine["because"]?.stringValue ?? ""
    if !rest.isEmpty {
      // The session's own word, if it is about one of these.
      let isAbout = held.first == rest.first && !because.isEmpty
      return [
        StatusProblem(
          .warning, "entries.held-back",
          "no entries: \(rest.joined(separator: ", "))" + (isAbout ? " (\(because))" : ""),
          hint: hint(for: rest))
      ]
    }
    guard held.isEmpty else { return [] }
    let entries = engine["entries"]?.stringValue
    let takesEntries = engine["takesEntries"]?.boolValue
    if takesEntries == true, entries == "permitted", listed != nil { return [] }
    if let entries, entries != "permitted" {
      return [
        StatusProblem(
          .warning, "entries.held-back",
          "no entries: they are \(entries)" + (because.isEmpty ? "" : " (\(because))"),
          hint: "'journalctl -u trading-engine -n 50'")
      ]
    }
    return [
      StatusProblem(
        .warning, "entries.not-known",
        takesEntries == false
          ? "no entries, and the process that answers does not say why"
          : "it is not known whether entries are taken: the process that answers does not say what holds them back",
        hint: Self.earlierRelease)
    ]
  }

  /// The problem that says more of a hold than its word, where there is one.
  private static let betterTold = [
    "kill-switch": "kill-switch.latched", "stopping": "engine.stopping",
    "protect-only": "engine.only-protects",
    "venue-silent": "venue.silent", "cover-unknown": "position.cover-unknown",
  ]

  private func hint(for causes: [String]) -> String? {
    if causes.contains("decision-log") || causes.contains("journal-room") {
      return "df -h \(StateFolder(containing: killSwitchPath).path)"
    }
    if causes.contains("clock") { return "timedatectl" }
    if causes.contains("margin-mode") {
      return "set the margin mode at the venue, or margin-mode in the configuration"
    }
    if causes.contains("daily-loss-limit") { return "systemctl restart trading-engine" }
    let ofReport = ["report-blocked", "report-undecided", "grant-ended", "not-certified"]
    return causes.contains(where: ofReport.contains) ? "'journalctl -u readiness-gate -n 50'" : nil
  }

  var diskProblems: [StatusProblem] {
    var problems: [StatusProblem] = []
    let folder = StateFolder(containing: killSwitchPath).path
    if let broken = engine?["journal"]?["brokenBy"]?.stringValue {
      problems.append(
        StatusProblem(
          .critical, "journal.broken", "the journal takes nothing any more: \(broken)",
          hint: "make room, see 'dmesg', then restart the engine"))
    } else if engine?["journal"]?["roomForEntries"]?.boolValue == false {
      problems.append(
        StatusProblem(
          .critical, "journal.low", "the journal has no room for entries; the rest is kept for protection",
          hint: "df -h \(folder)"))
    }
    if let disk {
      if disk.isReadOnly {
        problems.append(
          StatusProblem(
            .critical, "disk.read-only", "the file system of \(folder) is read-only", hint: "dmesg"))
      } else if disk.availableBytes < StatusThreshold.lowDisk {
        problems.append(
          StatusProblem(
            .warning, "disk.low",
            "\(StatusWords.size(disk.availableBytes)) are free on the file system of \(folder)",
            hint: "df -h \(folder)"))
      }
    }
    for state in states where state.isPresent && !state.loads && state.file.kind != .killSwitch {
      problems.append(
        StatusProblem(.warning, "state.unreadable", "'\(state.file.path)' cannot be read: \(state.reason)"))
    }
    if case .unreadable(let reason) = decisions {
      problems.append(
        StatusProblem(.warning, "decision-log.unreadable", "the decision log cannot be read: \(reason)"))
    }
    if case .unreadable(let reason) = memory {
      problems.append(
        StatusProblem(
          .critical, "journal.unreadable", "the journal cannot be read: \(reason)",
          hint: "keep a copy; '\(command("reconcile"))' says what the venue shows"))
    }
    return problems
  }

  func decimal(_ json: JSON?) -> ExactDecimal? { json?.stringValue.flatMap { ExactDecimal($0) } }
}
