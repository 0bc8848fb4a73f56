import Attestation
import ExactDecimal
import ReadinessCheck
import ReadinessReport

/// What changed from one report to another, blocker by blocker.
public struct ReportDifference: Sendable {
  public let lines: [String]

  public init(_ old: ArchivedFile, _ new: ArchivedFile) throws(GateFailure) {
    guard let before = try old.parsed().1, let after = try new.parsed().1 else {
      throw GateFailure(
        "audit.not-a-report", "one of the two is a statement of others", hint: "`readiness audit list`",
        exitStatus: 64)
    }
    var lines: [String] = []
    func compare(_ what: String, _ left: String, _ right: String) {
      if left != right { lines.append("\(what): \(left) → \(right)") }
    }
    compare("verdict", before.verdict.rawValue, after.verdict.rawValue)
    compare("environment", before.environment.rawValue, after.environment.rawValue)
    compare("scope", before.scope.rawValue, after.scope.rawValue)
    compare("account", before.account ?? "none", after.account ?? "none")
    compare("host", before.host.hostname, after.host.hostname)
    compare("boot", before.host.bootId, after.host.bootId)
    compare("gate", before.gateSha256, after.gateSha256)
    compare("keyring", before.keyringSha256 ?? "none", after.keyringSha256 ?? "none")
    let names = before.subjects.map(\.name) + after.subjects.map(\.name).filter { before.subject($0) == nil }
    for name in names {
      compare("subject \(name)", before.subject(name) ?? "none", after.subject(name) ?? "none")
    }
    for (what, left, right) in [
      ("library", before.libraries, after.libraries), ("state path", before.statePaths, after.statePaths),
      ("behaviour", before.grants.behaviours, after.grants.behaviours),
    ] {
      for name in Set(left.keys).union(right.keys).sorted() {
        compare("\(what) \(name)", left[name] ?? "none", right[name] ?? "none")
      }
    }
    lines += Self.limits(before.grants, after.grants)
    lines += Self.blockers(before, after)
    compare(
      "waivers", before.waivers.map(\.blocker).joined(separator: ", "),
      after.waivers.map(\.blocker).joined(separator: ", "))
    self.lines = lines
  }

  private static func limits(_ before: Grants, _ after: Grants) -> [String] {
    let rows: [(String, String?, String?)] = [
      ("symbols", before.symbols?.joined(separator: " "), after.symbols?.joined(separator: " ")),
      (
        "max-order-notional-usd", before.maxOrderNotionalUSD?.description,
        after.maxOrderNotionalUSD?.description
      ),
      (
        "max-position-notional-usd", before.maxPositionNotionalUSD?.description,
        after.maxPositionNotionalUSD?.description
      ),
      ("max-daily-loss-usd", before.maxDailyLossUSD?.description, after.maxDailyLossUSD?.description),
      (
        "max-orders-per-minute", before.maxOrdersPerMinute?.description, after.maxOrdersPerMinute?.description
      ),
      ("max-orders", before.maxOrders?.description, after.maxOrders?.description),
    ]
    return rows.compactMap { name, left, right in
      left == right ? nil : "grant \(name): \(left ?? "unlimited") → \(right ?? "unlimited")"
    }
  }

  private static func blockers(_ before: ReadinessReport, _ after: ReadinessReport) -> [String] {
    var lines: [String] = []
    for new in after.blockers {
      guard let old = before.blockers.first(where: { $0.id == new.id }) else {
        lines.append("blocker \(new.id): new, \(new.outcome.rawValue)")
        continue
      }
      if old.check != new.check { lines.append("blocker \(new.id): check \(old.check) → \(new.check)") }
      if old.risk != new.risk {
        lines.append("blocker \(new.id): risk \(old.risk.rawValue) → \(new.risk.rawValue)")
      }
      if old.outcome != new.outcome {
        lines.append("blocker \(new.id): \(old.outcome.rawValue) → \(new.outcome.rawValue)")
      }
      for finding in new.findings
      where !old.findings.contains(where: { $0.subject == finding.subject && $0.found == finding.found }) {
        let was = old.findings.first { $0.subject == finding.subject }?.found ?? "none"
        lines.append("blocker \(new.id): \(finding.subject): \(was) → \(finding.found)")
      }
      for finding in old.findings where !new.findings.contains(where: { $0.subject == finding.subject }) {
        lines.append("blocker \(new.id): \(finding.subject): \(finding.found) → none")
      }
    }
    for old in before.blockers where !after.blockers.contains(where: { $0.id == old.id }) {
      lines.append("blocker \(old.id): gone, was \(old.outcome.rawValue)")
    }
    return lines
  }

  public var text: String {
    lines.isEmpty
      ? "the two say the same\n" : lines.map { TerminalStyle.printable($0) + "\n" }.joined()
  }
}
