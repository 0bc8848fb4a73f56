import Chronology
import Cryptography
import StrictJSON

extension CoverageAnswer {
  /// - Parameter eachMinute: a line for each minute of the time asked for, and not for each stretch.
  public func text(eachMinute: Bool) -> String {
    let head =
      switch exitStatus {
      case 0: stretches.isEmpty ? "nothing was live" : "covered"
      case 1: "GAPS"
      default: "NOT INTACT, so what follows may not be what happened"
      }
    var lines = [
      "\(head): \(from) until \(to)",
      "  live \(minutes(stretches)) min, of which \(minutes(stretches.filter { $0.isCovered })) covered, "
        + "\(minutes(stretches.filter { $0.state == .protecting })) without entries, \(minutes(gaps)) not covered",
    ]
    if let strayTrades {
      lines.append("  \(tradeCount) trades of the venue's export, \(strayTrades.count) outside every session")
    } else {
      lines.append("  not tested: whether the account traded outside every session (--fills FILE)")
    }
    if verification.entryCount == nil { lines.append("  not tested: any session (--decisions FILE)") }
    lines += verification.findings.map { "  \($0.text)" }
    lines += unreadable.map {
      "  entry \($0) of the decision log cannot be read, or is earlier than the one before it "
        + "[coverage.unreadable]"
    }
    lines += (eachMinute ? byMinute : stretches).map(Self.line)
    lines += (strayTrades ?? []).map {
      "\($0.at)  NOT COVERED: a trade outside every session \(TerminalStyle.printable($0.name)) "
        + "[coverage.trade-outside-session]"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ stretch: CoveredStretch) -> String {
    var parts = ["\(stretch.from)", "\(stretch.to)", stretch.word]
    if let report = stretch.report {
      parts.append("report \(report.hex.prefix(12))" + (stretch.sequence.map { " (number \($0))" } ?? ""))
    }
    if !stretch.waivers.isEmpty { parts.append("waived: \(stretch.waivers.joined(separator: ", "))") }
    if let code = stretch.gapCode { parts.append("[\(code)]") }
    return parts.joined(separator: "  ")
  }

  /// What is worst within each minute in which the engine was live.
  private var byMinute: [CoveredStretch] {
    var result: [CoveredStretch] = []
    for stretch in stretches {
      var start = stretch.from
      while start < stretch.to {
        let minute = Timestamp(clamping: (start.unixMilliseconds / 60_000 + 1) * 60_000)
        var part = stretch
        (part.from, part.to) = (start, min(minute, stretch.to))
        result.append(part)
        start = minute
      }
    }
    return result
  }

  private func minutes(_ stretches: [CoveredStretch]) -> Int64 {
    // A part of a minute is no nothing.
    (stretches.reduce(0) { $0 + $1.milliseconds } + 59_999) / 60_000
  }

  public var json: String {
    let json: JSON = [
      "from": .string(from.description), "to": .string(to.description),
      "exitStatus": .integer(Int(exitStatus)),
      "stretches": .array(
        stretches.map { stretch in
          [
            "from": .string(stretch.from.description), "to": .string(stretch.to.description),
            "state": .string(stretch.stateName), "code": .optional(stretch.gapCode),
            "report": .optional(stretch.report?.hex),
            "sequence": stretch.sequence.map { .integer($0) } ?? .null,
            "waivers": .array(stretch.waivers.map(JSON.string)),
          ]
        }),
      "fillsTested": .bool(strayTrades != nil), "trades": .integer(tradeCount),
      "tradesOutside": .array(
        (strayTrades ?? []).map { ["at": .string($0.at.description), "name": .string($0.name)] }),
      "unreadable": .array(unreadable.map { .integer($0) }),
      "findings": .array(verification.findings.map(\.json)),
    ]
    return json.text(pretty: true) + "\n"
  }
}

extension CoveredStretch {
  var isCovered: Bool { state == .covered }

  fileprivate var stateName: String {
    switch state {
    case .covered: "covered"
    case .protecting: "no-entries"
    case .notDemanded: "not-demanded"
    case .gap: "gap"
    }
  }
}
