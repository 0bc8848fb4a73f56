public import CertificationEvidence
import Chronology
import ExactDecimal
public import StrictJSON
import Trading

extension TranscriptMarker.Episode {
  /// The id of a case or behaviour; what else a run does has a name.
  public var id: String {
    switch self {
    case .certificationCase(_, let certificationCase): certificationCase.id
    case .behaviour(_, let behaviour): behaviour.id
    case .preparation: "preparation"
    case .cleanUp: "clean-up"
    }
  }
}

extension CertificationPlan {
  public var json: JSON {
    let need = need
    return [
      "episodes": .array(
        episodes.map { episode in
          [
            "symbol": .string(episode.symbol.spelling), "id": .string(episode.episode.id),
            "size": .string(episode.size.description),
            "notionalUSD": .string(episode.notionalUSD.description),
            "orders": .integer(episode.orders), "worstLossUSD": .string(episode.worstLossUSD.description),
            "longestMilliseconds": .integer(episode.longest.count),
          ]
        }),
      "simulatorOnly": .array(SimulatorOnlyCase.allCases.map { .string($0.rawValue) }),
      "need": [
        "symbols": .array(need.symbols.map { .string($0.spelling) }),
        "maxOrderNotionalUSD": .string(need.orderNotionalUSD.description),
        "maxPositionNotionalUSD": .string(need.positionNotionalUSD.description),
        "maxDailyLossUSD": .string(need.lossUSD.description), "maxOrders": .integer(need.entries),
        "minutes": .integer(need.minutes),
      ],
    ]
  }

  /// For people: one line for each step, and what a Grant has to permit.
  public var lines: [String] {
    let need = need
    let rows = episodes.map { episode in
      let name = "\(episode.symbol) \(episode.episode.id)"
      let padded = name + String(repeating: " ", count: max(1, 42 - name.utf8.count))
      return episode.opensPosition
        ? "\(padded)size \(episode.size), \(episode.notionalUSD) USD, \(episode.orders) orders, "
          + "at worst \(episode.worstLossUSD) USD, at most \(seconds(episode.longest))"
        : "\(padded)no position, \(episode.orders) order, at most \(seconds(episode.longest))"
    }
    return rows + [
      "needs a Grant for \(need.symbols.map(\.spelling).joined(separator: " ")): max-order-notional-usd "
        + "\(need.orderNotionalUSD), max-position-notional-usd \(need.positionNotionalUSD), max-daily-loss-usd "
        + "\(need.lossUSD), max-orders \(need.entries), \(need.minutes) minutes",
      "proved with a simulated venue only: "
        + SimulatorOnlyCase.allCases.map(\.rawValue).joined(separator: ", "),
    ]
  }

  private func seconds(_ duration: Milliseconds) -> String { "\((duration.count + 999) / 1_000) s" }
}
