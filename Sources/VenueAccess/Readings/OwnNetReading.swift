import Trading

extension ReducingVenue {
  /// Reads what part of the position is the owner's own.
  ///
  /// - Parameters:
  ///   - reading: a settled one, from before the fills are read.
  ///   - knownOrderIDs: the venue's ids of own orders, for fills that do not carry our client ids.
  public func ownNet(
    in reading: ProvenReading, knownOrderIDs: Set<String>
  ) async throws(OwnNetFailure) -> OwnNet {
    var fills = OwnFills(of: owner, on: reading.symbol, knownOrderIDs: knownOrderIDs)
    guard let page = await read(.fills) else { throw .unreadable }
    fills.take(page, longest: capabilities.longestFillList)
    do {
      guard let net = try fills.net() else { throw OwnNetFailure.incomplete(fills: fills.count) }
      return OwnNet(owner: owner, net: net, reading: reading, readAt: clock.uptimeMilliseconds())
    } catch let failure as OwnNetFailure {
      throw failure
    } catch { throw .arithmetic }
  }

  /// - Returns: nil when the venue does not tell all.
  private func read(_ scope: FactScope) async -> [VenueFill]? {
    // An exit waits for it.
    guard let fact = await refresh(scope, urgency: .protective).first, fact.isComplete,
      case .fills(let fills) = fact.content
    else { return nil }
    return fills
  }
}
