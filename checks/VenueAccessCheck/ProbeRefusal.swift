import ReadinessCheck
import StrictJSON

/// Why the engine's probe gave no answer: its code, and the exit status that says what to do about it.
struct ProbeRefusal: Sendable, Hashable {
  let code: String
  let message: String
  let hint: String?
  let exitStatus: Int64

  /// What `trading-engine probe --json` prints when it fails: `{"error":{"code":…,"message":…,"hint":…}}`.
  init(_ reader: inout JSONObjectReader, exitStatus: Int64) throws(JSONShapeError) {
    var error = try reader.object("error")
    code = try error.string("code")
    message = try error.string("message")
    hint = try error.optionalString("hint")
    self.exitStatus = exitStatus
  }

  /// Closed either way: 78 says that venue, key or configuration are not what is meant, which waiting does not mend;
  /// whatever else has happened, nobody knows how things stand.
  func noAnswer(systemdHint: String? = nil, artifact: Finding.Artifact? = nil) -> NoAnswer {
    let isRefused = exitStatus == 78
    let words: (subject: String, message: String) =
      switch code {
      case "venue.credentials": ("API key", "the venue does not take the key, or the engine cannot read it")
      case "venue.account-differs": ("account", "the key belongs to another account than the configured one")
      case "venue.environment-differs": ("environment", "the session is of another environment")
      case "venue.symbol": ("symbols", "a configured symbol cannot be traded")
      default: ("venue", isRefused ? "the venue is not the one that is meant" : "the venue does not answer")
      }
    let ours = code == "venue.credentials" ? systemdHint : nil
    return NoAnswer(
      isRefused ? .fail : .unknown, words.subject, expected: "an answer of 'trading-engine probe'",
      found: "\(message) [\(code)]", words.message,
      hint: [ours, hint].compactMap { $0 }.joined(separator: "; or ").nonEmpty ?? "trading-engine probe",
      artifact: artifact)
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
