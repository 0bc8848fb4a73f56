public import Attestation
public import StrictJSON

/// What makes paper's output impossible to take for another environment's, where the form of the output does not say the
/// environment anyway.
public enum PaperMark {
  static let members = [JSONMember("environment", .string(TradingEnvironment.paper.rawValue))]

  /// The log of an environment: on paper every line begins with the word.
  static func log(
    _ environment: TradingEnvironment, _ log: @escaping @Sendable (String) -> Void
  ) -> @Sendable (String) -> Void {
    guard environment == .paper else { return log }
    return { line in log("paper: \(line)") }
  }

  /// Records of an environment: on paper each says so.
  static func stamp(_ members: [JSONMember], _ environment: TradingEnvironment) -> [JSONMember] {
    guard environment == .paper, !members.contains(where: { $0.key == "environment" }) else { return members }
    return members + Self.members
  }

  /// A command's answer, as an object and as lines.
  public static func answer(
    _ object: JSON, _ lines: [String], _ environment: TradingEnvironment
  ) -> (object: JSON, lines: [String]) {
    guard environment == .paper, let members = object.members else { return (object, lines) }
    return (.object(stamp(members, environment)), lines.map { "paper: \($0)" })
  }

  /// Metrics of an environment: on paper every sample has the label. That alone keeps no rule for another away from them:
  /// those of `deploy/monitoring/alerts.yml` ask for the job, and paper has one of its own.
  static func metrics(_ text: String, _ environment: TradingEnvironment) -> String {
    guard environment == .paper else { return text }
    let label = "environment=\"\(environment.rawValue)\""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard !line.isEmpty, line.utf8.first != 0x23, !line.contains(label) else { return String(line) }
      if let brace = line.firstIndex(of: "{") {
        return line[...brace] + label + "," + line[line.index(after: brace)...]
      }
      guard let space = line.firstIndex(of: " ") else { return String(line) }
      return line[..<space] + "{\(label)}" + line[space...]
    }
    return lines.joined(separator: "\n")
  }
}

/// What every line toward strategies says besides its content; nothing but on paper.
struct IntentStamp: Sendable, Hashable {
  var members: [JSONMember] = []

  init() {}

  init(_ environment: TradingEnvironment) { members = PaperMark.stamp([], environment) }

  func on(_ json: JSON) -> JSON {
    guard !members.isEmpty, let own = json.members else { return json }
    return .object(own + members)
  }
}
