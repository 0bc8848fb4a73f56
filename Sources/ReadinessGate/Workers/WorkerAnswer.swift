public import ReadinessCheck
public import ReadinessReport
import StrictJSON

/// What a worker answers, as one JSON object on its standard output.
public enum WorkerAnswer: Sendable, Hashable {
  /// A longer answer is none.
  static let byteLimit = 8 << 20

  case check(CheckAnswer)
  case facts(Facts)
  /// The worker could not do its work; the reason is for the report.
  case failed(reason: String)

  /// What the report says besides the blockers.
  public struct Facts: Sendable, Hashable {
    /// The venue account that the configuration pins.
    public var account: String?
    public var anchor: ReadinessReport.Anchor?
    /// Why the configuration or the log could not be read, for the operator.
    public var problems: [String]

    public init(account: String? = nil, anchor: ReadinessReport.Anchor? = nil, problems: [String] = []) {
      self.account = account
      self.anchor = anchor
      self.problems = problems
    }
  }
}

extension WorkerAnswer {
  var json: JSON {
    switch self {
    case .check(let answer):
      [
        "findings": .array(answer.findings.map(\.json)), "libraries": texts(answer.libraries),
        "statePaths": texts(answer.statePaths), "behaviours": texts(answer.behaviours),
      ]
    case .facts(let facts):
      [
        "account": facts.account.map(JSON.string) ?? .null,
        "anchor": anchorJSON(facts.anchor),
        "problems": .array(facts.problems.map(JSON.string)),
      ]
    case .failed(let reason): ["failed": .string(reason)]
    }
  }

  /// Reads what a worker wrote. Its sender runs as the service user: nothing of it is believed but texts,
  /// and those only in the places that are made for them.
  init(bytes: [UInt8]) throws(WorkerAnswerError) {
    do {
      let json = try JSON.parse(bytes, limits: JSONLimits(bytes: Self.byteLimit, depth: 8))
      var reader = try JSONObjectReader(json, at: "$")
      if reader.has("failed") {
        self = .failed(reason: try reader.string("failed"))
      } else if reader.has("findings") {
        self = .check(try Self.checkAnswer(&reader))
      } else {
        self = .facts(try Self.facts(&reader))
      }
      try reader.finish()
    } catch {
      throw WorkerAnswerError(description: "\(error)")
    }
  }

  private static func checkAnswer(_ reader: inout JSONObjectReader) throws(JSONShapeError) -> CheckAnswer {
    var findings: [Finding] = []
    for object in try reader.objects("findings") { findings.append(try Finding(object)) }
    return CheckAnswer(
      findings: findings, libraries: try readTexts(&reader, "libraries"),
      statePaths: try readTexts(&reader, "statePaths"), behaviours: try readTexts(&reader, "behaviours"))
  }

  private static func facts(_ reader: inout JSONObjectReader) throws(JSONShapeError) -> Facts {
    var facts = Facts(account: try reader.optionalString("account"))
    if let object = try reader.optionalObject("anchor") { facts.anchor = try ReadinessReport.Anchor(object) }
    facts.problems = try reader.strings("problems")
    return facts
  }
}

/// A worker's answer that is none.
public struct WorkerAnswerError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}
