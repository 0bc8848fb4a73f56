public import Attestation
import Chronology
import ExactDecimal
import StrictJSON
import Trading

extension OrderCertification {
  /// The evidence as the Statement that is signed: every field written, in this order, `null` or empty where it does
  /// not apply.
  ///
  /// - Parameter subjects: what was certified: for the bundled engine ``engineSubject`` and the SHA-256 of its binary.
  public func statement(subjects: [(name: String, sha256: String)]) throws(StatementError) -> Statement {
    try Statement(subjects: subjects, predicateType: Self.predicateType, predicate: predicate)
  }

  var predicate: JSON {
    .object([
      JSONMember("environment", .string(environment.rawValue)),
      JSONMember("adapter", .string(adapter)),
      JSONMember("orderMappingSha256", .string(orderMappingSha256)),
      JSONMember("origin", .string(origin)),
      JSONMember("certificateSha256s", .array(certificateSha256s.map(JSON.string))),
      JSONMember("trustedBySystem", .bool(isTrustedBySystem)),
      JSONMember("account", .string(account)),
      JSONMember("startedAt", .string(startedAt.description)),
      JSONMember("endedAt", .string(endedAt.description)),
      JSONMember("ending", .string(ending.rawValue)),
      JSONMember("judgeVersion", .string(judgeVersion)),
      JSONMember(
        "transcript", ["sha256": .string(transcript.sha256), "entries": .integer(transcript.entries)]),
      JSONMember("instruments", .array(instruments.map(\.json))),
      JSONMember(
        "behaviours",
        .object(
          CertifiedBehaviour.allCases.map {
            JSONMember($0.rawValue, .string((behaviours[$0] ?? .notObserved).rawValue))
          })),
      JSONMember("cases", .array(cases.map(\.json))),
    ])
  }
}

extension OrderCertification.CaseRecord {
  var json: JSON {
    [
      "symbol": .string(symbol), "id": .string(certificationCase.id), "verdict": .string(verdict.rawValue),
      "reason": reason.map(JSON.string) ?? .null,
      "sent": sent, "shown": shown,
      "trigger": trigger?.json ?? .null,
      "fills": .array(
        fills.map {
          [
            "price": .string($0.price.description), "size": .string($0.size.description),
            "at": .string($0.at.description),
          ]
        }),
      "slippage": slippage.map { .string($0.description) } ?? .null,
      "latencyMilliseconds": latencyMilliseconds.map { .integer($0) } ?? .null,
    ]
  }
}

extension OrderCertification.Trigger {
  fileprivate var json: JSON {
    let signals = signals.map { JSON.string($0.rawValue) }
    return .object(
      [
        JSONMember("price", .string(price.description)), JSONMember("at", .string(at.description)),
      ] + (signals.isEmpty ? [] : [JSONMember("signals", .array(signals))]))
  }
}
