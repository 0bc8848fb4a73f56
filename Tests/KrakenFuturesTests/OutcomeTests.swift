import Chronology
import ExactDecimal
import KrakenFutures
import Testing
import Trading

@Suite("The outcome of a command") struct OutcomeTests {
  private static func commands() throws -> [(VenueCommand, String)] {
    [
      (try Samples.entry(), "sendStatus"), (try Samples.stop(), "sendStatus"),
      (try Samples.exit(), "sendStatus"),
      (try Samples.amendment(), "editStatus"), (try Samples.cancel(), "cancelStatus"),
    ]
  }

  @Test("is accepted for a word of success that fits the command, and for no other")
  func accepted() throws {
    let words = ["placed", "partiallyFilled", "filled", "edited", "cancelled"]
    for (command, member) in try Self.commands() {
      for word in words {
        let outcome = Samples.answer(word, in: member).outcome(of: command)
        let fits =
          switch member {
          case "sendStatus": ["placed", "partiallyFilled", "filled"].contains(word)
          case "editStatus": word == "edited"
          default: word == "cancelled"
          }
        if fits {
          #expect(
            outcome
              == .accepted(
                .init(
                  venueOrderID: Samples.venueOrderID, word: word,
                  serverTime: Timestamp(rfc3339: "2026-11-23T10:00:00.101Z"))))
        } else if member == "cancelStatus", word == "filled" {
          #expect(outcome == .refused(VenueRefusal("filled", .notFound)))
        } else {
          #expect(outcome.unknownReason == word, "\(member) \(word)")
        }
      }
    }
  }

  private static let statuses: [(String, VenueRefusal.Class)] = [
    ("iocWouldNotExecute", .couldNotTrade), ("postWouldExecute", .couldNotTrade),
    ("selfFill", .couldNotTrade), ("wouldNotReducePosition", .nothingToReduce),
    ("reduceOnlyWouldIncreasePosition", .nothingToReduce), ("invalidPrice", .badNumbers),
    ("invalidSize", .badNumbers), ("tooManySmallOrders", .badNumbers), ("outsidePriceCollar", .badNumbers),
    ("fixedLeverageTooHigh", .badNumbers), ("clientOrderIdTooBig", .badNumbers),
    ("clientOrderIdTooLong", .badNumbers), ("clientOrderIdInvalid", .badNumbers),
    ("insufficientAvailableFunds", .limits), ("wouldCauseLiquidation", .limits),
    ("maxPositionViolation", .limits), ("tooManyOrders", .limits), ("marketSuspended", .venueState),
    ("marketInactive", .venueState), ("marketIsPostOnly", .venueState),
    ("wouldIncreasePriceDislocation", .venueState), ("clientOrderIdAlreadyExist", .duplicateID),
    ("notFound", .notFound), ("orderForEditNotFound", .notFound), ("noOrdersToCancel", .notFound),
    ("wouldProcessAfterSpecifiedTime", .tooLate), ("orderForEditNotAStop", .request),
    ("cannotEditTriggerPriceOfTrailingStop", .request), ("cannotEditLimitPriceOfTrailingStop", .request),
    ("invalidOrderType", .request), ("invalidSide", .request), ("requiredArgumentMissing", .request),
  ]

  @Test("is refused with the venue's word and its meaning", arguments: statuses.indices)
  func refused(index: Int) throws {
    let (word, meaning) = Self.statuses[index]
    for (command, member) in try Self.commands() {
      let outcome = Samples.answer(word, in: member, events: Samples.rejection("INVALID_PRICE")).outcome(
        of: command)
      #expect(outcome == .refused(VenueRefusal(word, meaning)))
    }
  }

  @Test(
    "is unknown for every other word",
    arguments: ["", "Placed", "placed ", "unknown", "success", "neu\\u0000é"])
  func unknownWord(word: String) throws {
    for (command, member) in try Self.commands() {
      let outcome = Samples.answer(word, in: member).outcome(of: command)
      #expect(outcome.unknownReason != nil, "\(outcome)")
    }
  }

  @Test("tells every match of an answer, in order, and leaves out those of other orders")
  func fills() throws {
    let events = [
      Samples.execution("71235", "0.004"), Samples.execution("9e9", "1", orderID: "another"),
      Samples.execution("\"71235.5\"", "6e-3"), #"{"type":"SOMETHING_NEW"}"#,
    ].joined(separator: ",")
    let outcome = Samples.answer("placed", events: events).outcome(of: try Samples.entry())
    guard case .accepted(let acceptance) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      acceptance.fills == [
        .init(price: ExactDecimal(71_235), size: try Samples.decimal("0.004")),
        .init(price: try Samples.decimal("71235.5"), size: try Samples.decimal("0.006")),
      ])
  }

  @Test("is unknown when an answer contradicts itself, is incomplete, or is about another order")
  func contradictions() throws {
    let stop = try Samples.stop()
    let other = try Samples.id(.stopLoss, intent: 10)
    let answers: [(WireAnswer, String)] = [
      (
        Samples.answer("placed", events: Samples.rejection("INVALID_PRICE")),
        "accepted-and-rejected: INVALID_PRICE"
      ),
      (
        Samples.answer("iocWouldNotExecute", events: Samples.execution("1", "1")),
        "refused-after-execution: iocWouldNotExecute"
      ),
      (Samples.answer("placed", clientID: other.description), "wire.other-subject"),
      (Samples.answer("invalidPrice", clientID: "eng-1"), "wire.other-subject"),
      (
        Samples.answer(
          "placed", events: #"{"type":"PLACE","orderTrigger":{"uid":"a","clientId":"\#(other)"}}"#),
        "wire.other-subject"
      ),
      (
        WireAnswer(status: 200, text: #"{"candles":[],"sendStatus":{"status":"placed"}}"#),
        "wire.missing-member"
      ),
      (Samples.answer("placed", events: #"{"type":"EXECUTION","price":1}"#), "wire.missing-member"),
      (Samples.answer("placed", events: Samples.execution("0", "1")), "wire.unusable-number"),
      (Samples.answer("placed", events: Samples.execution("1", "true")), "wire.wrong-kind"),
      (Samples.answer("placed", in: "editStatus"), "wire.missing-member"),
      (WireAnswer(status: 200, text: #"{"result":"success"}"#), "wire.missing-member"),
      (WireAnswer(status: 200, text: #"{"result":"success","sendStatus":null}"#), "wire.missing-member"),
      (WireAnswer(status: 200, text: #"{"result":"success","sendStatus":[]}"#), "wire.wrong-kind"),
      (WireAnswer(status: 200, text: #"{"result":"success","sendStatus":{}}"#), "wire.missing-member"),
      (WireAnswer(status: 200, text: #"{"sendStatus":{"status":"placed"}}"#), "wire.missing-member"),
      (
        WireAnswer(status: 200, text: #"{"result":"maybe","sendStatus":{"status":"placed"}}"#),
        "wire.unknown-word"
      ),
      (
        WireAnswer(status: 200, text: #"{"result":"success","error":"x","sendStatus":{"status":"placed"}}"#),
        "wire.unknown-word"
      ),
      (
        WireAnswer(
          status: 200, text: #"{"result":"success","result":"success","sendStatus":{"status":"placed"}}"#),
        "wire.not-json"
      ),
    ]
    for (answer, reason) in answers {
      #expect(answer.outcome(of: stop).unknownReason == reason, "\(answer.text)")
    }
    let cancel = VenueCommand.cancel(.venue("mine"), try Samples.symbol())
    #expect(
      Samples.answer("cancelled", in: "cancelStatus").outcome(of: cancel).unknownReason
        == "wire.other-subject")
  }

  @Test("is accepted although a status of success came with a status code of success, and only then")
  func statusCodes() throws {
    let id = try Samples.id(.stopLoss)
    for status in [100, 199, 300, 302, 400, 401, 404, 408, 409, 429, 500, 502, 503, 504, 599, 0, -1] {
      var answer = Samples.placed(id.description)
      answer.status = status
      #expect(answer.outcome(of: try Samples.stop()).unknownReason == "wire.http-status", "\(status)")
    }
    guard case .accepted = Samples.placed(id.description).outcome(of: try Samples.stop()) else {
      Issue.record("the stop is not accepted")
      return
    }
  }

  @Test("of an entry settles when its time is over; of anything else it never does")
  func settling() throws {
    #expect(
      try Samples.entry().unknownOutcome("x")
        == .unknown(UnknownOutcome(reason: "x", settlesAt: Samples.processBefore)))
    #expect(try Samples.stop().unknownOutcome("x") == .unknown(UnknownOutcome(reason: "x")))
  }

  @Test("in a batch is one for each item")
  func batch() throws {
    let answer = WireAnswer(
      status: 200,
      text:
        #"{"result":"success","batchStatus":[{"status":"placed","order_tag":"1","order_id":"a","orderEvents":[]},"#
        + #"{"status":"cancelled","order_id":"b","cliOrdId":"c"},{"status":"requiredArgumentMissing"}]}"#)
    let items = try answer.batchedOrders()
    #expect(items.map(\.status) == ["placed", "cancelled", "requiredArgumentMissing"])
    #expect(items.map(\.venueOrderID) == ["a", "b", nil] && items[0].tag == "1" && items[1].clientID == "c")
  }

  @Test("comes with the events that the answer tells, each in its own shape")
  func events() throws {
    let events = [
      #"{"type":"PLACE","order":{"orderId":"o","cliOrdId":"c"}}"#,
      #"{"type":"PLACE","orderTrigger":{"uid":"t"}}"#,
      #"{"type":"CANCEL","uid":"u","order":{}}"#, Samples.rejection("INSUFFICIENT_MARGIN"),
      #"{"type":"EDIT","old":{"orderId":"a"},"new":{"orderId":"b"}}"#, #"{"type":"EXPIRE"}"#,
    ].joined(separator: ",")
    let answer = try Samples.answer("placed", events: events).sentOrder()
    #expect(
      answer.events == [
        .placed(venueOrderID: "o", clientID: "c", isTrigger: false),
        .placed(venueOrderID: "t", clientID: nil, isTrigger: true),
        .cancelled(venueOrderID: "u"),
        .rejected(venueOrderID: Samples.venueOrderID, reason: "INSUFFICIENT_MARGIN"),
        .edited(venueOrderID: "b"), .other("EXPIRE"),
      ])
    #expect(answer.rejectReason == "INSUFFICIENT_MARGIN")
  }
}

@Suite("An answer that is a failure as a whole") struct FailureTests {
  enum Expected: Sendable, Equatable {
    case refused(String, VenueRefusal.Class)
    case unknown(String)
  }

  private static func error(_ word: String) -> String {
    #"{"result":"error","error":"\#(word)","serverTime":"2026-11-23T10:00:00.000Z"}"#
  }

  private static let rows: [(Int, String, Expected)] = [
    (200, error("authenticationError"), .refused("authenticationError", .access)),
    (200, error("insufficientPrivileges"), .refused("insufficientPrivileges", .access)),
    (200, error("accountInactive"), .refused("accountInactive", .access)),
    (200, error("invalidAccount"), .refused("invalidAccount", .access)),
    (200, error("nonceBelowThreshold"), .refused("nonceBelowThreshold", .access)),
    (200, error("nonceDuplicate"), .refused("nonceDuplicate", .access)),
    (200, error("apiLimitExceeded"), .refused("apiLimitExceeded", .rateLimit)),
    (429, error("apiLimitExceeded"), .refused("apiLimitExceeded", .rateLimit)),
    (429, "slow down", .refused("http-429", .rateLimit)), (429, "", .refused("http-429", .rateLimit)),
    (200, error("invalidArgument: symbol"), .refused("invalidArgument: symbol", .request)),
    (200, error("invalidArgument"), .refused("invalidArgument", .request)),
    (200, error("requiredArgumentMissing"), .refused("requiredArgumentMissing", .request)),
    (200, error("invalidUnit"), .refused("invalidUnit", .request)),
    (200, error("invalidAmount"), .refused("invalidAmount", .request)),
    (200, error("Json Parse Error"), .refused("Json Parse Error", .request)),
    (200, error("contractNotFound"), .refused("contractNotFound", .request)),
    (200, error("insufficientFunds"), .refused("insufficientFunds", .limits)),
    (200, error("marketUnavailable"), .refused("marketUnavailable", .venueState)),
    (200, error("notFound"), .refused("notFound", .notFound)),
    (200, error("Unavailable"), .unknown("Unavailable")),
    (200, error("Server Error"), .unknown("Server Error")),
    (200, error("unknownError"), .unknown("unknownError")),
    (200, error("somethingNew"), .unknown("somethingNew")), (200, error(""), .unknown("no-error-word")),
    (200, #"{"result":"error"}"#, .unknown("no-error-word")),
    (200, #"{"error":"apiLimitExceeded"}"#, .refused("apiLimitExceeded", .rateLimit)),
    (302, error("authenticationError"), .unknown("authenticationError")),
    (408, error("authenticationError"), .unknown("authenticationError")),
    (401, #"{"status":"unauthorized","reason":"x"}"#, .refused("http-401", .access)),
    (403, "<html>", .refused("http-403", .access)), (400, "bad resolution", .refused("http-400", .request)),
    (404, "", .refused("http-404", .request)), (405, "[]", .refused("http-405", .request)),
    (
      400,
      #"{"status":"BAD_REQUEST","result":"error","errors":[{"code":11,"message":"invalid order type"}]}"#,
      .refused("invalid order type", .request)
    ),
    (
      400, #"{"status":"BAD_REQUEST","result":"error","errors":[{"code":99,"message":"new words"}]}"#,
      .refused("new words", .request)
    ),
    (
      500, #"{"errors":[{"code":92,"message":"INSUFFICIENT_MARGIN"}]}"#,
      .refused("INSUFFICIENT_MARGIN", .limits)
    ),
    (
      500, #"{"errors":[{"code":92,"message":"INSUFFICIENT_MARGIN"},{"code":1,"message":"?"}]}"#,
      .unknown("INSUFFICIENT_MARGIN, ?")
    ),
    (500, #"{"errors":[{"code":1}]}"#, .unknown("http-500")),
    (500, #"{"result":"error","error":"authenticationError"}"#, .unknown("authenticationError")),
    (500, #"{"errors":[]}"#, .unknown("http-500")), (500, "", .unknown("http-500")),
    (502, "<html>Bad Gateway</html>", .unknown("http-502")),
    (503, error("Unavailable"), .unknown("Unavailable")),
    (504, "", .unknown("http-504")), (408, "", .unknown("wire.not-json")),
    (301, "", .unknown("wire.not-json")),
    (409, "{}", .unknown("wire.http-status")), (200, "", .unknown("wire.not-json")),
    (200, "[]", .unknown("wire.not-an-object")), (200, "<html>", .unknown("wire.not-json")),
    (200, #"{"result":"success""#, .unknown("wire.not-json")),
    (200, #"{"result":1}"#, .unknown("wire.wrong-kind")), (200, "{}", .unknown("wire.missing-member")),
    (200, #"{"errors":{}}"#, .unknown("wire.wrong-kind")),
    (200, #"{"errors":[1]}"#, .unknown("wire.not-an-object")),
    (
      200, #"{"result":"success","serverTime":"soon","sendStatus":{"status":"placed"}}"#,
      .unknown("wire.unusable-time")
    ),
  ]

  @Test(
    "is a refusal that we know, or an unknown outcome; for a read it is an error", arguments: rows.indices)
  func table(index: Int) throws {
    let (status, text, expected) = Self.rows[index]
    let answer = WireAnswer(status: status, text: text)
    for command in [try Samples.stop(), try Samples.cancel(), try Samples.amendment(), try Samples.entry()] {
      switch expected {
      case .refused(let word, let meaning):
        #expect(answer.outcome(of: command) == .refused(VenueRefusal(word, meaning)))
      case .unknown(let reason): #expect(answer.outcome(of: command).unknownReason == reason)
      }
    }
    do {
      _ = try answer.openOrders()
      Issue.record("was read")
    } catch {
      if case .refused(let word, let meaning) = expected {
        #expect(error.code == .refused && error.refusal == VenueRefusal(word, meaning))
      } else {
        #expect(error.code != .refused && error.refusal == nil)
      }
      #expect("\(error)".contains(error.code.rawValue))
    }
  }

  @Test("keeps the words of the matching engine apart by what they mean")
  func reasons() {
    let rows: [(String, VenueRefusal.Class?)] = [
      ("MARKET_SUSPENDED", .venueState), ("MARKET_NOT_FOUND", .notFound), ("INVALID_PRICE", .badNumbers),
      ("INVALID_QUANTITY", .badNumbers), ("SMALL_ORDER_LIMIT_EXCEEDED", .badNumbers),
      ("INSUFFICIENT_MARGIN", .limits), ("WOULD_CAUSE_LIQUIDATION", .limits),
      ("CLIENT_ORDER_ID_IN_USE", .duplicateID), ("CLIENT_ORDER_ID_TOO_LONG", .badNumbers),
      ("MAX_POSITION_EXCEEDED", .limits), ("PRICE_COLLAR", .badNumbers), ("PRICE_DISLOCATION", .venueState),
      ("EDIT_HAS_NO_EFFECT", .request), ("ORDER_FOR_CANCELLATION_NOT_FOUND", .notFound),
      ("ORDER_FOR_EDIT_NOT_FOUND", .notFound), ("ORDER_CANNOT_HAVE_TRIGGER_PRICE", .request),
      ("POST_WOULD_EXECUTE", .couldNotTrade), ("IOC_WOULD_NOT_EXECUTE", .couldNotTrade),
      ("WOULD_EXECUTE_SELF", .couldNotTrade), ("WOULD_NOT_REDUCE_POSITION", .nothingToReduce),
      ("REJECTED_AFTER_EXECUTION", nil), ("MARKET_IS_POST_ONLY", .venueState),
      ("ORDER_LIMIT_EXCEEDED", .limits),
      ("FIXED_LEVERAGE_TOO_HIGH", .badNumbers), ("CANNOT_EDIT_LIMIT_PRICE_OF_TRAILING_STOP", .request),
      ("TRAILING_STOP_ORDER_LIMIT_EXCEEDED", .request), ("INSUFFICIENT_CLOSING_MARGIN", .limits),
      ("LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE", .request), ("LIMIT_PRICE_OFFSET_IS_ZERO", .request),
      ("", nil), ("insufficient_margin", nil),
    ]
    for (word, meaning) in rows { #expect(VenueRefusal.Class(rejectReason: word) == meaning, "\(word)") }
  }
}

extension VenueOutcome {
  /// Nil unless unknown.
  var unknownReason: String? {
    if case .unknown(let outcome) = self { outcome.reason } else { nil }
  }
}
