public import Attestation
import Chronology
import ExactDecimal
public import StrictJSON

extension OrderCertification {
  /// Reads evidence strictly: every field there, nothing besides, every value of its type, nothing twice.
  ///
  /// Says nothing about trust: verify the envelope first.
  ///
  /// - Throws: ``JSONShapeError`` for the first thing that is not as it must be.
  public init(statement: Statement) throws(JSONShapeError) {
    guard statement.predicateType == Self.predicateType else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicateType", expected: Self.predicateType, found: statement.predicateType)
    }
    var reader = try JSONObjectReader(statement.predicate, at: "$.predicate")
    environment = try reader.word("environment")
    adapter = try reader.filledString("adapter")
    orderMappingSha256 = try reader.sha256("orderMappingSha256")
    origin = try reader.filledString("origin")
    certificateSha256s = try reader.strings("certificateSha256s")
    for digest in certificateSha256s where !isSHA256(digest) {
      throw JSONShapeError(
        .wrongKind, at: "$.predicate.certificateSha256s", expected: "SHA-256 digests", found: digest)
    }
    account = try reader.filledString("account")
    startedAt = try reader.timestamp("startedAt")
    endedAt = try reader.timestamp("endedAt")
    ending = try reader.word("ending")
    judgeVersion = try reader.filledString("judgeVersion")
    var transcript = try reader.object("transcript")
    self.transcript = Transcript(
      sha256: try transcript.sha256("sha256"), entries: try transcript.integer("entries", in: 0 ... .max))
    try transcript.finish()
    var instruments: [InstrumentSpecification] = []
    for object in try reader.objects("instruments") {
      instruments.append(try InstrumentSpecification(object))
    }
    self.instruments = instruments
    var observed = try reader.object("behaviours")
    var behaviours: [CertifiedBehaviour: CertifiedBehaviour.Observation] = [:]
    for behaviour in CertifiedBehaviour.allCases {
      behaviours[behaviour] = try observed.word(behaviour.rawValue)
    }
    try observed.finish()
    self.behaviours = behaviours
    var cases: [CaseRecord] = []
    for object in try reader.objects("cases") { cases.append(try CaseRecord(object)) }
    self.cases = cases
    try reader.finish()
    try requireSense()
  }

  /// What the types cannot say.
  private func requireSense() throws(JSONShapeError) {
    guard startedAt <= endedAt else {
      throw JSONShapeError(
        .outOfRange, at: "$.predicate.endedAt", expected: "\(startedAt) or later", found: "\(endedAt)")
    }
    guard Set(instruments.map(\.symbol)).count == instruments.count else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicate.instruments", expected: "each symbol once", found: "a symbol twice")
    }
    guard Set(cases.map { "\($0.certificationCase.id) \($0.symbol)" }).count == cases.count else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicate.cases", expected: "each case once per symbol", found: "one twice")
    }
  }
}

extension OrderCertification.CaseRecord {
  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    symbol = try object.filledString("symbol")
    let id = try object.string("id")
    guard let certificationCase = CertificationCase(id: id) else {
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "id"), expected: "TC-{SL,TP}-{LONG,SHORT}-{LAST,MARK,INDEX}",
        found: id)
    }
    self.certificationCase = certificationCase
    verdict = try object.word("verdict")
    sent = try object.optionalRecord("sent")
    shown = try object.optionalRecord("shown")
    if var reader = try object.optionalObject("trigger") {
      trigger = .init(price: try reader.decimal("price"), at: try reader.timestamp("at"))
      try reader.finish()
    } else {
      trigger = nil
    }
    var fills: [OrderCertification.Fill] = []
    for var reader in try object.objects("fills") {
      fills.append(
        .init(
          price: try reader.decimal("price"), size: try reader.decimal("size"), at: try reader.timestamp("at")
        ))
      try reader.finish()
    }
    self.fills = fills
    if let text = try object.optionalString("slippage") {
      guard let value = ExactDecimal(text), value.description == text else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: "slippage"), expected: "a plain decimal in lowest terms",
          found: text)
      }
      slippage = value
    } else {
      slippage = nil
    }
    latencyMilliseconds = try object.optionalInteger("latencyMilliseconds", in: 0 ... .max)
    try object.finish()
  }
}

extension JSONObjectReader {
  fileprivate mutating func word<Word: CaseIterable & RawRepresentable>(
    _ key: String
  ) throws(JSONShapeError) -> Word where Word.RawValue == String {
    let text = try string(key)
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "one of \(words)", found: text)
    }
    return word
  }

  fileprivate mutating func filledString(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard !text.isEmpty else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a text", found: "an empty one")
    }
    return text
  }

  fileprivate mutating func sha256(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard isSHA256(text) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a SHA-256 digest", found: text)
    }
    return text
  }

  fileprivate mutating func timestamp(_ key: String) throws(JSONShapeError) -> Timestamp {
    let text = try string(key)
    guard let time = Timestamp(canonical: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a time in UTC with milliseconds", found: text)
    }
    return time
  }

  fileprivate mutating func decimal(_ key: String) throws(JSONShapeError) -> ExactDecimal {
    let text = try string(key)
    guard let value = ExactDecimal(text), value > .zero, value.description == text else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a decimal above zero in lowest terms", found: text)
    }
    return value
  }

  /// An object whose members are the venue's, or null.
  fileprivate mutating func optionalRecord(_ key: String) throws(JSONShapeError) -> JSON {
    let json = try value(key)
    guard json.isNull || json.members != nil else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "an object or null", found: json.kindName)
    }
    return json
  }
}

private func isSHA256(_ text: String) -> Bool {
  text.utf8.count == 64
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
