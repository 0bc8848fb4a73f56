import Attestation
import Chronology
import StrictJSON
public import Trading

extension CertificationTranscript.Header {
  var json: JSON {
    [
      "transcript": .string(CertificationTranscript.version), "adapter": .string(adapter),
      "orderMappingSha256": .string(orderMappingSha256), "environment": .string(environment.rawValue),
      "origin": .string(session.origin),
      "certificateSha256s": .array(session.certificateSha256s.map(JSON.string)),
      "trustedBySystem": .bool(session.isTrustedBySystem), "account": .string(account),
      "owner": [
        "environment": .integer(Int(owner.environment)), "scope": .integer(Int(owner.scope)),
        "instance": .integer(Int(owner.instance)),
      ],
      "engineSha256": .string(engineSha256), "startedAt": .string(startedAt.description),
      "plan": [
        "symbols": .array(plan.symbols.map { .string($0.spelling) }),
        "cases": .array(plan.cases.map { .string($0.id) }),
        "signals": .array(plan.signals.map { .string($0.rawValue) }),
      ],
    ]
  }

  /// The version is judged before.
  init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    _ = try object.string("transcript")
    adapter = try object.filledString("adapter")
    orderMappingSha256 = try object.sha256("orderMappingSha256")
    environment = try object.word("environment")
    session = .init(
      origin: try object.filledString("origin"), certificateSha256s: try object.sha256s("certificateSha256s"),
      isTrustedBySystem: try object.bool("trustedBySystem"))
    account = try object.filledString("account")
    var owner = try object.object("owner")
    let numbers = (
      environment: UInt8(try owner.integer("environment", in: 0...15)),
      scope: UInt8(try owner.integer("scope", in: 0...15)),
      instance: UInt32(try owner.integer("instance", in: 0...(1 << 22 - 1)))
    )
    try owner.finish()
    guard
      let known = ClientOrderID.Owner(
        environment: numbers.environment, scope: numbers.scope, instance: numbers.instance)
    else {
      throw JSONShapeError(
        .outOfRange, at: object.path(of: "owner"), expected: "an owner", found: "\(numbers)")
    }
    self.owner = known
    engineSha256 = try object.sha256("engineSha256")
    startedAt = try object.timestamp("startedAt")
    plan = try CertificationTranscript.Plan(try object.object("plan"))
    try object.finish()
  }
}

extension CertificationTranscript.Plan {
  /// The signals that the cases need, in their own order.
  public var signals: [TriggerSignal] {
    TriggerSignal.allCases.filter { signal in cases.contains { $0.trigger == signal } }
  }

  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    var symbols: [Symbol] = []
    for text in try object.strings("symbols") {
      guard let symbol = Symbol(text), !symbols.contains(symbol) else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: "symbols"), expected: "markets, each once", found: text)
      }
      symbols.append(symbol)
    }
    var cases: [CertificationCase] = []
    for text in try object.strings("cases") {
      guard let certificationCase = CertificationCase(id: text), !cases.contains(certificationCase) else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: "cases"), expected: "cases, each once", found: text)
      }
      cases.append(certificationCase)
    }
    self.init(symbols: symbols, cases: cases)
    let signals = try object.strings("signals")
    guard signals == self.signals.map(\.rawValue) else {
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "signals"), expected: "the signals of the cases",
        found: signals.joined(separator: ", "))
    }
    try object.finish()
  }
}

extension CertificationTranscript.Ending {
  func members(exchanges: Int64) -> [JSONMember] {
    [
      JSONMember("record", "ending"), JSONMember("ending", .string(how.rawValue)),
      JSONMember("reason", .string(reason)), JSONMember("at", .string(at.description)),
      JSONMember("exchanges", .integer(exchanges)),
    ]
  }

  init(readingFrom object: inout JSONObjectReader, exchanges: Int64) throws(JSONShapeError) {
    _ = try object.string("record")
    how = try object.word("ending")
    reason = try object.string("reason")
    at = try object.timestamp("at")
    _ = try object.integer("exchanges", in: exchanges...exchanges)
  }
}
