import Chronology
import DocumentSchema

/// `faults`: one deviation and when it happens.
enum FaultAction {
  private enum Word: String, CaseIterable, Sendable {
    case loseReply = "lose-reply"
    case delay
    case acceptLate = "accept-late"
    case disconnect, refuse
    case failAfter = "fail-after"
    case limit
    case errorList = "error-list"
    case truncate, reset, stale, replace, omit
    case ignoreReduceOnly = "ignore-reduce-only"
    case dropLimitPrice = "drop-limit-price"
    case failActivation = "fail-activation"
    case neverFire = "never-fire"
    case watchSignal = "watch-signal"
    case fillPart = "fill-part"
    case disguise
  }

  private struct Arguments {
    var by: Milliseconds?
    var status: Int?
    var bytes: Int?
    var code: Int?
    var text: String?
    var signal: TriggerSignal?
    var part: Int?
    var shown: OrderDisguise?
  }

  static let schema: Schema<[SimulatorAction]> = .object("a fault") { fields in
    let word = fields.required("fault", Schema<Word>.enumeration("a fault"), "what goes wrong")
    let from = fields.optional(
      "nth", .integer(1...1_000_000), default: .text("1"), "the first matching request or order that it takes"
    )
    let always = fields.optional(
      "always", .boolean, default: .text("false"), "whether it takes all later ones too")
    let percent = fields.optional(
      "percent", .integer(1...100), default: .text("100"), "chance of each, drawn from the seed")
    let endpoint = fields.optional(
      "endpoint", .text("an endpoint such as sendorder", maximumLength: 40), "requests: which endpoint")
    let matcher = orderMatcher(&fields)
    var arguments = Arguments()
    arguments.by = fields.optional(
      "by", .duration(Milliseconds(1)...Milliseconds.hours(1)), "how long or old")
    arguments.status = fields.optional("status", .integer(400...599), "an HTTP status")
    arguments.bytes = fields.optional("bytes", .integer(0...1_000_000), "bytes of the body that are sent")
    arguments.code = fields.optional("code", .integer(0...9_999), "a code of an error list")
    arguments.text = fields.optional(
      "text", .text("a text", maximumLength: 65_536), "a body, a message or a member's name")
    arguments.signal = fields.optional(
      "signal", Schema<TriggerSignal>.enumeration("a signal"), "the signal that is watched in truth")
    arguments.part = fields.optional("part", .integer(0...100), "hundredths of the size that trade at most")
    arguments.shown = fields.optional("shown", disguise, "what answers and openorders show in its place")
    guard let word, let from, let always, let percent, let matcher else { return nil }
    if let fault = wireFault(word, arguments) {
      return [
        .armOnWire(
          ArmedWireFault(fault, endpoint: endpoint, from: from, always: always, percent: percent))
      ]
    }
    if let fault = orderFault(word, arguments) {
      return [.arm(ArmedOrderFault(fault, matcher: matcher, from: from, always: always))]
    }
    fields.report(
      "missing-argument", at: "fault", "'\(word.rawValue)' does not say enough", hint: need(of: word))
    return nil
  }

  private static func orderMatcher(_ fields: inout Fields) -> OrderMatcher? {
    var matcher = OrderMatcher()
    matcher.symbol = fields.optional("symbol", .contract, "orders: which contract")
    matcher.type = fields.optional(
      "order-type", Schema<OrderType>.enumeration("an order type"), "orders: which type")
    matcher.side = fields.optional("side", Schema<Side>.enumeration("a side"), "orders: which side")
    matcher.reduceOnly = fields.optional("reduce-only", .boolean, "orders: reduce-only ones or the others")
    return matcher
  }

  private static let disguise: Schema<OrderDisguise> = .object("what is shown") { fields in
    var disguise = OrderDisguise()
    disguise.signal = fields.optional(
      "signal", Schema<TriggerSignal>.enumeration("a signal"), "another signal")
    disguise.stopPrice = fields.optional("stop-price", .decimal("a price"), "another stop price")
    disguise.limitPrice = fields.optional("limit-price", .decimal("a price"), "another limit price")
    disguise.size = fields.optional("size", .decimal("a size"), "another size")
    disguise.type = fields.optional("type", Schema<OrderType>.enumeration("an order type"), "another type")
    disguise.side = fields.optional("side", Schema<Side>.enumeration("a side"), "the other side")
    disguise.reduceOnly = fields.optional("reduce-only", .boolean, "reduce-only or not")
    disguise.isHidden =
      fields.optional("hidden", .boolean, default: .text("false"), "not shown in openorders") ?? false
    return disguise
  }

  private static func wireFault(_ word: Word, _ arguments: Arguments) -> WireFault? {
    switch word {
    case .loseReply: .loseReply
    case .delay: arguments.by.map { .delay(milliseconds: $0.count) }
    case .acceptLate: arguments.by.map { .acceptLate(milliseconds: $0.count) }
    case .disconnect: .disconnect
    case .refuse: .refuse(status: arguments.status ?? 503)
    case .failAfter: .failAfter(status: arguments.status ?? 502)
    case .limit: .limit
    case .errorList: .errorList(code: arguments.code ?? 92, message: arguments.text ?? "INSUFFICIENT_MARGIN")
    case .truncate: .truncate(bytes: arguments.bytes ?? 40)
    case .reset: .reset(bytes: arguments.bytes ?? 40)
    case .stale: arguments.by.map { .stale(milliseconds: $0.count) }
    case .replace: arguments.text.map { .replace(body: $0) }
    case .omit: arguments.text.map { .omit(member: $0) }
    case .ignoreReduceOnly, .dropLimitPrice, .failActivation, .neverFire, .watchSignal, .fillPart, .disguise:
      nil
    }
  }

  private static func orderFault(_ word: Word, _ arguments: Arguments) -> OrderFault? {
    switch word {
    case .ignoreReduceOnly: .ignoreReduceOnly
    case .dropLimitPrice: .dropLimitPrice
    case .failActivation: .failActivation
    case .neverFire: .neverFire
    case .watchSignal: arguments.signal.map { .watchSignal($0) }
    case .fillPart: arguments.part.map { .fillPercent($0) }
    case .disguise: arguments.shown.map { .disguise($0) }
    default: nil
    }
  }

  private static func need(of word: Word) -> String {
    switch word {
    case .delay, .acceptLate, .stale: "add by: 2s"
    case .replace, .omit: "add text: …"
    case .watchSignal: "add signal: mark"
    case .fillPart: "add part: 40"
    default: "add shown: {signal: mark}"
    }
  }
}
