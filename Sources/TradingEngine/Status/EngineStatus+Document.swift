public import Chronology
import ExactDecimal
public import StrictJSON
import Trading
import VenueAccess

/// The body of `/status`: `/healthz` and more. Names are contract: members may be added, never renamed, and numbers of
/// money, prices and sizes are texts, exact and without exponents. What nobody knows is null.
extension EngineStatus {
  static let documentVersion = "v1"

  public func document(at time: Timestamp) -> JSON {
    let health = json(at: time).members ?? []
    let venue = venue?.document(at: time) ?? noVenue
    let more: [JSONMember] = [
      JSONMember("version", .string(EngineIdentity.version)), JSONMember("at", .time(time)),
      JSONMember("takesEntries", .bool(takesEntries)),
      JSONMember("heldBack", .array(holds.map { .string($0.rawValue) })),
      JSONMember("killSwitchChangedAt", .time(killSwitch.changedAt)),
      JSONMember("limits", limits?.json ?? nil), JSONMember("used", used ?? nil),
      JSONMember("journal", journal?.json ?? nil), JSONMember("disk", disk?.json ?? nil),
      JSONMember(
        "answers", .array((self.venue?.overview.answers ?? []).map { $0.answer.json(to: $0.intent) })),
      JSONMember("alerts", .array(alerts.newest.map(\.json))),
      JSONMember(
        "alertCounts", .object(alerts.counts.map { JSONMember($0.code, .integer($0.count)) })),
    ]
    return .object(
      [JSONMember("engineStatus", .string(Self.documentVersion))] + health.filter { $0.key != "venue" } + more
        + [JSONMember("venue", venue)])
  }

  private var used: JSON? {
    guard let overview = venue?.overview else { return nil }
    let loss = overview.lossUSD
    return [
      "ordersThisMinute": .integer(overview.entriesInMinute), "ordersInAll": .integer(overview.entriesInAll),
      "dailyLossUSD": .decimal(loss), "maxDailyLossUSD": .decimal(overview.maxLossUSD),
      "dailyLossLeftUSD": .decimal(loss.flatMap { try? overview.maxLossUSD - max($0, .zero) }),
      "dayBegins": .time(overview.dayBegins), "marginEquityUSD": .decimal(overview.marginEquityUSD),
    ]
  }
}

extension VenueStatus {
  /// As ``json``, and more; its first member stays the one that deployments read.
  func document(at time: Timestamp) -> JSON {
    let grown = max(0, time.milliseconds(since: notedAt))
    return [
      "allCovered": .bool(allCovered), "adapter": .string(session.adapter), "origin": .string(session.origin),
      "reconciled": .bool(isReconciled),
      "symbols": .array(overview.symbols.map { $0.document(agedBy: grown) }),
      "account": .optional(session.account),
      "link": health.document(agedBy: grown),
      "notedMillisecondsAgo": .integer(grown),
    ]
  }
}

extension VenueHealth {
  fileprivate func document(agedBy grown: Int64) -> JSON {
    [
      "up": isUp.map { .bool($0) } ?? nil, "because": .optional(downBecause),
      "lastAnswerMilliseconds": .count(lastAnswerAge.map { $0 + grown }),
      "pointsSpent": .integer(spentPoints), "pointsBudget": .integer(budgetPoints),
      "pointsWindowMilliseconds": .integer(budgetWindowMilliseconds),
      "clockOffsetMilliseconds": .count(clockOffset),
      "clockUncertaintyMilliseconds": .count(clockUncertainty),
      "deadMansSwitchOff": .bool(isDeadMansSwitchOff),
    ]
  }
}

extension SymbolOverview {
  /// - Parameter grown: milliseconds since it was made.
  fileprivate func document(agedBy grown: Int64) -> JSON {
    var picture = picture
    picture.uncoveredMilliseconds = picture.uncoveredMilliseconds.map { $0 + grown }
    let more: [JSONMember] = [
      JSONMember("readingMilliseconds", .count(picture.readingAge.map { $0 + grown })),
      JSONMember("openOrders", .integer(picture.openOrders)), JSONMember("intent", .optional(intent)),
      JSONMember("entryPrice", .decimal(ownEntryPrice)),
      JSONMember("venueEntryPrice", .decimal(venueEntryPrice)), JSONMember("mark", .decimal(mark)),
      JSONMember("markMilliseconds", .count(markAge.map { $0 + grown })),
      JSONMember("unrealizedUSD", .decimal(unrealizedUSD)), JSONMember("notionalUSD", .decimal(notionalUSD)),
      JSONMember("entryNotionalUSD", .decimal(entryNotionalUSD)),
      JSONMember("takeProfit", .decimal(takeProfit)),
      JSONMember("protection", .array(protection.map(\.document))),
      JSONMember("strangeOrders", .integer(strangeOrders)),
    ]
    return .object((picture.json.members ?? []) + more)
  }
}

extension ShownProtection {
  fileprivate var document: JSON {
    let signal: String? =
      switch self.signal {
      case .known(let signal): signal.rawValue
      case .other(let word): word
      case nil: nil
      }
    return [
      "role": .string(role.word), "triggerPrice": .decimal(triggerPrice), "size": .decimal(unfilledSize),
      "signal": .optional(signal), "asSent": .bool(isAsSent),
    ]
  }
}

extension JournalStanding {
  var json: JSON {
    [
      "lastSyncedRecord": .integer(lastSyncedRecord), "pendingRecords": .integer(pendingRecords),
      "roomForEntries": .bool(hasRoomForEntries), "brokenBy": .optional(brokenBy),
      "roomFailure": .optional(roomFailure),
    ]
  }
}

extension DiskStanding {
  var json: JSON { ["availableBytes": .integer(availableBytes), "readOnly": .bool(isReadOnly)] }
}

extension AlertHistory.Entry {
  var json: JSON {
    ["at": .time(at), "code": .string(alert.code), "message": .string(alert.message)]
  }
}

extension JSON {
  static func time(_ time: Timestamp?) -> JSON { time.map { .string($0.description) } ?? .null }
  static func decimal(_ number: ExactDecimal?) -> JSON { number.map { .string($0.description) } ?? .null }
  static func count(_ number: Int64?) -> JSON { number.map { .integer($0) } ?? .null }
}
