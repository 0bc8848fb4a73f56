import GateScene
import ReadinessGate
import StrictYAML
import Testing

/// A policy with mistakes, each marked with `»` where its diagnostic has to point, in the order of the text.
struct PolicyMistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let marked: String
  let codes: [String]
  let hint: String?

  init(_ name: String, _ marked: String, _ codes: String..., hint: String? = nil) {
    testDescription = name
    self.marked = marked
    self.codes = codes.map { $0.contains(".") ? $0 : "policy.\($0)" }
    self.hint = hint
  }

  private static func head(_ head: String) -> String {
    "policy: v1\nname: p\nenvironment: simulator\n\(head)blockers:\n\(PolicyWorld.blocker("a"))"
  }

  private static func blockers(_ text: String) -> String {
    "policy: v1\nname: p\nenvironment: simulator\nblockers:\n\(text)"
  }

  static let all = heads + reports + blockers + needs + parameters

  private static let heads = [
    PolicyMistake(
      "another version",
      "policy: »v2\nname: p\nenvironment: simulator\nblockers:\n" + PolicyWorld.blocker("a"),
      "unknown-value", hint: "did you mean 'v1'?"),
    PolicyMistake(
      "no version", "»name: p\nenvironment: simulator\nblockers:\n" + PolicyWorld.blocker("a"),
      "missing-key", hint: "policy: The version of this format: v1."),
    PolicyMistake(
      "no name", "»policy: v1\nenvironment: simulator\nblockers:\n" + PolicyWorld.blocker("a"), "missing-key"),
    PolicyMistake(
      "no environment", "»policy: v1\nname: p\nblockers:\n" + PolicyWorld.blocker("a"), "missing-key"),
    PolicyMistake("no blockers' list", "»policy: v1\nname: p\nenvironment: simulator\n", "missing-key"),
    PolicyMistake(
      "an empty list of blockers", "»policy: v1\nname: p\nenvironment: simulator\nblockers: []\n",
      "no-blockers", hint: "a gate that asks nothing opens for nobody"),
    PolicyMistake(
      "blockers that are no list", "policy: v1\nname: p\nenvironment: simulator\nblockers: »{ a: b }\n",
      "wrong-type"),
    PolicyMistake(
      "an environment that does not exist",
      "policy: v1\nname: p\nenvironment: »lvie\nblockers:\n" + PolicyWorld.blocker("a"),
      "unknown-value", hint: "did you mean 'live'?"),
    PolicyMistake(
      "a name that is no file name",
      "policy: v1\nname: »../x\nenvironment: paper\nblockers:\n" + PolicyWorld.blocker("a"), "bad-value"),
    PolicyMistake(
      "a scope that does not exist", head("scope: »trading\n"), "unknown-value",
      hint: "one of: live, certification"),
    PolicyMistake("a misspelt key", head("»blocker: []\n"), "unknown-key", hint: "did you mean 'blockers'?"),
    PolicyMistake("a key twice", head("»name: q\n"), "yaml.duplicate-key"),
    PolicyMistake("a list in place of the policy", "»- policy: v1\n", "wrong-type"),
    PolicyMistake("a mistake of syntax", "policy: v1\nname: a»: b\n", "yaml.syntax"),
    PolicyMistake("an empty file", "»", "yaml.empty-document"),
    PolicyMistake("a description that is a list", head("description: »[a]\n"), "wrong-type"),
    PolicyMistake(
      "a reserved subject", head("subjects: { »policy: /x }\n"), "bad-key",
      hint: "a subject's name is in kebab case, and 'policy' is reserved"),
    PolicyMistake("a subject in capitals", head("subjects: { »Engine: /x }\n"), "bad-key"),
    PolicyMistake("a subject without a path", head("subjects: { engine: »}\n"), "wrong-type"),
    PolicyMistake(
      "a variable that is not set", head("subjects: { engine: »\"${NONE}/x\" }\n"), "unset-variable",
      hint: "set it, or write ${NONE:-default}"),
    PolicyMistake(
      "a dollar that begins nothing", head("subjects: { engine: »$HOME/x }\n"), "bad-expansion",
      hint: "write ${NAME} or ${NAME:-default}"),
    PolicyMistake("too many waivers", head("waivers: { maximum: »101 }\n"), "bad-value"),
    PolicyMistake("waivers that last too long", head("waivers: { max-lifetime: »366d }\n"), "bad-value"),
    PolicyMistake("an include that is no list", head("include: »base.yaml\n"), "wrong-type"),
    PolicyMistake("an include that is not there", head("include: [»base.yaml]\n"), "unreadable"),
    PolicyMistake(
      "an include outside", head("include: [»../base.yaml, »/etc/base.yaml, »a/../../b.yaml]\n"),
      "include-outside", "include-outside", "include-outside"),
    PolicyMistake("an include of itself", head("include: [»p.yaml]\n"), "include-cycle"),
    PolicyMistake("an include twice in one list", head("include: [b.yaml, »b.yaml]\n"), "duplicate"),
  ]

  private static let grants = """
        symbols: [PF_XBTUSD]
        max-order-notional-usd: "1"
        max-position-notional-usd: "1"
        max-daily-loss-usd: "1"
        max-orders-per-minute: 1

    """

  private static func reaching(_ environment: String, _ text: String) -> String {
    "policy: v1\nname: p\nenvironment: \(environment)\n\(text)blockers:\n\(PolicyWorld.blocker("a"))"
  }

  private static let subject = "subjects: { engine: /x }\n"

  private static let reports = [
    PolicyMistake("no subject for live", reaching("»live", "report:\n  grants:\n\(grants)"), "no-subjects"),
    PolicyMistake(
      "no subject for demo", reaching("»demo", "report:\n  grants:\n\(grants)subjects: {}\n"), "no-subjects"),
    PolicyMistake(
      "a report for live that counts more than a day",
      reaching("live", "report:\n  valid-for: »86400001ms\n  grants:\n\(grants)\(subject)"), "valid-too-long",
      hint: "valid-for: 12h"),
    PolicyMistake(
      "root as the user of a check for live",
      reaching("live", "report:\n  grants:\n\(grants)\(subject)")
        + "  - { id: b, title: T, risk: low, check: other, user: »root }\n", "user-root",
      hint: "name the user that the engine runs as: user: trading"),
    PolicyMistake(
      "root under another name as the user of a check for demo",
      reaching("demo", "report:\n  grants:\n\(grants)\(subject)")
        + "  - { id: b, title: T, risk: low, check: other, user: »toor }\n"
        + "  - { id: c, title: T, risk: low, check: other, user: »root }\n", "user-root", "user-root"),
    PolicyMistake(
      "a report that counts more than a month", head("report: { valid-for: »32d }\n"), "bad-value"),
    PolicyMistake("a report that counts for no time", head("report: { valid-for: »0s }\n"), "bad-value"),
    PolicyMistake("a run without end", head("report: { deadline: »2h }\n"), "bad-value"),
    PolicyMistake(
      "no grants for live", reaching("live", "report:\n  »valid-for: 1h\n\(subject)"),
      "grant-missing", "grant-missing", "grant-missing", "grant-missing", "grant-missing"),
    PolicyMistake(
      "a grant missing for demo",
      reaching(
        "demo",
        "report:\n  grants:\n    »symbols: [A]\n    max-order-notional-usd: 1\n    max-position-notional-usd: 1\n    max-daily-loss-usd: 1\n\(subject)"
      ),
      "grant-missing", hint: "max-orders-per-minute: 30"),
    PolicyMistake(
      "no number of orders for certification",
      head("scope: certification\nreport: { grants: »{ max-orders-per-minute: 1 } }\n"),
      "grant-missing", hint: "max-orders: 60"),
    PolicyMistake(
      "unlimited", head("report: { grants: { max-order-notional-usd: »unlimited } }\n"), "bad-value"),
    PolicyMistake("nothing", head("report: { grants: { max-daily-loss-usd: »0 } }\n"), "bad-value"),
    PolicyMistake("no symbols", head("report: { grants: { symbols: »[] } }\n"), "too-few"),
    PolicyMistake("a symbol twice", head("report: { grants: { symbols: [A, »A] } }\n"), "duplicate"),
    PolicyMistake("a symbol with a blank", head("report: { grants: { symbols: [»A B] } }\n"), "bad-value"),
    PolicyMistake(
      "a misspelt grant", head("report: { grants: { »max-order-notional: 1 } }\n"), "unknown-key",
      hint:
        "known keys: symbols, max-order-notional-usd, max-position-notional-usd, max-daily-loss-usd, max-orders-per-minute, max-orders"
    ),
    PolicyMistake("a half order", head("report: { grants: { max-orders: »1.5 } }\n"), "bad-value"),
  ]

  private static let blockers = [
    PolicyMistake(
      "everything missing in a blocker", blockers("  - »{ }\n"), "missing-key", "missing-key", "missing-key",
      "missing-key"),
    PolicyMistake("a blocker that is a word", blockers("  - »word\n"), "wrong-type"),
    PolicyMistake(
      "an id with capitals", blockers("  - { id: »A, title: T, risk: low, check: other }\n"), "bad-value"),
    PolicyMistake("no title", blockers("  - { id: a, title: »'', risk: low, check: other }\n"), "bad-value"),
    PolicyMistake(
      "a title of 201 characters",
      blockers("  - { id: a, title: »\(String(repeating: "t", count: 201)), risk: low, check: other }\n"),
      "bad-value"),
    PolicyMistake(
      "a risk that does not exist", blockers("  - { id: a, title: T, risk: »hihg, check: other }\n"),
      "unknown-value", hint: "did you mean 'high'?"),
    PolicyMistake(
      "a check that does not exist", blockers("  - { id: a, title: T, risk: low, check: »stubb }\n"),
      "unknown-value", hint: "did you mean 'stub'?"),
    PolicyMistake(
      "no time", blockers("  - { id: a, title: T, risk: low, check: other, timeout: »0ms }\n"), "bad-value"),
    PolicyMistake(
      "more than an hour",
      blockers("  - { id: a, title: T, risk: low, check: other, timeout: »3600001ms }\n"), "bad-value"),
    PolicyMistake(
      "a user by number", blockers("  - { id: a, title: T, risk: low, check: other, user: »1000 }\n"),
      "bad-value"),
    PolicyMistake(
      "a user that is an option", blockers("  - { id: a, title: T, risk: low, check: other, user: »-x }\n"),
      "bad-value"),
    PolicyMistake(
      "a truth value of YAML 1.1",
      blockers("  - { id: a, title: T, risk: low, check: other, waivable: »no }\n"), "bad-value"),
    PolicyMistake(
      "a misspelt key of a blocker",
      blockers("  - { id: a, title: T, risk: low, check: other, »timout: 1s }\n"), "unknown-key",
      hint: "did you mean 'timeout'?"),
    PolicyMistake(
      "an id twice",
      blockers(
        PolicyWorld.blocker("a") + PolicyWorld.blocker("b")
          + "  - { id: »a, title: T, risk: low, check: other }\n"), "duplicate-id"),
    PolicyMistake(
      "an id twice, also where another mistake is",
      blockers(PolicyWorld.blocker("a") + "  - { id: »a, title: T, risk: »none, check: other }\n"),
      "duplicate-id", "unknown-value"),
    PolicyMistake(
      "all mistakes in one run",
      "policy: »v9\nname: »A B\nenvironment: »mars\n»colour: red\nreport: { valid-for: »1y, »grant: {} }\nblockers:\n  - { id: a, title: »[], risk: »no, check: »no, needs: »a }\n  - »5\n",
      "unknown-value", "bad-value", "unknown-value", "unknown-key", "bad-value", "unknown-key", "wrong-type",
      "unknown-value", "unknown-value", "wrong-type", "wrong-type"),
  ]

  private static let needs = [
    PolicyMistake(
      "a need that no blocker is called",
      blockers(
        PolicyWorld.blocker("alpha")
          + "  - { id: b, title: T, risk: low, check: other, needs: [»alhpa, »zzz] }\n"), "unknown-need",
      "unknown-need"),
    PolicyMistake(
      "a need of itself", blockers("  - { id: a, title: T, risk: low, check: other, needs: [»a] }\n"),
      "need-cycle"),
    PolicyMistake(
      "a need twice",
      blockers(
        PolicyWorld.blocker("a") + "  - { id: b, title: T, risk: low, check: other, needs: [a, »a] }\n"),
      "duplicate"),
    PolicyMistake(
      "a circle of three",
      blockers(
        "  - { id: a, title: T, risk: low, check: other, needs: [b] }\n  - { id: b, title: T, risk: low, check: other, needs: [c] }\n  - { id: c, title: T, risk: low, check: other, needs: [»a] }\n"
      ), "need-cycle"),
    PolicyMistake(
      "two circles through one blocker",
      blockers(
        "  - { id: a, title: T, risk: low, check: other, needs: [b, c] }\n  - { id: b, title: T, risk: low, check: other, needs: [»a] }\n  - { id: c, title: T, risk: low, check: other, needs: [»a] }\n"
      ), "need-cycle", "need-cycle"),
    PolicyMistake(
      "a circle behind a circle",
      blockers(
        "  - { id: a, title: T, risk: low, check: other, needs: [b, »a] }\n  - { id: b, title: T, risk: low, check: other, needs: [»b] }\n"
      ), "need-cycle", "need-cycle"),
    PolicyMistake(
      "a need of a blocker with mistakes is known",
      blockers(
        "  - { id: a, title: T, risk: »x, check: other }\n  - { id: b, title: T, risk: low, check: other, needs: [a] }\n"
      ), "unknown-value"),
  ]

  private static let parameters = [
    PolicyMistake(
      "no parameters where some are required",
      blockers("  - »id: a\n    title: T\n    risk: low\n    check: stub\n"), "missing-key"),
    PolicyMistake(
      "a parameter of another check",
      blockers("  - { id: a, title: T, risk: low, check: stub, with: { path: x, »word: b } }\n"),
      "unknown-key", hint: "known keys: path, root, size, engine"),
    PolicyMistake(
      "parameters that are a list", blockers("  - { id: a, title: T, risk: low, check: stub, with: »[x] }\n"),
      "wrong-type"),
    PolicyMistake(
      "an empty path", blockers("  - { id: a, title: T, risk: low, check: stub, with: { path: »'' } }\n"),
      "wrong-type"),
    PolicyMistake(
      "a path that expands to nothing",
      blockers("  - { id: a, title: T, risk: low, check: stub, with: { path: »'${EMPTY:-}' } }\n"),
      "bad-value"),
    PolicyMistake(
      "a default that is expanded by nobody",
      blockers("  - { id: a, title: T, risk: low, check: stub, with: { path: »'${NONE:-$HOME}' } }\n"),
      "bad-expansion"),
    PolicyMistake(
      "a size without a unit",
      blockers("  - { id: a, title: T, risk: low, check: stub, with: { path: x, size: »100 } }\n"),
      "bad-value"),
    PolicyMistake(
      "nothing for a parameter",
      blockers("  - id: a\n    title: T\n    risk: low\n    check: other\n    with:\n      word:»\n"), "empty"
    ),
    PolicyMistake(
      "a subject that the policy does not name",
      blockers("  - { id: a, title: T, risk: low, check: stub, with: »{ path: x, engine: true } }\n"),
      "subject-needed", hint: "add it under 'subjects', or leave 'engine' out"),
  ]
}

@Suite("A mistake in a policy") struct PolicyMistakeTests {
  @Test("is reported where it was made, in the order of the text", arguments: PolicyMistake.all)
  func position(of mistake: PolicyMistake) {
    let marked = MarkedText(mistake.marked)
    let found = PolicyWorld(marked.text).diagnostics()
    #expect(found.map(\.code) == mistake.codes)
    if marked.places.count == mistake.codes.count {
      #expect(found.map { "\($0.position.line):\($0.position.column)" } == marked.places)
    } else {
      #expect(Set(found.map { "\($0.position.line):\($0.position.column)" }) == Set(marked.places))
    }
    if let hint = mistake.hint { #expect(found.first?.hint == hint) }
    for diagnostic in found {
      #expect(diagnostic.position.file == "p.yaml")
      #expect(diagnostic.message.first?.isUppercase == false || diagnostic.message.hasPrefix("'"))
      #expect(!diagnostic.message.hasSuffix("."))
    }
  }

  @Test("of every code there is stands in the table")
  func completeness() throws {
    let sources = GateScene.sources(in: ["Sources/ReadinessGate/Policy", "Sources/DocumentSchema"])
    #expect(sources.count > 10)
    var codes: Set<String> = []
    for text in sources.values {
      let parts = text.split(separator: "report(")
      for part in parts.dropFirst() {
        let start = part.drop { $0.isWhitespace }
        guard start.first == "\"" else { continue }
        codes.insert("policy." + start.dropFirst().prefix { $0 != "\"" })
      }
    }
    #expect(codes.count >= 20)
    let told = Set(PolicyMistake.all.flatMap(\.codes) + ["policy.include-depth"])
    #expect(codes.subtracting(told) == [])
  }

  @Test("is shown under its line, and counted")
  func rendering() throws {
    let text = "policy: v1\nname: p\nenvironment: lvie\nblockers: []\n"
    let mistakes = try #require(throws: PolicyMistakes.self) { try PolicyWorld(text).load() }
    #expect(
      mistakes.rendered() == """
        p.yaml:1:1: error: the policy has no blockers [policy.no-blockers]
          1 | policy: v1
            | ^
          hint: a gate that asks nothing opens for nobody
        p.yaml:3:14: error: 'lvie' is not an environment [policy.unknown-value]
          3 | environment: lvie
            |              ^
          hint: did you mean 'live'?
        2 mistakes; nothing was checked
        """)
  }
}
