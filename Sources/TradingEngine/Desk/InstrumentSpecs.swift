import Chronology
import ExactDecimal
import StrictJSON
import Trading

extension Instrument {
  /// As the instrument cache keeps it.
  var cached: JSON {
    [
      "symbol": .string(symbol.spelling), "kind": .string(kind.cachedWord),
      "tickSize": .string(tickSize.description), "sizeStep": .string(sizeStep.description),
      "contractSize": .string(contractSize.description), "isTradeable": .bool(isTradeable),
      "isPostOnly": .bool(isPostOnly),
      "maximumPositionSize": .optional(maximumPositionSize?.description),
      "marginLevels": .array(
        marginLevels.map { level in
          [
            "fromSize": .string(level.fromSize.description),
            "initialRate": .string(level.initialRate.description),
            "maintenanceRate": .string(level.maintenanceRate.description),
          ]
        }),
      "makerProtectionMilliseconds": makerProtection.map { .integer($0.count) } ?? .null,
      "specification": .object(
        specification.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }),
    ]
  }

  /// - Returns: nil for anything else: the cache is only a help, and is made anew by the next answer.
  init?(cached json: JSON) {
    func decimal(_ member: String) -> ExactDecimal? {
      json[member]?.stringValue.flatMap { ExactDecimal($0) }
    }
    guard let symbol = json["symbol"]?.stringValue.flatMap({ Symbol($0) }),
      let kind = json["kind"]?.stringValue.flatMap(Kind.init(cachedWord:)),
      let tickSize = decimal("tickSize"), tickSize.signum > 0,
      let sizeStep = decimal("sizeStep"), sizeStep.signum > 0,
      let contractSize = decimal("contractSize"), contractSize.signum > 0,
      let isTradeable = json["isTradeable"]?.boolValue, let isPostOnly = json["isPostOnly"]?.boolValue,
      let levels = json["marginLevels"]?.arrayValue, case .object(let specification) = json["specification"]
    else { return nil }
    var marginLevels: [MarginLevel] = []
    for level in levels {
      guard let from = level["fromSize"]?.stringValue.flatMap({ ExactDecimal($0) }),
        let initial = level["initialRate"]?.stringValue.flatMap({ ExactDecimal($0) }),
        let maintenance = level["maintenanceRate"]?.stringValue.flatMap({ ExactDecimal($0) })
      else { return nil }
      marginLevels.append(
        MarginLevel(fromSize: from, initialRate: initial, maintenanceRate: maintenance))
    }
    var words: [String: String] = [:]
    for member in specification {
      guard let word = member.value.stringValue else { return nil }
      words[member.key] = word
    }
    self.init(
      symbol: symbol, kind: kind, tickSize: tickSize, sizeStep: sizeStep, contractSize: contractSize,
      isTradeable: isTradeable, isPostOnly: isPostOnly, maximumPositionSize: decimal("maximumPositionSize"),
      marginLevels: marginLevels,
      makerProtection: json["makerProtectionMilliseconds"]?.integerValue.map { Milliseconds($0) },
      specification: words)
  }
}

extension InstrumentSpecsCache {
  /// What the cache knows of instruments; what cannot be read is left out.
  var known: [Instrument] { instruments.compactMap { Instrument(cached: $0) } }
}

extension Instrument.Kind {
  fileprivate var cachedWord: String {
    switch self {
    case .linearPerpetual: "linear-perpetual"
    case .other(let word): "other:\(word)"
    }
  }

  fileprivate init?(cachedWord word: String) {
    if word == "linear-perpetual" {
      self = .linearPerpetual
    } else if word.hasPrefix("other:") {
      self = .other(String(word.dropFirst(6)))
    } else {
      return nil
    }
  }
}
