import KrakenFutures
import StrictJSON

extension WireRequest {
  /// One row of the account's log, the only answer of REST v3 that names the account. Costs a point of the history's
  /// own budget. Source: docs.kraken.com, get-account-log, 2026-11-23.
  static let accountIdentity = WireRequest(
    .get, path: "/api/history/v3/account-log", parameters: [WireParameter("count", "1")], isSigned: true,
    cost: 0)
}

extension WireAnswer {
  /// `accountUid` of the account's log; nil where the answer names none, such as for a key without the permission.
  var accountUID: String? {
    guard (200..<300).contains(status), let json = try? JSON.parse(body),
      let uid = json["accountUid"]?.stringValue, (1...64).contains(uid.utf8.count),
      uid.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return uid
  }
}
