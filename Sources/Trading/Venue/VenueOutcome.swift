public import Chronology
public import ExactDecimal

/// What is certain about a command after its answer, or after the lack of one. Sending never throws: there are three
/// answers and the third is *unknown*.
public enum VenueOutcome: Sendable, Hashable {
  /// The venue said that it took the command.
  case accepted(Acceptance)
  /// The venue said no, so nothing changed there.
  case refused(VenueRefusal)
  /// Nobody can say: to be read back by the order's id before anything is sent again.
  case unknown(UnknownOutcome)

  public struct Acceptance: Sendable, Hashable {
    public var venueOrderID: String?
    /// The venue's own word, such as `placed`.
    public var word: String
    /// Matches that the answer itself reported, in its order.
    public var fills: [AnsweredFill]
    public var serverTime: Timestamp?

    public init(
      venueOrderID: String?, word: String, fills: [AnsweredFill] = [], serverTime: Timestamp? = nil
    ) {
      self.venueOrderID = venueOrderID
      self.word = word
      self.fills = fills
      self.serverTime = serverTime
    }
  }

  /// A match within the answer to a command: price and size of one execution.
  public struct AnsweredFill: Sendable, Hashable {
    public var price: ExactDecimal
    public var size: ExactDecimal

    public init(price: ExactDecimal, size: ExactDecimal) {
      self.price = price
      self.size = size
    }
  }
}

/// A refusal in the venue's word, and what it means for what to do next.
public struct VenueRefusal: Error, Sendable, Hashable {
  public enum Class: String, Sendable, Hashable, CaseIterable {
    /// The order could not trade under its own terms.
    case couldNotTrade = "could-not-trade"
    /// There was no position to reduce: read positions again.
    case nothingToReduce = "nothing-to-reduce"
    /// A price, size or id that the venue cannot take: a bug, or stale specifications.
    case badNumbers = "bad-numbers"
    /// Margin, position or order limits.
    case limits
    /// Suspended, post-only, dislocated: later, with the same intent.
    case venueState = "venue-state"
    /// The id is taken: an order with it exists or existed.
    case duplicateID = "duplicate-id"
    /// The order named is not there.
    case notFound = "not-found"
    /// The request came too late, by its own `processBefore`.
    case tooLate = "too-late"
    /// Keys, account, permissions.
    case access
    /// More requests than the venue takes; nothing was done.
    case rateLimit = "rate-limit"
    /// The request was malformed.
    case request
    /// Stopped here, before anything was sent: permission, limits, budget, kill switch.
    case local
  }

  public var word: String
  public var meaning: Class

  public init(_ word: String, _ meaning: Class) {
    self.word = word
    self.meaning = meaning
  }
}

/// Why an outcome is not known.
public struct UnknownOutcome: Sendable, Hashable {
  /// A stable code of the transport or decoder, or the venue's own unclear word.
  public var reason: String
  /// The venue's time after which a command with `processBefore` can no longer take effect; nil: no bound.
  public var settlesAt: Timestamp?

  public init(reason: String, settlesAt: Timestamp? = nil) {
    self.reason = reason
    self.settlesAt = settlesAt
  }
}
