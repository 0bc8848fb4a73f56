import Attestation
import Chronology
import ExactDecimal
import ReadinessReport
import StrictJSON
import Trading

extension StatusPageWriter {
  /// The first line says what is wrong, or that nothing is.
  mutating func addHead(_ report: StatusReport) {
    let problems = report.problems
    // Nobody who reads one line alone may take paper for money.
    let mark = report.environment == .paper ? "PAPER, " : ""
    if let worst = problems.first {
      let isCritical = worst.severity == .critical
      let count = problems.count == 1 ? "" : " (1 of \(problems.count))"
      addTitle(
        "\(mark)\(isCritical ? "WRONG" : "LOOK")\(count): \(worst.text)", isCritical ? .bad : .doubtful)
    } else {
      let symbols = report.engine?["venue"]?["symbols"]?.arrayValue ?? []
      let open = symbols.count { $0["own"]?.stringValue != "0" }
      let positions =
        report.engine?["venue"]?.isNull ?? true
        ? "it reaches no venue" : open == 0 ? "nothing is open" : "\(open) open, all covered"
      addTitle("\(mark)ALL IS WELL: entries permitted, \(positions)", .good)
    }
    add("at", "\(report.at)", .faint)
  }

  /// What is wrong, and what to type.
  mutating func addProblems(_ report: StatusReport) {
    for (place, problem) in report.problems.enumerated() {
      let tone: StatusPage.Tone = problem.severity == .critical ? .bad : .doubtful
      add(place == 0 ? "wrong" : "", "\(problem.text) [\(problem.code)]", tone)
      if let hint = problem.hint { add("", "→ \(hint)") }
    }
  }

  mutating func addEngine(_ report: StatusReport, _ engine: JSON) {
    var parts: [String] = []
    parts.append(
      "\(engine["mode"]?.stringValue ?? "run") as process \(report.processID.map(String.init) ?? "?")")
    parts.append("environment \(engine["environment"]?.stringValue ?? "unknown")")
    if let uptime = engine["uptimeSeconds"]?.integerValue {
      parts.append("up \(StatusWords.length(uptime * 1_000))")
    }
    if let version = engine["version"]?.stringValue { parts.append("version \(version)") }
    add("engine", parts.joined(separator: ", "))

    let held = (engine["heldBack"]?.arrayValue ?? []).compactMap(\.stringValue)
    let because = engine["because"]?.stringValue ?? ""
    let entries = engine["entries"]?.stringValue ?? "unknown"
    if held.isEmpty, entries == "permitted" {
      add("entries", "permitted")
    } else {
      let causes = held.isEmpty ? entries : "held back: \(held.joined(separator: ", "))"
      add("entries", causes + (because.isEmpty ? "" : " (\(because))"), .doubtful)
    }
    addGrant(report, engine)
  }

  private mutating func addGrant(_ report: StatusReport, _ engine: JSON) {
    guard let grant = engine["grant"], !grant.isNull else {
      add("grant", engine["mode"]?.stringValue ?? "run" == "run" ? "none asked for" : "none needed", .faint)
      return
    }
    var text = "report \(grant["report"]?.stringValue?.prefix(12) ?? "?")"
    text += ", number \(grant["sequence"]?.integerValue.map(String.init) ?? "?")"
    if let end = grant["expiresAt"]?.stringValue.flatMap(Timestamp.init(canonical:)) {
      let left = end.milliseconds(since: report.at)
      text +=
        left > 0
        ? ", ends in \(StatusWords.length(left)) (\(end))"
        : ", ended \(StatusWords.length(-left)) ago (\(end))"
    }
    if let waivers = report.waivers {
      text += waivers.isEmpty ? "; no waivers" : "; waived: "
      text += waivers.map {
        "\($0.blocker) until \($0.expiresAt) by \($0.approver)"
      }.joined(separator: ", ")
    } else {
      text += "; its waivers are not known: that report is not at hand"
    }
    add("grant", text)
  }

  mutating func addSymbols(_ engine: JSON) {
    for symbol in engine["venue"]?["symbols"]?.arrayValue ?? [] {
      let name = symbol["symbol"]?.stringValue ?? "?"
      add(name, position(symbol))
      let isFine = ["flat", "covered"].contains(symbol["cover"]?.stringValue ?? "")
      add("", cover(symbol), isFine ? .plain : .bad)
      if let because = symbol["quarantine"]?.stringValue { add("", "quarantined: \(because)", .bad) }
    }
  }

  private func position(_ symbol: JSON) -> String {
    guard let position = symbol["position"]?.stringValue else { return "not read yet" }
    let own = symbol["own"]?.stringValue ?? "?"
    guard position != "0" || own != "0" else {
      let entry = symbol["entryNotionalUSD"]?.stringValue.map { ", an entry for \($0) USD may fill" } ?? ""
      return "flat\(entry)"
    }
    let side =
      position.hasPrefix("-")
      ? "short \(position.dropFirst())" : position == "0" ? "flat" : "long \(position)"
    var parts = [side + (own == position ? ", all ours" : ", ours \(own)")]
    if let price = symbol["entryPrice"]?.stringValue {
      parts.append("entered at \(price)")
    } else if let price = symbol["venueEntryPrice"]?.stringValue {
      parts.append("entered at \(price) by the venue")
    }
    if let mark = symbol["mark"]?.stringValue { parts.append("mark \(mark)") }
    if let result = symbol["unrealizedUSD"]?.stringValue {
      parts.append("unrealised \(result) USD before fees")
    }
    if symbol["closing"]?.boolValue == true { parts.append("being closed") }
    return parts.joined(separator: ", ")
  }

  private func cover(_ symbol: JSON) -> String {
    var parts: [String] = []
    let word = symbol["cover"]?.stringValue ?? "unknown"
    if word == "uncovered", let since = symbol["uncoveredMilliseconds"]?.integerValue {
      parts.append("UNCOVERED for \(StatusWords.seconds(since))")
    } else if word != "flat" {
      parts.append(word == "unknown" ? "COVER UNKNOWN" : word == "uncovered" ? "UNCOVERED" : word)
    }
    for order in symbol["protection"]?.arrayValue ?? [] {
      let price = order["triggerPrice"]?.stringValue ?? "no price"
      let size = order["size"]?.stringValue ?? "?"
      let signal = order["signal"]?.stringValue.map { " on \($0)" } ?? ""
      let deviates = order["asSent"]?.boolValue == false ? ", not as it was sent" : ""
      parts.append(
        "\(order["role"]?.stringValue ?? "order") shown at \(price) for \(size)\(signal)\(deviates)")
    }
    let stops = (symbol["protection"]?.arrayValue ?? []).contains { $0["role"]?.stringValue != "take-profit" }
    if !stops, let stop = symbol["stop"]?.stringValue, word != "flat" {
      parts.append("a stop at \(stop) is wanted, none is shown")
    }
    if let strange = symbol["strangeOrders"]?.integerValue, strange > 0 {
      parts.append(strange == 1 ? "1 strange order" : "\(strange) strange orders")
    }
    if let age = symbol["readingMilliseconds"]?.integerValue {
      parts.append("read \(StatusWords.seconds(age)) ago")
    }
    return parts.joined(separator: ", ")
  }

  mutating func addLimits(_ engine: JSON) {
    guard let limits = engine["limits"], !limits.isNull else { return }
    func text(_ json: JSON?) -> String? { json?.stringValue ?? json?.integerValue.map(String.init) }
    let used = engine["used"]
    var parts: [String] = []
    let symbols = engine["venue"]?["symbols"]?.arrayValue ?? []
    if let most = text(limits["maxOrderNotionalUSD"]) {
      let entry = symbols.compactMap { symbol in
        text(symbol["entryNotionalUSD"]).map { "\(symbol["symbol"]?.stringValue ?? "?") \($0)" }
      }
      parts.append(
        "an order \(entry.isEmpty ? "up to" : entry.joined(separator: " and ") + " of") \(most) USD")
    }
    if let most = text(limits["maxPositionNotionalUSD"]) {
      let open = symbols.compactMap { symbol -> String? in
        guard let notional = text(symbol["notionalUSD"]), notional != "0" else { return nil }
        return "\(symbol["symbol"]?.stringValue ?? "?") \(notional)"
      }
      parts.append(
        "a position \(open.isEmpty ? "up to" : open.joined(separator: " and ") + " of") \(most) USD")
    }
    if let most = text(used?["maxDailyLossUSD"]) ?? text(limits["maxDailyLossUSD"]) {
      let loss = text(used?["dailyLossUSD"]) ?? "unknown"
      let left = text(used?["dailyLossLeftUSD"]).map { " (\($0) left)" } ?? ""
      parts.append("lost today \(loss) of \(most) USD\(left)")
    }
    if let most = text(limits["maxOrdersPerMinute"]) {
      parts.append("orders this minute \(text(used?["ordersThisMinute"]) ?? "unknown") of \(most)")
    }
    if let most = text(limits["maxOrders"]) {
      parts.append("orders in all \(text(used?["ordersInAll"]) ?? "unknown") of \(most)")
    }
    add("limits", parts.joined(separator: "; "))
    if let equity = text(used?["marginEquityUSD"]) { add("", "equity for margin \(equity) USD") }
  }

  mutating func addVenue(_ engine: JSON) {
    guard let venue = engine["venue"], !venue.isNull, let adapter = venue["adapter"]?.stringValue else {
      let isRun = engine["mode"]?.stringValue ?? "run" == "run"
      add(
        "venue", isRun ? "none: without 'venue.credentials' it trades nothing" : "not reached yet",
        isRun ? .plain : .bad)
      return
    }
    var parts = ["\(adapter) at \(venue["origin"]?.stringValue ?? "?")"]
    let link = venue["link"]
    let isUp = link?["up"]?.boolValue
    parts.append(isUp == true ? "answers" : isUp == false ? "DOES NOT ANSWER" : "not asked yet")
    if let age = link?["lastAnswerMilliseconds"]?.integerValue {
      parts.append("last \(StatusWords.seconds(age)) ago")
    }
    if let spent = link?["pointsSpent"]?.integerValue, let budget = link?["pointsBudget"]?.integerValue {
      let window =
        link?["pointsWindowMilliseconds"]?.integerValue.map { " in \(StatusWords.length($0))" } ?? ""
      parts.append("\(spent) of \(budget) points spent\(window)")
    }
    if let offset = link?["clockOffsetMilliseconds"]?.integerValue {
      let doubt = link?["clockUncertaintyMilliseconds"]?.integerValue.map { " ± \($0)" } ?? ""
      parts.append("its clock \(offset < 0 ? "" : "+")\(offset)\(doubt) ms")
    }
    if venue["reconciled"]?.boolValue == false { parts.append("not reconciled") }
    add("venue", parts.joined(separator: ", "), isUp == false ? .bad : .plain)
  }

  mutating func addRemembered(_ report: StatusReport) {
    switch report.answer {
    case .notRunning:
      let left =
        report.leftBehind.map { "; process \($0.processID), started \($0.startedAt), was killed" } ?? ""
      add("engine", "not running\(left)", .bad)
    case .silent:
      add("engine", "process \(report.processID.map(String.init) ?? "?") does not answer", .bad)
    case .document: break
    }
    switch report.memory {
    case .notAsked: break
    case .unreadable(let reason): add("journal", "cannot be read: \(reason)", .bad)
    case .symbols(let symbols, let lastRecordAt):
      let since = lastRecordAt.map { "last written \($0)" } ?? "nothing was ever written"
      add("journal", since + (symbols.isEmpty ? "; nothing of ours was open" : "; by it then:"))
      for symbol in symbols {
        let stop = symbol.stop.map { ", a stop at \($0) wanted" } ?? ""
        let because = symbol.quarantine.map { ", quarantined: \($0)" } ?? ""
        add(
          symbol.symbol.description,
          "\(symbol.own) ours, \(symbol.openOrders) own orders not known to have ended\(stop)\(because)")
      }
      if !symbols.isEmpty {
        add("", "what is open and covered now, only the venue knows: '\(report.command("reconcile"))'")
      }
    }
  }
}
