public import Trading

/// What the venue's words mean. Sources: docs.kraken.com, sendorder, editorder and order events, and the support page on
/// derivatives error messages, read 2026-11-23. A word that is not here means "not confirmed".
extension VenueRefusal.Class {
  /// Of a `status` within `sendStatus`, `editStatus`, `cancelStatus` or `batchStatus`; nil for those of success and for
  /// every unknown word.
  public init?(orderStatus word: String) {
    switch word {
    case "iocWouldNotExecute", "postWouldExecute", "selfFill": self = .couldNotTrade
    case "wouldNotReducePosition", "reduceOnlyWouldIncreasePosition": self = .nothingToReduce
    case "invalidPrice", "invalidSize", "tooManySmallOrders", "outsidePriceCollar", "fixedLeverageTooHigh",
      "clientOrderIdTooBig", "clientOrderIdTooLong", "clientOrderIdInvalid":
      self = .badNumbers
    case "insufficientAvailableFunds", "wouldCauseLiquidation", "maxPositionViolation", "tooManyOrders":
      self = .limits
    case "marketSuspended", "marketInactive", "marketIsPostOnly", "wouldIncreasePriceDislocation":
      self = .venueState
    case "clientOrderIdAlreadyExist": self = .duplicateID
    case "notFound", "orderForEditNotFound", "noOrdersToCancel": self = .notFound
    case "wouldProcessAfterSpecifiedTime": self = .tooLate
    case "orderForEditNotAStop", "cannotEditTriggerPriceOfTrailingStop", "cannotEditLimitPriceOfTrailingStop",
      "invalidOrderType", "invalidSide", "requiredArgumentMissing":
      self = .request
    default: return nil
    }
  }

  /// Of the `reason` of a REJECT event, and of the `message` of an error that the matching engine caused.
  public init?(rejectReason word: String) {
    switch word {
    case "POST_WOULD_EXECUTE", "IOC_WOULD_NOT_EXECUTE", "WOULD_EXECUTE_SELF": self = .couldNotTrade
    case "WOULD_NOT_REDUCE_POSITION": self = .nothingToReduce
    case "INVALID_PRICE", "INVALID_QUANTITY", "SMALL_ORDER_LIMIT_EXCEEDED", "PRICE_COLLAR",
      "FIXED_LEVERAGE_TOO_HIGH", "CLIENT_ORDER_ID_TOO_LONG":
      self = .badNumbers
    case "INSUFFICIENT_MARGIN", "INSUFFICIENT_CLOSING_MARGIN", "WOULD_CAUSE_LIQUIDATION",
      "MAX_POSITION_EXCEEDED", "ORDER_LIMIT_EXCEEDED":
      self = .limits
    case "MARKET_SUSPENDED", "MARKET_INACTIVE", "MARKET_IS_POST_ONLY", "PRICE_DISLOCATION": self = .venueState
    case "CLIENT_ORDER_ID_IN_USE": self = .duplicateID
    case "MARKET_NOT_FOUND", "ORDER_FOR_CANCELLATION_NOT_FOUND", "ORDER_FOR_EDIT_NOT_FOUND": self = .notFound
    case "EDIT_HAS_NO_EFFECT", "ORDER_CANNOT_HAVE_TRIGGER_PRICE", "LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE":
      self = .request
    default:
      // Several reasons each; REJECTED_AFTER_EXECUTION is none of them: something was done.
      let families = ["CANNOT_EDIT_", "TRAILING_STOP_", "LIMIT_PRICE_OFFSET_"]
      guard families.contains(where: word.hasPrefix) else { return nil }
      self = .request
    }
  }

  /// Of `error`, or of a `message` in `errors`; nil for those after which nobody knows what was done (`Unavailable`,
  /// `Server Error`, `unknownError`) and for every unknown word.
  public init?(errorWord text: String) {
    // Some words carry a detail, as in `invalidArgument: symbol`.
    let word = String(text.prefix { $0 != ":" })
    switch word {
    case "authenticationError", "insufficientPrivileges", "accountInactive", "invalidAccount",
      "nonceBelowThreshold", "nonceDuplicate":
      self = .access
    case "apiLimitExceeded": self = .rateLimit
    case "invalidArgument", "requiredArgumentMissing", "invalidUnit", "invalidAmount", "Json Parse Error",
      "contractNotFound", "invalid order type":
      self = .request
    case "insufficientFunds": self = .limits
    case "marketUnavailable": self = .venueState
    case "notFound": self = .notFound
    default: self.init(rejectReason: word)
    }
  }
}
