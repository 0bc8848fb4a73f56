import Chronology
import Cryptography
import StrictJSON

/// The first line, with what decides whether the rest is read.
struct TranscriptHeaderLine {
  let version: String
  let adapter: String
  let environment: String
  let origin: String
  let startedAt: Timestamp
  let symbols: [String]

  init(_ json: JSON) throws(JSONShapeError) {
    var object = try JSONObjectReader(json)
    version = try object.string("transcript")
    adapter = try object.string("adapter")
    environment = try object.string("environment")
    origin = try object.string("origin")
    startedAt = try object.timestamp("startedAt")
    var symbols: [String] = []
    for item in try object.value("plan")["symbols"]?.arrayValue ?? [] {
      guard let symbol = item.stringValue else {
        throw JSONShapeError(.wrongKind, at: "$.plan.symbols", expected: "a string", found: item.kindName)
      }
      symbols.append(symbol)
    }
    self.symbols = symbols
  }
}

/// Any later line and its place in the chain.
struct TranscriptRecordLine {
  enum Content {
    /// What a command was for: nothing that a venue is asked.
    case marker
    case exchange(RecordedRun.Exchange)
    case ending(String)
  }

  let number: Int64
  let previous: String
  let content: Content

  init(_ json: JSON) throws(JSONShapeError) {
    var object = try JSONObjectReader(json)
    number = try object.integer("number")
    previous = try object.string("previous")
    switch try object.string("record") {
    case "marker": content = .marker
    case "ending": content = .ending(try object.string("ending"))
    case "exchange": content = .exchange(try RecordedRun.Exchange(&object))
    case let other:
      throw JSONShapeError(
        .wrongKind, at: "$.record", expected: "one of marker, exchange, ending", found: other)
    }
  }
}

extension RecordedRun.Exchange {
  fileprivate init(_ object: inout JSONObjectReader) throws(JSONShapeError) {
    number = try object.integer("exchange", in: 1 ... .max)
    method = try object.string("method")
    target = try object.string("target")
    body = try object.string("body")
    sentAt = try object.timestamp("sentAt")
    guard let status = try object.optionalInteger("status", in: 100...999) else {
      answer = nil
      return
    }
    let text = try object.optionalString("answer")
    let base64 = try object.optionalString("answerBase64")
    guard let bytes = text.map({ Array($0.utf8) }) ?? base64.flatMap({ Base64.decode($0) }) else {
      throw JSONShapeError(
        .wrongKind, at: "$.answer", expected: "an answer as text or base64", found: "something else")
    }
    answer = RecordedRun.Answer(status: Int(status), body: bytes)
  }
}

extension JSONObjectReader {
  fileprivate mutating func timestamp(_ key: String) throws(JSONShapeError) -> Timestamp {
    let text = try string(key)
    guard let time = Timestamp(rfc3339: text) else {
      throw JSONShapeError(.wrongKind, at: "$.\(key)", expected: "a time", found: text)
    }
    return time
  }
}
