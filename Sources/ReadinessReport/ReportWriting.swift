public import Attestation
import Chronology
import Cryptography
import ExactDecimal
public import ReadinessCheck
public import StrictJSON

extension ReadinessReport {
  public struct Summary: Sendable, Hashable {
    public let counts: [Outcome: Int]

    init(_ blockers: [Blocker]) {
      counts = Dictionary(blockers.map { ($0.outcome, 1) }, uniquingKeysWith: +)
    }

    public func count(_ outcome: Outcome) -> Int { counts[outcome] ?? 0 }
  }

  public var summary: Summary { Summary(blockers) }

  /// The report as the Statement that is signed. Every field is written, in this order, `null` or empty where
  /// it does not apply: the one byte form of design §5.
  ///
  /// - Throws: ``StatementError`` when a subject's digest or name cannot stand in a Statement.
  public func statement() throws(StatementError) -> Statement {
    try Statement(
      subjects: subjects.map { ($0.name, $0.sha256) }, predicateType: Self.predicateType, predicate: predicate
    )
  }

  var predicate: JSON {
    .object([
      JSONMember("verdict", .string(verdict.rawValue)),
      JSONMember("environment", .string(environment.rawValue)),
      JSONMember("scope", .string(scope.rawValue)),
      JSONMember("account", optional(account)),
      JSONMember("policy", policy.json),
      JSONMember("gate", ["version": .string(gateVersion), "sha256": .string(gateSha256)]),
      JSONMember("keyringSha256", optional(keyringSha256)),
      JSONMember(
        "host",
        [
          "machineId": .string(host.machineId), "bootId": .string(host.bootId),
          "hostname": .string(host.hostname),
        ]),
      JSONMember("startedAt", .string(startedAt.description)),
      JSONMember("issuedAt", .string(issuedAt.description)),
      JSONMember("expiresAt", .string(expiresAt.description)),
      JSONMember("expiresBecause", .string(expiresBecause)),
      JSONMember("sequence", .integer(sequence)),
      JSONMember("previous", optional(previous)),
      JSONMember(
        "anchor",
        anchor.map { ["entries": .integer($0.entries), "headSha256": .string($0.headSha256)] } ?? .null),
      JSONMember("runtime", ["libraries": dictionary(libraries), "statePaths": dictionary(statePaths)]),
      JSONMember("grants", grants.json),
      JSONMember("blockers", .array(blockers.map(\.json))),
      JSONMember(
        "waivers", .array(waivers.map { ["blocker": .string($0.blocker), "envelope": $0.envelope] })),
      JSONMember(
        "summary",
        .object(
          Outcome.allCases.map { JSONMember($0.rawValue, .integer(Int64(summary.count($0)))) })),
      JSONMember("extensions", .object(extensions)),
    ])
  }
}

func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

/// Sorted by key, because a dictionary's own order differs between processes.
func dictionary(_ values: [String: String]) -> JSON {
  .object(
    values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { JSONMember($0.key, .string($0.value)) })
}

extension ReadinessReport.Policy {
  var json: JSON {
    [
      "name": .string(name), "resolvedSha256": .string(resolvedSha256),
      "files": .array(files.map { ["path": .string($0.path), "sha256": .string($0.sha256)] }),
      "expanded": .array(
        expanded.map {
          ["name": .string($0.name), "value": .string($0.value), "position": .string($0.position)]
        }),
    ]
  }
}

extension Grants {
  public var json: JSON {
    [
      "symbols": symbols.map { .array($0.map(JSON.string)) } ?? .null,
      "maxOrderNotionalUSD": optional(maxOrderNotionalUSD?.description),
      "maxPositionNotionalUSD": optional(maxPositionNotionalUSD?.description),
      "maxDailyLossUSD": optional(maxDailyLossUSD?.description),
      "maxOrdersPerMinute": maxOrdersPerMinute.map { .integer($0) } ?? .null,
      "maxOrders": maxOrders.map { .integer($0) } ?? .null,
      "behaviours": dictionary(behaviours),
    ]
  }
}

extension ReadinessReport.Blocker {
  var json: JSON {
    [
      "id": .string(id), "title": .string(title), "risk": .string(risk.rawValue), "check": .string(check),
      "outcome": .string(outcome.rawValue), "observed": .string(observed.rawValue),
      "position": .string(position), "startedAt": .string(startedAt.description),
      "durationMicroseconds": .integer(durationMicroseconds), "findings": .array(findings.map(\.json)),
      "remediation": .string(remediation),
    ]
  }
}

extension Finding {
  /// The finding as reports and workers write it.
  public var json: JSON {
    [
      "status": .string(status.rawValue), "subject": .string(subject), "expected": .string(expected),
      "found": .string(found), "message": .string(message), "hint": optional(hint),
      "position": optional(position), "validUntil": optional(validUntil?.description),
      "artifact": artifact.map { ["name": .string($0.name), "sha256": .string($0.sha256)] } ?? .null,
    ]
  }
}
