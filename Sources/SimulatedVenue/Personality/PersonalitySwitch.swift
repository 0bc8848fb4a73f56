/// One question of a ``VenuePersonality``: its name, its words, and where it stands open.
public struct PersonalitySwitch: Sendable {
  public let name: String
  /// What is asked about.
  public let subject: String
  /// Where the fact sheet leaves it open.
  public let source: String
  /// The first one is the default.
  public let words: [String]
  private let read: @Sendable (VenuePersonality) -> String
  private let write: @Sendable (inout VenuePersonality, String) -> Bool

  public func word(in personality: VenuePersonality) -> String { read(personality) }

  /// - Returns: false for a word that is none of the switch's; nothing has changed then.
  @discardableResult public func set(_ word: String, in personality: inout VenuePersonality) -> Bool {
    write(&personality, word)
  }

  public static func named(_ name: String) -> PersonalitySwitch? { all.first { $0.name == name } }

  private init<Answer: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<VenuePersonality, Answer> & Sendable, _ subject: String,
    _ source: String
  ) where Answer.RawValue == String {
    (self.name, self.subject, self.source) = (name, subject, source)
    words = Answer.allCases.map(\.rawValue)
    read = { $0[keyPath: path].rawValue }
    write = { personality, word in
      guard let answer = Answer(rawValue: word) else { return false }
      personality[keyPath: path] = answer
      return true
    }
  }

  public static let all: [PersonalitySwitch] = [
    PersonalitySwitch(
      "oversized-reduce-only-trigger", \.oversizedReduceOnlyTrigger,
      "a fired reduce-only trigger larger than the position", "§4.2, semi-verified"),
    PersonalitySwitch(
      "oversized-reduce-only-order", \.oversizedReduceOnlyOrder,
      "a plain reduce-only order larger than the position", "§4.2, semi-verified"),
    PersonalitySwitch(
      "reduce-only-trigger-while-flat", \.reduceOnlyTriggerWhileFlat,
      "a reduce-only trigger without a position", "§12.5"),
    PersonalitySwitch(
      "reduce-only-trigger-fired-while-flat", \.reduceOnlyTriggerFiredWhileFlat,
      "how such a trigger ends when it fires", "§12.5"),
    PersonalitySwitch(
      "identity-on-firing", \.identityOnFiring, "the order id when a trigger fires", "§12.1"),
    PersonalitySwitch(
      "identity-on-amend", \.identityOnAmend, "the order id after editorder", "§3.4"),
    PersonalitySwitch(
      "fired-stop-band", \.firedStopBand, "protection price of a fired stop without limit price", "§12.12"),
    PersonalitySwitch(
      "crossed-trigger", \.crossedTrigger, "a trigger whose condition is already met when it is placed",
      "§12.4"),
    PersonalitySwitch(
      "sibling-after-fill", \.siblingAfterFill,
      "other reduce-only orders of a market once its position is gone", "§4.2: no OCO"),
    PersonalitySwitch(
      "overlapping-reduce-only-stops", \.overlappingReduceOnlyStops,
      "reduce-only triggers of one type that together exceed the position", "§11.5"),
    PersonalitySwitch(
      "default-signal", \.defaultSignal, "trigger signal when none is sent", "§12.2"),
    PersonalitySwitch(
      "signal-words-accepted", \.signalWordsAccepted, "words for the index price in a request", "§12.6"),
    PersonalitySwitch(
      "signal-word-shown", \.signalWordShown, "word for the index price in openorders", "§4.6"),
    PersonalitySwitch(
      "stop-word-shown", \.stopWordShown, "order type of a stop in openorders", "§4.6"),
    PersonalitySwitch(
      "symbol-case-shown", \.symbolCaseShown, "symbols in openorders and order events", "§4.6"),
    PersonalitySwitch(
      "client-order-id-reuse", \.clientOrderIDReuse, "a client order id after its order is gone", "§12.10"),
    PersonalitySwitch(
      "client-order-id-spelling", \.clientOrderIDSpelling, "key of the client order id in sendStatus",
      "a recorded answer has the second"),
    PersonalitySwitch(
      "client-order-id-in-fills", \.clientOrderIDInFills, "client order id in fills", "§3.2, §4.9"),
    PersonalitySwitch(
      "maker-protection-on-triggers", \.makerProtectionOnTriggers,
      "Maker Protection on placing and firing triggers", "§12.11"),
    PersonalitySwitch(
      "held-answer", \.heldAnswer, "when an order that is held is answered", "§0.3, not said"),
    PersonalitySwitch(
      "cancel-of-held-order", \.cancelOfHeldOrder, "an acknowledged cancel of a held order", "§0.3"),
    PersonalitySwitch(
      "released-order-meets-own", \.releasedOrderMeetsOwn,
      "an order that was held and would match the account's own resting order", "§0.3"),
    PersonalitySwitch(
      "status-of-filled-order", \.statusOfFilledOrder, "sendStatus of an order that filled at once", "§4.3"),
    PersonalitySwitch(
      "trailing-stop", \.trailingStop, "trailing_stop", "§12.14"),
    PersonalitySwitch(
      "fill-or-kill", \.fillOrKill, "fok", "§12.15"),
    PersonalitySwitch(
      "stop-without-limit-in-batch", \.stopWithoutLimitInBatch, "stp without limitPrice in batchorder",
      "§12.3"),
    PersonalitySwitch(
      "unescaped-batch", \.unescapedBatch, "batchorder's JSON sent without escapes", "§12.7"),
    PersonalitySwitch(
      "decoded-signing", \.decodedSigning, "signatures over decoded parameters", "§2.2"),
    PersonalitySwitch(
      "unsigned-query", \.unsignedQuery, "a GET whose query is not signed", "§12.8"),
    PersonalitySwitch(
      "unknown-order-status", \.unknownOrderStatus, "orders/status of an id that it does not know", "§4.7"),
    PersonalitySwitch(
      "over-budget-status", \.overBudgetStatus, "HTTP status beyond the rate budget", "§4.5"),
    PersonalitySwitch(
      "collateral-field", \.collateralField, "collateral of a currency in accounts", "§3.3"),
    PersonalitySwitch(
      "execution-key", \.executionKey, "key of an execution in history", "§3.6"),
    PersonalitySwitch(
      "fee-in-fills", \.feeInFills, "fees in fills", "§3.2"),
  ]
}
