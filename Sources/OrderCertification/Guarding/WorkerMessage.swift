import CertificationEvidence
import StrictJSON

/// What a worker tells its guardian, one JSON object on a line each.
enum WorkerMessage: Sendable, Hashable {
  /// The first: whom it reached. It sends nothing that changes anything until the guardian lets it begin.
  case session(WorkerSession)
  case record(CertificationTranscript.Record)
  /// Why a step goes no further, for people.
  case note(String)
  /// The run is over, and what is ours was removed as far as it could be.
  case ended(OrderCertification.Ending, reason: String)
  /// It could not begin.
  case refused(code: String, message: String, status: Int64)

  var line: [UInt8] {
    let json: JSON =
      switch self {
      case .session(let session): ["message": "session", "session": session.json]
      case .record(let record): ["message": "record", "record": record.json]
      case .note(let text): ["message": "note", "text": .string(text)]
      case .ended(let how, let reason):
        ["message": "ended", "ending": .string(how.rawValue), "reason": .string(reason)]
      case .refused(let code, let message, let status):
        [
          "message": "refused", "code": .string(code), "text": .string(message), "status": .integer(status),
        ]
      }
    return json.encoded() + [0x0A]
  }

  init(line: [UInt8]) throws {
    var object = try JSONObjectReader(try JSON.parse(line, limits: JSONLimits(bytes: 64 << 20)))
    switch try object.string("message") {
    case "session":
      var session = try object.object("session")
      self = .session(try WorkerSession(readingFrom: &session))
      try session.finish()
    case "record": self = .record(try CertificationTranscript.Record(try object.object("record")))
    case "note": self = .note(try object.string("text"))
    case "ended":
      let word = try object.string("ending")
      guard let how = OrderCertification.Ending(rawValue: word) else {
        throw JSONShapeError(.wrongKind, at: "$.ending", expected: "an ending", found: word)
      }
      self = .ended(how, reason: try object.string("reason"))
    case "refused":
      self = .refused(
        code: try object.string("code"), message: try object.string("text"),
        status: try object.integer("status", in: 0...255))
    case let other:
      throw JSONShapeError(.wrongKind, at: "$.message", expected: "a message", found: other)
    }
    try object.finish()
  }
}
