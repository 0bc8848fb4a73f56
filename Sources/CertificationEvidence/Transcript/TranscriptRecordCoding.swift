import Chronology
import Cryptography
public import StrictJSON
import Trading

extension CertificationTranscript.Record {
  /// The record without its place in a transcript; also how a worker hands it to its guardian.
  public var json: JSON { .object(members) }

  /// Reads strictly what ``json`` writes.
  public init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    try self.init(readingFrom: &object)
    try object.finish()
  }

  var members: [JSONMember] {
    switch self {
    case .marker(let marker): [JSONMember("record", "marker")] + marker.members
    case .exchange(let exchange): [JSONMember("record", "exchange")] + exchange.members
    }
  }

  init(readingFrom object: inout JSONObjectReader) throws(JSONShapeError) {
    let record = try object.string("record")
    switch record {
    case "marker": self = .marker(try TranscriptMarker(readingFrom: &object))
    case "exchange": self = .exchange(try RecordedExchange(readingFrom: &object))
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "record"), expected: "one of marker, exchange, ending", found: record)
    }
  }
}

extension TranscriptMarker {
  fileprivate var members: [JSONMember] {
    switch self {
    case .begins(let episode): [JSONMember("marker", "begins"), JSONMember("episode", episode.json)]
    case .ends(let episode): [JSONMember("marker", "ends"), JSONMember("episode", episode.json)]
    case .command(let role, let command):
      [
        JSONMember("marker", "command"), JSONMember("role", .string(role.rawValue)),
        JSONMember("command", command.json),
      ]
    }
  }

  fileprivate init(readingFrom object: inout JSONObjectReader) throws(JSONShapeError) {
    let marker = try object.string("marker")
    switch marker {
    case "begins": self = .begins(try Episode(try object.object("episode")))
    case "ends": self = .ends(try Episode(try object.object("episode")))
    case "command":
      self = .command(try object.word("role"), try VenueCommand(try object.object("command")))
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "marker"), expected: "one of begins, ends, command", found: marker)
    }
  }
}

extension TranscriptMarker.Episode {
  fileprivate var json: JSON {
    switch self {
    case .certificationCase(let symbol, let certificationCase):
      ["kind": "case", "symbol": .string(symbol.spelling), "id": .string(certificationCase.id)]
    case .behaviour(let symbol, let behaviour):
      ["kind": "behaviour", "symbol": .string(symbol.spelling), "id": .string(behaviour.id)]
    case .preparation: ["kind": "preparation", "symbol": nil, "id": nil]
    case .cleanUp: ["kind": "clean-up", "symbol": nil, "id": nil]
    }
  }

  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let kind = try object.string("kind")
    switch kind {
    case "case":
      let id = try object.string("id")
      guard let certificationCase = CertificationCase(id: id) else {
        throw JSONShapeError(.wrongKind, at: object.path(of: "id"), expected: "a case's id", found: id)
      }
      self = .certificationCase(try object.symbol("symbol"), certificationCase)
    case "behaviour":
      let id = try object.string("id")
      guard let behaviour = CertifiedBehaviour.allCases.first(where: { $0.id == id }) else {
        throw JSONShapeError(.wrongKind, at: object.path(of: "id"), expected: "a behaviour's id", found: id)
      }
      self = .behaviour(try object.symbol("symbol"), behaviour)
    case "preparation", "clean-up":
      for key in ["symbol", "id"] {
        if let text = try object.optionalString(key) {
          throw JSONShapeError(.wrongKind, at: object.path(of: key), expected: "null", found: text)
        }
      }
      self = kind == "preparation" ? .preparation : .cleanUp
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "kind"), expected: "one of case, behaviour, preparation, clean-up",
        found: kind)
    }
    try object.finish()
  }
}

extension RecordedExchange {
  fileprivate var members: [JSONMember] {
    var (status, text, base64, failure) = (JSON.null, JSON.null, JSON.null, JSON.null)
    switch answer {
    case .received(let code, let body):
      status = .integer(code)
      if Self.isPlain(body) {
        text = .string(String(decoding: body, as: UTF8.self))
      } else {
        base64 = .string(Base64.encode(body))
      }
    case .failed(let code): failure = .string(code)
    }
    return [
      JSONMember("exchange", .integer(number)), JSONMember("method", .string(request.method)),
      JSONMember("target", .string(request.target)), JSONMember("body", .string(request.body)),
      JSONMember("sentMicroseconds", .integer(sentMicroseconds)),
      JSONMember("receivedMicroseconds", .integer(receivedMicroseconds)),
      JSONMember("sentAt", .string(sentAt.description)), JSONMember("status", status),
      JSONMember("answer", text), JSONMember("answerBase64", base64), JSONMember("failure", failure),
    ]
  }

  fileprivate init(readingFrom object: inout JSONObjectReader) throws(JSONShapeError) {
    let number = try object.integer("exchange", in: 1 ... .max)
    let request = RecordedRequest(
      method: try object.filledString("method"), target: try object.filledString("target"),
      body: try object.string("body"))
    let sent = try object.integer("sentMicroseconds", in: 0 ... .max)
    let received = try object.integer("receivedMicroseconds", in: 0 ... .max)
    let sentAt = try object.timestamp("sentAt")
    let status = try object.optionalInteger("status", in: 100...999)
    let text = try object.optionalString("answer")
    let base64 = try object.optionalString("answerBase64")
    let failure = try object.optionalString("failure")
    self.init(
      number: number, request: request, sentMicroseconds: sent, receivedMicroseconds: received,
      sentAt: sentAt, answer: .failed(""))
    switch (status, text, base64, failure) {
    case (let status?, let text?, nil, nil):
      answer = .received(status: Int(status), body: Array(text.utf8))
    case (let status?, nil, let base64?, nil):
      guard let body = Base64.decode(base64) else {
        throw JSONShapeError(
          .wrongKind, at: object.path(of: "answerBase64"), expected: "base64", found: "something else")
      }
      answer = .received(status: Int(status), body: body)
    case (nil, nil, nil, let failure?) where !failure.isEmpty: answer = .failed(failure)
    default:
      throw JSONShapeError(
        .wrongKind, at: object.path(of: "status"), expected: "a status with one form of answer, or a failure",
        found: "something else")
    }
  }

  /// Text that every JSON reader takes as it is; whatever else a venue sends is kept byte for byte as base64.
  private static func isPlain(_ body: [UInt8]) -> Bool {
    body.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }
}
