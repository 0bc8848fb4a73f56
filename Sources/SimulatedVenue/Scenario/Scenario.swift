import Chronology
public import DocumentSchema
import StrictJSON
public import StrictYAML

/// A `kraken-simulator` scenario: what the venue begins with, and what goes wrong.
public struct Scenario: Sendable {
  public var personality: VenuePersonality?
  /// Nil leaves prices walking.
  public var path: PricePath?
  public var actions: [SimulatorAction] = []

  /// One declaration that reads a scenario file and describes it.
  public static let schema: Schema<Scenario> = .object("a scenario") { fields in
    let version = fields.required(
      "kraken-simulator", .choice("a version of this format", [("v1", true)]),
      "the version of this format: v1")
    let personality = fields.optional("personality", PersonalitySchema.schema, "unproved facts, each a word")
    let seed = fields.optional(
      "personality-seed", .integer(0...Int(Int32.max)), "draws every unproved fact; excludes 'personality'")
    let prices = fields.optional("prices", list(PriceAction.schema), "prices at the start")
    let ramps = fields.optional("ramps", list(RampAction.schema), "moves of prices")
    let markets = fields.optional("markets", list(MarketAction.schema), "states of markets")
    let transfers = fields.optional("transfers", list(MoneyAction.transfer), "money that comes or goes")
    let faults = fields.optional("faults", list(FaultAction.schema), "what goes wrong")
    let timeline = fields.optional("timeline", list(TimelineAction.schema), "what happens later")
    if personality != nil, seed != nil {
      fields.report(
        "two-personalities", at: "personality-seed",
        "'personality' and 'personality-seed' exclude each other",
        hint: "leave one of them out")
    }
    guard version != nil else { return nil }
    var scenario = Scenario()
    scenario.personality = personality ?? seed.map { VenuePersonality(seed: UInt64($0)) }
    if let personality = scenario.personality {
      scenario.actions.append(.control(.setPersonality(personality)))
    }
    for part in [prices, ramps, markets, transfers, faults, timeline] {
      scenario.actions += (part ?? []).flatMap { $0 }
    }
    return scenario
  }

  private static func list(_ schema: Schema<[SimulatorAction]>) -> Schema<[[SimulatorAction]]> {
    .list(of: schema, isUnique: false)
  }

  /// Reads a document with any of the simulator's schemas.
  ///
  /// - Returns: nil with at least one diagnostic.
  public static func read<Value>(_ bytes: [UInt8], file: String, as schema: Schema<Value>) -> (
    value: Value?, diagnostics: [Diagnostic]
  ) {
    let document = StrictYAML.parse(bytes, file: file)
    var reading = Reading(codePrefix: "simulator")
    var value: Value?
    if let root = document.root { value = schema(root, &reading)?.value }
    var diagnostics = document.diagnostics + reading.diagnostics
    if document.root == nil, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          "simulator.empty", at: SourcePosition(file: file, line: 1, column: 1), "the document is empty"))
    }
    let isRefused = diagnostics.contains { $0.severity == .error }
    return (isRefused ? nil : value, diagnostics.sorted { $0.position < $1.position })
  }
}

/// `personality`: the word of every switch that is not at its default.
enum PersonalitySchema {
  static let schema: Schema<VenuePersonality> = .object("a personality") { fields in
    var personality = VenuePersonality()
    for question in PersonalitySwitch.all {
      let word = fields.optional(
        question.name, .word("an answer", question.words.map { ($0, $0) }), default: .text(question.words[0]),
        "\(question.subject) (\(question.source))")
      if let word { question.set(word, in: &personality) }
    }
    return personality
  }
}

/// `timeline`: one moment and what happens then.
enum TimelineAction {
  static let schema: Schema<[SimulatorAction]> = .object("a moment of the timeline") { fields in
    let after = fields.required(
      "after", .duration(Milliseconds(1)...Milliseconds.days(1)), "how long after the scenario begins")
    let parts = [
      fields.optional("prices", PriceAction.schema, "prices that are set"),
      fields.optional("ramp", RampAction.schema, "a move of prices that begins"),
      fields.optional("market", MarketAction.schema, "a market that halts or goes on"),
      fields.optional("transfer", MoneyAction.transfer, "money that comes or goes"),
      fields.optional("funding", MoneyAction.funding, "a funding payment"),
      fields.optional("cancel", MoneyAction.cancel, "orders that an administrator cancels"),
      fields.optional("fault", FaultAction.schema, "a fault that is armed"),
    ]
    guard let after else { return nil }
    return [.later(milliseconds: after.count, parts.flatMap { $0 ?? [] })]
  }
}
