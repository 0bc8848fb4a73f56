import Chronology
import ReadinessCheck
import StrictJSON

/// What the program printed: `{"protocol":1,"nonce":"…","status":"…","findings":[…]}` and nothing else.
///
/// Closed by default: a member that is not known might be one that restricts.
struct ExternalAnswer {
  let findings: [Finding]

  init(
    _ output: [UInt8], from program: String, nonce: String, now: Timestamp
  ) throws(ExternalRefusal) {
    do {
      let json = try JSON.parse(
        output, limits: JSONLimits(bytes: External.answerLimit, depth: 8, values: 100_000))
      var reader = try JSONObjectReader(json)
      try reader.require("protocol", ExternalRequest.protocolVersion)
      guard try reader.string("nonce") == nonce else {
        throw Mistake("another nonce", "answer with the request's own 'nonce'; an earlier answer is none")
      }
      let status = try reader.status("status")
      var findings: [Finding] = []
      for object in try reader.objects("findings") { findings.append(try Finding(external: object)) }
      try reader.finish()
      try Self.require(findings, agreeWith: status, now)
      self.findings = findings
    } catch {
      throw Self.refusal(error, program, isEmpty: output.isEmpty)
    }
  }

  /// What is wrong with an answer whose form is right.
  private struct Mistake: Error {
    let found: String
    let hint: String

    init(_ found: String, _ hint: String) { (self.found, self.hint) = (found, hint) }
  }

  private static func require(
    _ findings: [Finding], agreeWith status: Finding.Status, _ now: Timestamp
  ) throws(Mistake) {
    guard let worst = worst(of: findings) else {
      throw Mistake("no findings", "name at least one thing that was looked at in 'findings'")
    }
    guard worst.status == status else {
      throw Mistake(
        "status \(status.rawValue), and a finding with \(worst.status.rawValue) about '\(worst.subject)'",
        "'status' is the worst of the findings: fail before unknown before pass")
    }
    if let ended = findings.first(where: { $0.validUntil.map { $0 <= now } ?? false }) {
      throw Mistake(
        "a finding about '\(ended.subject)' that ended at \(ended.validUntil.map(\.description) ?? "")",
        "say 'fail' about what does not hold any more")
    }
  }

  private static func worst(of findings: [Finding]) -> Finding? {
    findings.first { $0.status == .fail } ?? findings.first { $0.status == .unknown } ?? findings.first
  }

  private static func refusal(_ error: any Error, _ program: String, isEmpty: Bool) -> ExternalRefusal {
    let mistake = error as? Mistake
    return ExternalRefusal(
      .unknown, program, expected: "one JSON object of protocol 1",
      found: isEmpty ? "nothing" : mistake?.found ?? "\(error)",
      mistake == nil ? "the program's answer cannot be read" : "the program's answer does not count",
      hint: mistake?.hint
        ?? "print {\"protocol\":1,\"nonce\":…,\"status\":…,\"findings\":[…]} once, and all else to standard error"
    )
  }
}

extension Finding {
  /// Optional members may be left out, or be null.
  fileprivate init(external object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    let status = try object.status("status")
    let subject = try object.someText("subject")
    let expected = try object.string("expected")
    let found = try object.string("found")
    let message = try object.someText("message")
    let hint = object.has("hint") ? try object.optionalString("hint") : nil
    let position = object.has("position") ? try object.optionalString("position") : nil
    let validUntil = object.has("validUntil") ? try object.instant("validUntil") : nil
    var artifact: Artifact?
    if object.has("artifact"), var file = try object.optionalObject("artifact") {
      artifact = Artifact(name: try file.someText("name"), sha256: try file.digest("sha256"))
      try file.finish()
    }
    try object.finish()
    self.init(
      status, subject: subject, expected: expected, found: found, message: message, hint: hint,
      position: position, validUntil: validUntil, artifact: artifact)
  }
}

extension JSONObjectReader {
  fileprivate mutating func require(_ key: String, _ number: Int64) throws(JSONShapeError) {
    let found = try integer(key)
    guard found == number else {
      throw JSONShapeError(.outOfRange, at: path(of: key), expected: "\(number)", found: "\(found)")
    }
  }

  fileprivate mutating func status(_ key: String) throws(JSONShapeError) -> Finding.Status {
    let text = try string(key)
    guard let status = Finding.Status(rawValue: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "pass, fail or unknown", found: "'\(text.prefix(60))'")
    }
    return status
  }

  fileprivate mutating func someText(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard !text.isEmpty else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a text", found: "an empty one")
    }
    return text
  }

  /// As people write it: the report's form has three digits behind the seconds, which not every language prints.
  fileprivate mutating func instant(_ key: String) throws(JSONShapeError) -> Timestamp? {
    guard let text = try optionalString(key) else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "a time in UTC such as 2026-11-23T14:05:09Z",
        found: "'\(text.prefix(60))'")
    }
    return time
  }

  fileprivate mutating func digest(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    let isDigest =
      text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isDigest else {
      throw JSONShapeError(
        .wrongKind, at: path(of: key), expected: "64 lower-case hexadecimal digits",
        found: "'\(text.prefix(70))'")
    }
    return text
  }
}
