public import Chronology
public import ExactDecimal
import StrictJSON
public import Trading

extension WireAnswer {
  /// The answer to `accounts`: the multi-collateral account, which margins linear contracts. It carries no name.
  public func account() throws(WireError) -> VenueReading<AccountState> {
    let (object, serverTime) = try successful()
    let accounts = try object.object("accounts")
    let state: AccountState
    do throws(WireError) {
      let flex = try accounts.object("flex")
      state = AccountState(
        marginEquityUSD: try flex.optionalNumber("marginEquity", excessDigits: .cut),
        availableMarginUSD: try flex.optionalNumber("availableMargin", excessDigits: .cut))
    } catch { throw error.within("accounts") }
    return VenueReading(value: state, serverTime: serverTime)
  }

  /// The answer to ``WireRequest/accountIdentity``: which account the key belongs to, as the venue writes it.
  public func accountIdentity() throws(WireError) -> VenueReading<String> {
    let (object, serverTime) = try successful(hasResult: false)
    let account = try object.text("accountUid")
    guard !account.isEmpty, account == VenueWord.shown(account) else {
      throw WireError(
        .word, at: "accountUid", expected: "1 to 64 printable characters", found: VenueWord.shown(account))
    }
    return VenueReading(value: account, serverTime: serverTime)
  }

  /// The answer to ``WireRequest/deadMansSwitchOff``.
  public func deadMansSwitch() throws(WireError) -> VenueReading<DeadMansSwitch> {
    let (object, serverTime) = try successful()
    let status = try object.object("status")
    do throws(WireError) {
      // `"0"` when off; a time when armed.
      let word = try status.text("triggerTime")
      let firesAt = word == "0" ? nil : try status.time("triggerTime")
      return VenueReading(value: DeadMansSwitch(firesAt: firesAt), serverTime: serverTime)
    } catch { throw error.within("status") }
  }

  /// The answer to `notifications`.
  public func notifications() throws(WireError) -> VenueReading<[VenueNotification]> {
    let (object, serverTime) = try successful()
    let (rows, unreadable) = try object.rows("notifications") {
      (row) throws(WireError) -> VenueNotification? in
      VenueNotification(
        kind: VenueNotification.Kind(word: try row.text("type")),
        priority: try row.optionalText("priority").map(VenueWord.shown),
        note: try row.optionalText("note") ?? "", effectiveAt: try row.optionalTime("effectiveTime"))
    }
    return VenueReading(value: rows, serverTime: serverTime, unreadable: unreadable)
  }

  /// The answer to `instruments/{symbol}/status`.
  public func instrumentStatus() throws(WireError) -> VenueReading<InstrumentStatus> {
    let (object, serverTime) = try successful()
    guard let isDislocated = try object.optionalFlag("experiencingDislocation") else {
      throw object.missing("experiencingDislocation")
    }
    guard let isVolatile = try object.optionalFlag("experiencingExtremeVolatility") else {
      throw object.missing("experiencingExtremeVolatility")
    }
    let status = InstrumentStatus(
      isDislocated: isDislocated,
      dislocation: try object.optionalText("priceDislocationDirection").map(VenueWord.shown),
      isExtremelyVolatile: isVolatile,
      initialMarginMultiplier: try object.optionalNumber("extremeVolatilityInitialMarginMultiplier"))
    return VenueReading(value: status, serverTime: serverTime)
  }
}

/// The account-wide switch that cancels every order, stops included, when it fires.
public struct DeadMansSwitch: Sendable, Hashable {
  /// Nil: off.
  public var firesAt: Timestamp?

  public var isOff: Bool { firesAt == nil }
}

/// What the venue announces of itself.
public struct VenueNotification: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case maintenance, market, settlement, general
    case other(String)

    init(word: String) {
      switch word {
      case "maintenance": self = .maintenance
      case "market": self = .market
      case "settlement": self = .settlement
      case "general": self = .general
      default: self = .other(VenueWord.shown(word))
      }
    }
  }

  public var kind: Kind
  /// The venue's word.
  public var priority: String?
  /// For people, as the venue wrote it: escape it where it is shown.
  public var note: String
  public var effectiveAt: Timestamp?
}

/// Whether an instrument's price moves out of the ordinary.
public struct InstrumentStatus: Sendable, Hashable {
  public var isDislocated: Bool
  /// The venue's word for the direction.
  public var dislocation: String?
  public var isExtremelyVolatile: Bool
  public var initialMarginMultiplier: ExactDecimal?
}
