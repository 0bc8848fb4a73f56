import DocumentSchema
import StrictJSON

extension Schema<Fixed> {
  /// A number with at most twelve places, quoted or not.
  static func decimal(_ noun: String, isSigned: Bool = false) -> Schema<Fixed> {
    scalar(
      "\(noun) as a plain decimal\(isSigned ? "" : " above zero"), such as 69000.5",
      describe: ["type": ["string", "number"]], resolved: { .string($0.description) },
      parse: { text in Fixed(text).flatMap { isSigned || $0.isPositive ? $0 : nil } })
  }
}

extension Schema<String> {
  /// The symbol of one of the simulator's contracts, in any case.
  static let contract = scalar(
    "a contract of the simulator, such as PF_XBTUSD", describe: ["type": "string"], resolved: JSON.string,
    parse: { text in
      Instrument.catalog.first { $0.symbol.lowercased() == text.lowercased() }.map(\.symbol)
    })
}

extension Schema {
  /// A word that stands for a value of an enumeration with words of its own.
  static func word(_ noun: String, _ words: [(String, Value)]) -> Schema<Value> where Value: Sendable {
    .choice(noun, words.map { (word: $0.0, value: $0.1) })
  }
}
