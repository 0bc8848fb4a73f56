import StrictJSON

/// A SARIF log of one run (OASIS SARIF 2.1.0), as far as code hosts and editors read it.
struct SARIFLog: Sendable {
  /// §3.27.10.
  enum Level: String, Sendable { case error, warning, note, none }

  /// §3.27.9. Whatever is no `fail` has level `none`.
  enum Kind: String, Sendable {
    case pass, open, informational, notApplicable, review, fail
  }

  /// What can be found; code hosts follow a finding over time by its rule's id.
  struct Rule: Sendable, Hashable {
    var id: String
    var shortDescription: String
    var help: String?
  }

  /// A place in a file. Lines and columns count from 1, columns in Unicode scalars.
  struct Location: Sendable, Hashable {
    /// The path as the user typed it.
    var file: String
    var line: Int
    var column: Int?
    var message: String?
  }

  struct Result: Sendable {
    var rule: Rule
    var kind = Kind.fail
    var level: Level
    var message: String
    var location: Location?
    var related: [Location] = []
    /// What stays when lines above are added or removed, by a name that ends in its version: `mistake/v1`.
    var fingerprints: [JSONMember] = []
    /// Who decided that the result shall not count, and why; nil while it counts.
    var suppression: String?
    /// What no member of the format can say.
    var properties: [JSONMember] = []
  }

  var results: [Result]
  /// Whether the program could do its work, whatever it found.
  var isSuccessful: Bool
  /// Nil where it depends on more than the results.
  var exitStatus: Int32?
  /// What no member of the format can say about the run.
  var properties: [JSONMember] = []

  var text: String { json.text(pretty: true) + "\n" }

  private var json: JSON {
    var rules: [Rule] = []
    var indices: [String: Int] = [:]
    for rule in results.map(\.rule) where indices[rule.id] == nil {
      indices[rule.id] = rules.count
      rules.append(rule)
    }
    var invocation = [JSONMember("executionSuccessful", .bool(isSuccessful))]
    if let exitStatus { invocation.append(JSONMember("exitCode", .integer(Int64(exitStatus)))) }
    var run: [JSONMember] = [
      JSONMember(
        "tool",
        [
          "driver": [
            "name": "readiness", "version": .string(GateRun.version), "rules": .array(rules.map(Self.json)),
          ]
        ]),
      JSONMember("invocations", [.object(invocation)]),
      JSONMember("columnKind", "unicodeCodePoints"),
      JSONMember("results", .array(results.map { Self.json($0, index: indices[$0.rule.id] ?? 0) })),
    ]
    if !properties.isEmpty { run.append(JSONMember("properties", .object(properties))) }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [.object(run)],
    ]
  }

  private static func json(_ rule: Rule) -> JSON {
    var members = [
      JSONMember("id", .string(rule.id)), JSONMember("shortDescription", message(rule.shortDescription)),
    ]
    if let help = rule.help { members.append(JSONMember("help", message(help))) }
    return .object(members)
  }

  private static func json(_ result: Result, index: Int) -> JSON {
    var members = [
      JSONMember("ruleId", .string(result.rule.id)), JSONMember("ruleIndex", .integer(index)),
      JSONMember("kind", .string(result.kind.rawValue)), JSONMember("level", .string(result.level.rawValue)),
      JSONMember("message", message(result.message)),
      JSONMember("locations", .array(result.location.map { [json($0)] } ?? [])),
    ]
    if !result.related.isEmpty {
      members.append(JSONMember("relatedLocations", .array(result.related.map(json))))
    }
    if !result.fingerprints.isEmpty {
      members.append(JSONMember("partialFingerprints", .object(result.fingerprints)))
    }
    if let suppression = result.suppression {
      members.append(
        JSONMember(
          "suppressions",
          [
            [
              "kind": "external", "status": "accepted",
              "justification": .string(TerminalStyle.printable(suppression)),
            ]
          ]))
    }
    if !result.properties.isEmpty { members.append(JSONMember("properties", .object(result.properties))) }
    return .object(members)
  }

  private static func json(_ location: Location) -> JSON {
    var region = [JSONMember("startLine", .integer(location.line))]
    if let column = location.column { region.append(JSONMember("startColumn", .integer(column))) }
    var members = [
      JSONMember(
        "physicalLocation",
        ["artifactLocation": ["uri": .string(uri(of: location.file))], "region": .object(region)])
    ]
    if let text = location.message { members.append(JSONMember("message", message(text))) }
    return .object(members)
  }

  private static func message(_ text: String) -> JSON { ["text": .string(TerminalStyle.printable(text))] }

  /// A path as RFC 3986 writes it: relative stays relative, which is what code hosts can show.
  static func uri(of path: String) -> String {
    var bytes = Array(path.utf8)[...]
    while bytes.starts(with: [0x2E, 0x2F]) { bytes = bytes.dropFirst(2) }
    var text = bytes.first == 0x2F ? "file://" : ""
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return text
  }
}
