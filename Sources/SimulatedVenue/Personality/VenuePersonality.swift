/// Every fact about the venue that nobody has proved, as a switch.
///
/// The default of each is the best guess of the fact sheet for Kraken Futures that the project keeps; the section is
/// named with each switch in ``PersonalitySwitch``. Nothing else in the simulator may decide such a question.
public struct VenuePersonality: Sendable, Hashable {
  public var oversizedReduceOnlyTrigger = OversizedReduceOnly.capped
  public var oversizedReduceOnlyOrder = OversizedOrder.capped
  public var reduceOnlyTriggerWhileFlat = TriggerWhileFlat.accepted
  public var reduceOnlyTriggerFiredWhileFlat = FiredWhileFlat.activationFailure
  public var identityOnFiring = IdentityOnFiring.kept
  public var identityOnAmend = IdentityOnAmend.kept
  public var firedStopBand = FiredStopBand.onePercent
  public var crossedTrigger = CrossedTrigger.firesAtOnce
  public var siblingAfterFill = SiblingAfterFill.kept
  public var overlappingReduceOnlyStops = OverlappingStops.accepted
  public var defaultSignal = SignalDefault.last
  public var signalWordsAccepted = SignalWords.both
  public var signalWordShown = SignalWordShown.spot
  public var stopWordShown = StopWordShown.stop
  public var symbolCaseShown = SymbolCase.upper
  public var clientOrderIDReuse = ClientOrderIDReuse.never
  public var clientOrderIDSpelling = ClientOrderIDSpelling.camelCase
  public var clientOrderIDInFills = ClientOrderIDInFills.present
  public var makerProtectionOnTriggers = ProtectionOnTriggers.notHeld
  public var heldAnswer = HeldAnswer.afterRelease
  public var cancelOfHeldOrder = CancelOfHeldOrder.notFinal
  public var releasedOrderMeetsOwn = ReleasedOrderMeetsOwn.rejected
  public var statusOfFilledOrder = StatusOfFilledOrder.placed
  public var trailingStop = TrailingStopSupport.refused
  public var fillOrKill = FillOrKillSupport.accepted
  public var stopWithoutLimitInBatch = StopWithoutLimitInBatch.accepted
  public var unescapedBatch = UnescapedBatch.accepted
  public var decodedSigning = DecodedSigning.refused
  public var unsignedQuery = UnsignedQuery.refused
  public var unknownOrderStatus = UnknownOrderStatus.emptyElement
  public var overBudgetStatus = OverBudgetStatus.tooManyRequests
  public var collateralField = CollateralField.collateral
  public var executionKey = ExecutionKey.lowerCase
  public var feeInFills = FeeInFills.absent

  public init() {}

  /// A personality of which every switch is drawn from a seed.
  public init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for question in PersonalitySwitch.all {
      question.set(question.words[random.below(question.words.count)], in: &self)
    }
  }
}

extension VenuePersonality {
  /// A fired reduce-only trigger larger than the position.
  public enum OversizedReduceOnly: String, Sendable, Hashable, CaseIterable {
    case capped
    case refused
  }
  /// A plain reduce-only order larger than the position.
  public enum OversizedOrder: String, Sendable, Hashable, CaseIterable {
    case capped
    case refused
  }
  /// A reduce-only trigger without a position.
  public enum TriggerWhileFlat: String, Sendable, Hashable, CaseIterable {
    case accepted
    case refused
  }
  /// How such a trigger ends when it fires.
  public enum FiredWhileFlat: String, Sendable, Hashable, CaseIterable {
    case activationFailure = "activation-failure"
    case cancelled
  }
  /// The order id when a trigger fires.
  public enum IdentityOnFiring: String, Sendable, Hashable, CaseIterable {
    case kept
    case changed
  }
  /// The order id after editorder.
  public enum IdentityOnAmend: String, Sendable, Hashable, CaseIterable {
    case kept
    case changed
  }
  /// Protection price of a fired stop without limit price.
  public enum FiredStopBand: String, Sendable, Hashable, CaseIterable {
    case onePercent = "one-percent"
    case none
  }
  /// A trigger whose condition is already met when it is placed.
  public enum CrossedTrigger: String, Sendable, Hashable, CaseIterable {
    case firesAtOnce = "fires-at-once"
    case refused
  }
  /// Other reduce-only orders of a market once its position is gone.
  public enum SiblingAfterFill: String, Sendable, Hashable, CaseIterable {
    case kept
    case cancelled
  }
  /// Reduce-only triggers of one type that together exceed the position.
  public enum OverlappingStops: String, Sendable, Hashable, CaseIterable {
    case accepted
    case refused
  }
  /// Trigger signal when none is sent.
  public enum SignalDefault: String, Sendable, Hashable, CaseIterable {
    case last
    case mark
    case index
  }
  /// Words for the index price in a request.
  public enum SignalWords: String, Sendable, Hashable, CaseIterable {
    case both
    case indexOnly = "index-only"
    case spotOnly = "spot-only"
  }
  /// Word for the index price in openorders.
  public enum SignalWordShown: String, Sendable, Hashable, CaseIterable {
    case spot
    case index
  }
  /// Order type of a stop in openorders.
  public enum StopWordShown: String, Sendable, Hashable, CaseIterable {
    case stop
    case stp
  }
  /// Symbols in openorders and order events.
  public enum SymbolCase: String, Sendable, Hashable, CaseIterable {
    case upper
    case lower
  }
  /// A client order id after its order is gone.
  public enum ClientOrderIDReuse: String, Sendable, Hashable, CaseIterable {
    case never
    case afterClose = "after-close"
  }
  /// Key of the client order id in sendStatus.
  public enum ClientOrderIDSpelling: String, Sendable, Hashable, CaseIterable {
    case camelCase = "cliOrdId"
    case underscored = "cli_ord_id"
  }
  /// Client order id in fills.
  public enum ClientOrderIDInFills: String, Sendable, Hashable, CaseIterable {
    case present
    case absent
  }
  /// Maker Protection on placing and firing triggers.
  public enum ProtectionOnTriggers: String, Sendable, Hashable, CaseIterable {
    case notHeld = "not-held"
    case held
  }
  /// When an order that is held is answered.
  public enum HeldAnswer: String, Sendable, Hashable, CaseIterable {
    case afterRelease = "after-release"
    case atOnce = "at-once"
  }
  /// An acknowledged cancel of a held order.
  public enum CancelOfHeldOrder: String, Sendable, Hashable, CaseIterable {
    case notFinal = "not-final"
    case final
  }
  /// An order that was held and would match the account's own resting order.
  public enum ReleasedOrderMeetsOwn: String, Sendable, Hashable, CaseIterable {
    case rejected
    case cancelsResting = "cancels-resting"
  }
  /// SendStatus of an order that filled at once.
  public enum StatusOfFilledOrder: String, Sendable, Hashable, CaseIterable {
    case placed
    case filled
  }
  /// Trailing_stop.
  public enum TrailingStopSupport: String, Sendable, Hashable, CaseIterable {
    case refused
    case accepted
  }
  /// Fok.
  public enum FillOrKillSupport: String, Sendable, Hashable, CaseIterable {
    case accepted
    case refused
  }
  /// Stp without limitPrice in batchorder.
  public enum StopWithoutLimitInBatch: String, Sendable, Hashable, CaseIterable {
    case accepted
    case refused
  }
  /// Batchorder's JSON sent without escapes.
  public enum UnescapedBatch: String, Sendable, Hashable, CaseIterable {
    case accepted
    case refused
  }
  /// Signatures over decoded parameters.
  public enum DecodedSigning: String, Sendable, Hashable, CaseIterable {
    case refused
    case accepted
  }
  /// A GET whose query is not signed.
  public enum UnsignedQuery: String, Sendable, Hashable, CaseIterable {
    case refused
    case accepted
  }
  /// Orders/status of an id that it does not know.
  public enum UnknownOrderStatus: String, Sendable, Hashable, CaseIterable {
    case emptyElement = "empty-element"
    case leftOut = "left-out"
  }
  /// HTTP status beyond the rate budget.
  public enum OverBudgetStatus: String, Sendable, Hashable, CaseIterable {
    case tooManyRequests = "too-many-requests"
    case ok
  }
  /// Collateral of a currency in accounts.
  public enum CollateralField: String, Sendable, Hashable, CaseIterable {
    case collateral
    case collateralValue
  }
  /// Key of an execution in history.
  public enum ExecutionKey: String, Sendable, Hashable, CaseIterable {
    case lowerCase = "execution"
    case upperCase = "Execution"
  }
  /// Fees in fills.
  public enum FeeInFills: String, Sendable, Hashable, CaseIterable {
    case absent
    case present
  }
}
