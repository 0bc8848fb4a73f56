import ExactDecimal
public import StrictJSON

/// An answer's form, in the journal and toward strategies alike: `{"intent":ID,"answer":WORD,…}`.
extension IntentAnswer {
  private enum Word: String, CaseIterable {
    case accepted, refused
    case notExecuted = "not-executed"
    case entered, protected, done, closed
  }

  public func json(to intent: String) -> JSON {
    let (word, more): (Word, [JSONMember]) =
      switch self {
      case .accepted: (.accepted, [])
      case .refused(let refusal):
        (
          .refused,
          [
            JSONMember("code", .string(refusal.code)), JSONMember("expected", .string(refusal.expected)),
            JSONMember("found", .string(refusal.found)),
          ]
        )
      case .notExecuted: (.notExecuted, [])
      case .entered(let size, let averagePrice):
        (.entered, [JSONMember("size", .decimal(size)), JSONMember("average-price", .decimal(averagePrice))])
      case .protected: (.protected, [])
      case .done: (.done, [])
      case .closed(let profit): (.closed, [JSONMember("profit-usd", .decimal(profit))])
      }
    return .object(
      [JSONMember("intent", .string(intent)), JSONMember("answer", .string(word.rawValue))] + more)
  }

  /// Reads what ``json(to:)`` makes.
  public static func read(
    _ json: JSON, at path: String = "$"
  ) throws(RecordError) -> (intent: String, answer: IntentAnswer) {
    var reader = try RecordReader(json, at: path)
    let intent = try reader.string("intent")
    let word: Word = try reader.word("answer")
    let answer: IntentAnswer
    switch word {
    case .accepted: answer = .accepted
    case .refused:
      answer = .refused(
        IntentRefusal(
          try reader.string("code"), expected: try reader.string("expected"),
          found: try reader.string("found")))
    case .notExecuted: answer = .notExecuted
    case .entered:
      answer = .entered(size: try reader.decimal("size"), averagePrice: try reader.decimal("average-price"))
    case .protected: answer = .protected
    case .done: answer = .done
    case .closed: answer = .closed(profitUSD: try reader.decimal("profit-usd"))
    }
    try reader.finish()
    return (intent, answer)
  }
}
