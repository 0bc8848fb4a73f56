import Attestation
import Chronology
import DocumentSchema
import ReadinessReport
import StrictYAML

/// What must hold between the parts of a policy, beyond what each part's schema says.
struct PolicyRules {
  let head: PolicySchema.Head
  /// Those that could be read.
  let blockers: [Policy.Blocker]
  /// The ids of all, those with mistakes as well.
  let declaredIds: [Located<String>]
  /// Whether there is no blocker at all, not even one with mistakes.
  let isEmpty: Bool
  let file: String
  let isRoot: (_ user: String) -> Bool

  func check(_ reading: inout Reading) {
    checkIdentifiers(&reading)
    checkNeeds(&reading)
    checkSubjects(&reading)
    checkUsers(&reading)
    checkReport(&reading)
  }

  private func checkIdentifiers(_ reading: inout Reading) {
    if isEmpty {
      let top = SourcePosition(file: file, line: 1, column: 1)
      reading.report(
        "no-blockers", at: top, "the policy has no blockers",
        hint: "a gate that asks nothing opens for nobody")
    }
    var first: [String: SourcePosition] = [:]
    for id in declaredIds {
      guard let earlier = first[id.value] else {
        first[id.value] = id.position
        continue
      }
      reading.report(
        "duplicate-id", at: id.position, "the blocker id '\(id.value)' is used twice",
        hint: "give one of them another id",
        notes: [Diagnostic.Note(position: earlier, message: "first used here")])
    }
  }

  private func checkNeeds(_ reading: inout Reading) {
    let ids = declaredIds.map(\.value)
    let known = Set(ids)
    for blocker in blockers {
      for need in blocker.needs where !known.contains(need.value) {
        reading.report(
          "unknown-need", at: need.position,
          "'\(blocker.id)' needs '\(need.value)', which no blocker is called",
          hint: closest(to: need.value, among: ids).map { "did you mean '\($0)'?" }
            ?? "known ids: \(ids.prefix(20).joined(separator: ", "))")
      }
    }
    let needs = Dictionary(
      blockers.map { ($0.id, $0.needs) }, uniquingKeysWith: { first, _ in first })
    var done: Set<String> = []
    for blocker in blockers where !done.contains(blocker.id) {
      for (need, cycle) in Self.cycles(from: blocker.id, needs, &done) {
        reading.report(
          "need-cycle", at: need.position,
          "blockers need each other in a circle: \(cycle.joined(separator: " -> "))",
          hint: "remove one of these needs")
      }
    }
  }

  /// Every need that leads back to an id on the way to it, with the circle that it closes; found depth-first
  /// without recursion. What was reached becomes done.
  private static func cycles(
    from start: String, _ needs: [String: [Located<String>]], _ done: inout Set<String>
  ) -> [(need: Located<String>, cycle: [String])] {
    var found: [(Located<String>, [String])] = []
    var path = [start]
    var depth = [start: 0]
    var next = [0]
    while let id = path.last, let index = next.last {
      let all = needs[id] ?? []
      guard index < all.count else {
        done.insert(id)
        depth[id] = nil
        path.removeLast()
        next.removeLast()
        continue
      }
      next[next.count - 1] += 1
      let target = all[index].value
      if let begin = depth[target] {
        found.append((all[index], Array(path[begin...]) + [target]))
        continue
      }
      guard !done.contains(target), needs[target] != nil else { continue }
      depth[target] = path.count
      path.append(target)
      next.append(0)
    }
    return found
  }

  private func checkSubjects(_ reading: inout Reading) {
    if let environment = head.environment, environment.value.reachesVenue, let subjects = head.subjects,
      subjects.isEmpty
    {
      reading.report(
        "no-subjects", at: environment.position,
        "a policy for \(environment.value.rawValue) names at least one subject",
        hint: "subjects: { engine: /opt/trading-engine/current/bin/trading-engine, "
          + "configuration: /etc/trading-engine/engine.yaml }")
    }
    guard let subjects = head.subjects else { return }
    let names = Set(subjects.map(\.name))
    for blocker in blockers {
      for need in blocker.check.subjectsNeeded where !names.contains(need.subject) {
        reading.report(
          "subject-needed", at: blocker.check.parameters.position,
          "'\(need.parameter)' needs the subject '\(need.subject)', which the policy does not name",
          hint: "add it under 'subjects', or leave '\(need.parameter)' out")
      }
    }
  }

  /// Root can write everywhere and read everything, so its answer says nothing about the service.
  private func checkUsers(_ reading: inout Reading) {
    guard let environment = head.environment?.value, environment.reachesVenue else { return }
    let users = blockers.compactMap(\.user)
    // Each name is looked up once: a policy may have ten thousand blockers.
    let roots = Set(users.map(\.value)).filter(isRoot)
    for user in users where roots.contains(user.value) {
      let alias = user.value == "root" ? "" : ", which is user 0,"
      reading.report(
        "user-root", at: user.position,
        "the check would run as '\(user.value)'\(alias) in a policy for \(environment.rawValue)",
        hint: "name the user that the engine runs as: user: trading")
    }
  }

  private func checkReport(_ reading: inout Reading) {
    guard let environment = head.environment?.value else { return }
    if environment == .live, head.validFor > .hours(24) {
      reading.report(
        "valid-too-long", at: head.validForPosition,
        "'valid-for' is \(head.validFor), and a report for live counts at most 24h", hint: "valid-for: 12h")
    }
    guard let grants = head.grants else { return }
    var required: [(key: String, isThere: Bool, example: String)] = []
    let name = environment.rawValue
    if environment.reachesVenue {
      required = [
        ("symbols", grants.symbols != nil, "[PF_XBTUSD]"),
        ("max-order-notional-usd", grants.maxOrderNotionalUSD != nil, "\"5000\""),
        ("max-position-notional-usd", grants.maxPositionNotionalUSD != nil, "\"20000\""),
        ("max-daily-loss-usd", grants.maxDailyLossUSD != nil, "\"500\""),
        ("max-orders-per-minute", grants.maxOrdersPerMinute != nil, "30"),
      ]
    }
    if head.scope == .certification { required.append(("max-orders", grants.maxOrders != nil, "60")) }
    for limit in required where !limit.isThere {
      reading.report(
        "grant-missing", at: head.grantsPosition,
        "\(limit.key == "max-orders" ? "scope certification" : name) requires '\(limit.key)' under 'report.grants'",
        hint: "\(limit.key): \(limit.example)")
    }
  }
}
