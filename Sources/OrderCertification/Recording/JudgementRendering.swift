public import CertificationEvidence
import ExactDecimal
public import StrictJSON
import Trading

extension TranscriptJudgement {
  /// What a command answers of a judgement.
  public var json: JSON {
    [
      "judgeVersion": .string(Self.judgeVersion),
      "cases": .array(
        cases.map { found in
          [
            "symbol": .string(found.symbol.spelling), "id": .string(found.certificationCase.id),
            "verdict": .string(found.verdict.rawValue), "code": .string(found.code.rawValue),
            "detail": .string(found.detail),
            "attribution": found.attribution.map { .string($0.rawValue) } ?? .null,
            "slippage": found.record.slippage.map { .string($0.description) } ?? .null,
            "latencyMilliseconds": found.record.latencyMilliseconds.map { .integer($0) } ?? .null,
          ]
        }),
      "behaviours": .object(
        CertifiedBehaviour.allCases.map {
          JSONMember($0.rawValue, .string((behaviours[$0] ?? .notObserved).rawValue))
        }),
    ]
  }

  /// For people: a line for each case and each behaviour.
  public var lines: [String] {
    cases.map { found in
      let name = "\(found.symbol) \(found.certificationCase.id)"
      let padded = name + String(repeating: " ", count: max(1, 40 - name.utf8.count))
      return padded
        + (found.verdict == .pass
          ? "pass" : "\(found.verdict.rawValue): \(found.code.rawValue), \(found.detail)")
    }
      + CertifiedBehaviour.allCases.map { behaviour in
        let padded = behaviour.id + String(repeating: " ", count: max(1, 40 - behaviour.id.utf8.count))
        return padded + (behaviours[behaviour] ?? .notObserved).rawValue
      }
  }
}
