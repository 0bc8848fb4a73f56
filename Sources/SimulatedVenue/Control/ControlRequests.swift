import Chronology
import DocumentSchema
import StrictJSON
public import StrictYAML

/// `/simulator/…`: what drives the simulation. Bodies are YAML, of which JSON is a part, read by the schemas of
/// scenario files.
extension SimulatedKraken {
  mutating func control(_ request: WireRequest, token: Int) -> [WireOutput] {
    let name = request.path.dropFirst("/simulator/".count)
    switch (request.method, name) {
    case ("GET", "state"): return [output(token, stateDump())]
    case ("GET", "transcript"): return [output(token, transcript.json)]
    case ("GET", "personality"): return [output(token, personalityDump())]
    case ("GET", "faults"): return [output(token, faultDump())]
    case ("DELETE", "faults"):
      venue.faults.disarmAll()
      faults.disarmAll()
      return [output(token, ["armed": 0])]
    case ("POST", "scenario"):
      return act(request, token) { Scenario.read($0, file: $1, as: Scenario.actionSchema) }
    case ("POST", "personality"):
      return act(request, token) { Scenario.read($0, file: $1, as: PersonalitySchema.actions) }
    case ("POST", let name):
      guard let schema = Self.schemas.first(where: { $0.name == name })?.schema else { break }
      return act(request, token) { Scenario.read($0, file: $1, as: schema) }
    default: break
    }
    return [
      WireOutput(
        token: token,
        reply: WireReply(
          status: 404,
          body: JSON.members([("error", "no such control"), ("hint", .string(Self.hint))]).encoded()))
    ]
  }

  private static let schemas: [(name: String, schema: Schema<[SimulatorAction]>)] = [
    ("prices", PriceAction.schema), ("ramp", RampAction.schema), ("market", MarketAction.schema),
    ("transfer", MoneyAction.transfer), ("funding", MoneyAction.funding), ("cancel", MoneyAction.cancel),
    ("faults", FaultAction.schema),
  ]

  private static let hint =
    "GET state, transcript, personality, faults; DELETE faults; POST scenario, personality, prices, ramp, market, "
    + "transfer, funding, cancel, faults, time"

  private mutating func act(
    _ request: WireRequest, _ token: Int,
    read: ([UInt8], String) -> (value: [SimulatorAction]?, diagnostics: [Diagnostic])
  ) -> [WireOutput] {
    let (actions, diagnostics) = read(request.body, request.path)
    guard let actions else { return [WireOutput(token: token, reply: .mistakes(diagnostics))] }
    return apply(actions) + [output(token, ["done": .integer(actions.count)])]
  }

  private func output(_ token: Int, _ json: JSON) -> WireOutput {
    WireOutput(token: token, reply: WireReply(status: 200, body: json.encoded()))
  }
}

extension Scenario {
  static let actionSchema: Schema<[SimulatorAction]> = schema.map { scenario, _, _ in scenario.actions }
}

extension PersonalitySchema {
  static let actions: Schema<[SimulatorAction]> = schema.map { personality, _, _ in
    [.control(.setPersonality(personality))]
  }
}

extension WireReply {
  /// The answer to a control request whose body is wrong.
  public static func mistakes(_ diagnostics: [Diagnostic]) -> WireReply {
    let mistakes = diagnostics.map { diagnostic in
      JSON.members([
        ("code", .string(diagnostic.code)), ("at", .string("\(diagnostic.position)")),
        ("message", .string(diagnostic.message)), ("hint", .text(diagnostic.hint)),
      ])
    }
    return WireReply(
      status: 400,
      body: JSON.members([("error", "the body cannot be read"), ("mistakes", .array(mistakes))]).encoded())
  }
}
