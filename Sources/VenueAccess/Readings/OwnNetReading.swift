public import Chronology
import ExactDecimal
public import Trading

extension ReducingVenue {
  /// How often older fills are asked for before giving up.
  private static var mostPages: Int { 10 }

  /// Reads what part of the position is the owner's own, as far back as it takes.
  ///
  /// - Parameters:
  ///   - reading: a settled one, from before the fills are read.
  ///   - knownOrderIDs: the venue's ids of own orders, for fills that do not carry our client ids.
  public func ownNet(
    in reading: ProvenReading, knownOrderIDs: Set<String>
  ) async throws(OwnNetFailure) -> OwnNet {
    let symbol = reading.symbol
    let own = OwnFills(
      symbol: symbol, owner: owner, knownOrderIDs: knownOrderIDs, flatAt: withBook { $0.flatAt(symbol) })
    let net = try await readFills { (list) throws(OwnNetFailure) in
      do { return try own.net(list) } catch { throw .arithmetic }
    }
    return OwnNet(owner: owner, net: net, reading: reading, readAt: clock.uptimeMilliseconds())
  }

  /// All fills of the account from an instant on, and some before it; oldest first.
  public func fills(since time: Timestamp) async throws(OwnNetFailure) -> [VenueFill] {
    try await readFills { $0.reaches(before: time) ? $0.fills : nil }
  }

  /// Reads fills, older ones with each answer, until they suffice.
  private func readFills<Result: Sendable>(
    _ judge: (FillList) throws(OwnNetFailure) -> Result?
  ) async throws(OwnNetFailure) -> Result {
    var list = FillList()
    var scope = FactScope.fills
    for _ in 0...Self.mostPages {
      // An exit, or the next entry, waits for it.
      guard let fact = await refresh(scope, urgency: .protective).first, fact.isComplete,
        case .fills(let page) = fact.content
      else { throw .unreadable }
      let isNew = list.take(page, longest: capabilities.longestFillList)
      if let result = try judge(list) { return result }
      guard isNew, let before = list.nextBefore else { break }
      scope = .fillsBefore(before)
    }
    throw .incomplete(fills: list.fills.count)
  }
}
