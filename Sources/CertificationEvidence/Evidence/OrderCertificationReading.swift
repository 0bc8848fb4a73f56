public import Attestation
import Chronology
import ExactDecimal
public import StrictJSON
import Trading

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
    certificateSha256s = try reader.sha256s("certificateSha256s")
    isTrustedBySystem = try reader.bool("trustedBySystem")
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
    reason = try object.optionalString("reason")
    sent = try object.optionalRecord("sent")
    shown = try object.optionalRecord("shown")
    if var reader = try object.optionalObject("trigger") {
      trigger = .init(
        price: try reader.decimal("price"), at: try reader.timestamp("at"),
        signals: try reader.signals("signals")
      )
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
  /// Each at most once; none where the member is missing.
  fileprivate mutating func signals(_ key: String) throws(JSONShapeError) -> [TriggerSignal] {
    guard has(key) else { return [] }
    var signals: [TriggerSignal] = []
    for word in try strings(key) {
      guard let signal = TriggerSignal(rawValue: word), !signals.contains(signal) else {
        throw JSONShapeError(
          .wrongKind, at: path(of: key), expected: "last, mark and index, each once at most", found: word)
      }
      signals.append(signal)
    }
    guard !signals.isEmpty else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "at least one signal", found: "none")
    }
    return signals
  }
}
