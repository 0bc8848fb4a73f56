import Chronology
import DocumentSchema
import GateScene
import ReadinessCheck
import ReadinessGate
import StrictJSON
import StrictYAML

/// A check that only has parameters.
struct Stub: ReadinessCheck {
  struct Parameters: Sendable {
    let path: DocumentPath
    let root: DocumentPath?
    let needsEngine: Bool
  }

  static let kind = "stub"
  static let summary = "asks nothing of the world"
  static let parameters = Schema<Parameters>.object("the parameters of stub") { fields in
    let path = fields.required("path", .path, "a path")
    let root = fields.optional("root", .path, "a root")
    let size = fields.optional("size", .byteCount, default: .text("1MB"), "a size")
    let engine = fields.optional("engine", .boolean, default: .text("false"), "whether it needs the engine")
    guard let path, let engine, size != nil else { return nil }
    return Parameters(path: path, root: root, needsEngine: engine)
  }

  static func subjectsNeeded(by parameters: Parameters) -> [(subject: String, parameter: String)] {
    parameters.needsEngine ? [("engine", "engine")] : []
  }

  init(_ parameters: Parameters) {}
  func run(in context: CheckContext) -> CheckAnswer { CheckAnswer(findings: []) }
}

/// A second one, whose parameters may all be left out.
struct Other: ReadinessCheck {
  static let kind = "other"
  static let summary = "is another check"
  static let parameters = Schema<String>.object("the parameters of other") { fields in
    fields.optional("word", .text, default: .text("a"), "a word")
  }
  init(_ parameters: String) {}
  func run(in context: CheckContext) -> CheckAnswer { CheckAnswer(findings: []) }
}

/// Policy files in memory, and the loader over them.
struct PolicyWorld: Sendable {
  static let registry = CheckRegistry([RegisteredCheck(Stub.self), RegisteredCheck(Other.self)])

  var files: [String: String]
  var environment: [String: String] = ["HOME": "/home/trading", "EMPTY": ""]

  init(_ files: [String: String]) { self.files = files }
  init(_ text: String) { files = ["p.yaml": text] }

  func load(_ path: String = "p.yaml", registry: CheckRegistry = Self.registry) throws(PolicyMistakes)
    -> LoadedPolicy
  {
    let (files, environment) = (files, environment)
    let loader = PolicyLoader(
      registry: registry,
      read: { name in
        files[name].map { .success(Array($0.utf8)) } ?? .failure(.init("cannot open '\(name)': no such file"))
      },
      environment: { environment[$0] }, isRoot: { ["root", "toor"].contains($0) })
    return try loader.load(path, absoluteFolder: "/etc/readiness")
  }

  /// What is wrong, in the order in which it is told; empty for a valid policy.
  func diagnostics(_ path: String = "p.yaml") -> [Diagnostic] {
    do throws(PolicyMistakes) {
      _ = try load(path)
      return []
    } catch { return error.diagnostics }
  }

  /// A policy for the simulator with the given blockers.
  static func policy(_ blockers: String, head: String = "") -> String {
    "policy: v1\nname: p\nenvironment: simulator\n\(head)blockers:\n\(blockers)"
  }

  /// A blocker with the given id.
  static func blocker(_ id: String, _ more: String = "") -> String {
    "  - { id: \(id), title: T, risk: low, check: other\(more.isEmpty ? "" : ", \(more)") }\n"
  }

  /// A valid policy that says everything there is to say.
  static let whole = """
    policy: v1
    name: whole
    environment: live
    scope: certification
    description: What must hold.
    report:
      valid-for: 6h
      deadline: 30s
      grants:
        symbols: [PF_XBTUSD, PF_ETHUSD]
        max-order-notional-usd: "5000.50"
        max-position-notional-usd: 20000
        max-daily-loss-usd: "500"
        max-orders-per-minute: 30
        max-orders: 60
    subjects:
      engine: bin/engine
      configuration: ${HOME}/engine.yaml
    waivers: { maximum: 1, max-lifetime: 2d }
    blockers:
      - id: first
        title: The first
        risk: critical
        check: stub
        timeout: 500ms
        user: trading
        needs: [second]
        remediation: Mend it.
        with: { path: 'data/${NONE:-x}.json', engine: true, root: ../system, size: 100MB }
      - { id: second, title: The second, risk: low, check: other }

    """
}
