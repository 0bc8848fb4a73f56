import Chronology
public import StrictJSON

extension TranscriptComparison {
  /// For programs. Members are added, never renamed.
  public var json: JSON {
    [
      "outcome": .string(isAlike ? "alike" : "different"), "answers": .integer(answerCount),
      "differences": .integer(differenceCount),
      "transcript": [
        "environment": .string(run.environment), "origin": .string(run.origin),
        "startedAt": .string(run.startedAt.description), "ending": .string(run.ending),
        "symbols": .array(run.symbols.map(JSON.string)),
      ],
      "endpoints": .array(endpoints.map(\.json)),
    ]
  }
}

extension EndpointComparison {
  fileprivate var json: JSON {
    [
      "endpoint": .string(name), "answers": .integer(compared), "unlike": .integer(unlike),
      "unanswered": .integer(unanswered), "unpairedRows": .integer(unpairedRows),
      "differences": .array(findings.map(\.json)),
    ]
  }
}

extension EndpointComparison.Finding {
  fileprivate var json: JSON {
    [
      "kind": .string(difference.kind.rawValue), "path": .string(difference.path),
      "venue": .array(difference.venue.map(JSON.string)),
      "simulator": .array(difference.simulator.map(JSON.string)), "answers": .integer(answers),
      "firstExchange": .integer(firstExchange),
    ]
  }
}
