import AuditLog
import Chronology
import StrictJSON
import Trading

extension StatusPageWriter {
  mutating func addSwitch(_ report: StatusReport) {
    switch report.killSwitch {
    case .missing:
      add("kill switch", "no state yet: 'run' begins armed, or tripped where an engine ran before")
    case .unreadable(let reason):
      add("kill switch", "cannot be read, which counts as tripped: \(reason)", .bad)
    case .state(let state):
      if state.mode.isLatched {
        add(
          "kill switch", "\(state.mode.rawValue) since \(state.changedAt), trip id \(state.tripID ?? "?")",
          .bad)
        add("", "cause \(state.cause?.rawValue ?? "unknown"): \(state.reason ?? "no reason")", .bad)
      } else {
        add("kill switch", "\(state.mode.rawValue) since \(state.changedAt)")
      }
      if let shown = report.engine?["killSwitch"]?["state"]?.stringValue, shown != state.mode.rawValue {
        add("", "the running process says \(shown)", .bad)
      }
    }
  }

  mutating func addDisk(_ report: StatusReport) {
    var parts: [String] = []
    if let journal = report.engine?["journal"], !journal.isNull {
      if let broken = journal["brokenBy"]?.stringValue {
        parts.append("broken: \(broken)")
      } else {
        let last = journal["lastSyncedRecord"]?.integerValue.map(String.init) ?? "?"
        let pending = journal["pendingRecords"]?.integerValue ?? 0
        parts.append("record \(last) is on disk" + (pending == 0 ? "" : ", \(pending) on their way"))
        parts.append(
          journal["roomForEntries"]?.boolValue == true ? "room for entries" : "NO ROOM for entries")
      }
    }
    if let disk = report.disk {
      parts.append("\(StatusWords.size(disk.availableBytes)) free" + (disk.isReadOnly ? ", READ-ONLY" : ""))
    }
    if !parts.isEmpty { add("disk", parts.joined(separator: ", ")) }
  }

  mutating func addDecisions(_ report: StatusReport) {
    switch report.decisions {
    case .unreadable(let reason): add("decisions", "cannot be read: \(reason)", .bad)
    case .last(let entries, let heartbeat):
      let beat = heartbeat.map { "last heartbeat \($0)" } ?? "no heartbeat"
      add("decisions", entries.isEmpty ? "none; \(beat)" : beat, .faint)
      for entry in entries { add("", "\(entry.at) \(entry.kind)\(entry.summary)") }
    }
    let alerts = report.engine?["alerts"]?.arrayValue ?? []
    for (place, alert) in alerts.enumerated() {
      let code = alert["code"]?.stringValue ?? "?"
      add(
        place == 0 ? "alerts" : "",
        "\(alert["at"]?.stringValue ?? "?") \(alert["message"]?.stringValue ?? "") [\(code)]")
    }
    let answers = report.engine?["answers"]?.arrayValue ?? []
    for (place, answer) in answers.enumerated() {
      let more = (answer.members ?? []).filter { !["intent", "answer"].contains($0.key) }
      let words = more.compactMap { member in member.value.stringValue.map { "\(member.key) \($0)" } }
      add(
        place == 0 ? "intents" : "",
        "\(answer["intent"]?.stringValue ?? "?") \(answer["answer"]?.stringValue ?? "?")"
          + (words.isEmpty ? "" : ": \(words.joined(separator: ", "))"))
    }
  }
}

extension DecisionEntry {
  /// What a person wants of it in a line.
  fileprivate var summary: String {
    let wanted = ["cause", "because", "code", "reason", "found", "tripId", "sequence"]
    let words = members.compactMap { member -> String? in
      guard wanted.contains(member.key) else { return nil }
      return (member.value.stringValue ?? member.value.integerValue.map(String.init)).map {
        "\(member.key) \($0)"
      }
    }
    return words.isEmpty ? "" : ": \(words.joined(separator: ", "))"
  }
}
