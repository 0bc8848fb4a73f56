public import Chronology
public import DurableFiles
public import StrictJSON

/// What a probe found, or why it found nothing, kept in a file for who has no network: the gate.
public struct ProbeRecord: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// The probe's answer.
    case answered(JSON)
    case refused(code: String, message: String, hint: String?, exitStatus: Int32)
  }

  /// When the probe began: what it found is no older.
  public var probedAt: Timestamp
  /// Nil where the host does not say.
  public var bootID: String?
  public var engineSha256: String
  /// Of the bytes that were used; nil when there is no usable configuration.
  public var configurationSha256: String?
  public var outcome: Outcome

  public init(
    probedAt: Timestamp, bootID: String?, engineSha256: String, configurationSha256: String?, outcome: Outcome
  ) {
    self.probedAt = probedAt
    self.bootID = bootID
    self.engineSha256 = engineSha256
    self.configurationSha256 = configurationSha256
    self.outcome = outcome
  }

  public var json: JSON {
    var members = [
      JSONMember("probe", "v1"), JSONMember("probedAt", .string(probedAt.description)),
      JSONMember("bootId", .optional(bootID)), JSONMember("engineSha256", .string(engineSha256)),
      JSONMember("configurationSha256", .optional(configurationSha256)),
    ]
    switch outcome {
    case .answered(let answer):
      members += [JSONMember("outcome", "ok"), JSONMember("exitStatus", 0)] + (answer.members ?? [])
    case .refused(let code, let message, let hint, let exitStatus):
      members += [
        JSONMember("outcome", .string(code)), JSONMember("exitStatus", .integer(Int64(exitStatus))),
        JSONMember(
          "error", ["code": .string(code), "message": .string(message), "hint": .optional(hint)]),
      ]
    }
    return .object(members)
  }

  /// Replaces the file in one step. Everybody may read it: it holds no secret.
  public func save(_ path: String) throws(FileError) {
    try DurableFiles.requireNothingSpecial(at: path)
    try DurableFiles.replace(path, with: json.encoded() + [0x0A], mode: 0o644)
  }
}

extension ProbeRecord.Outcome {
  public init(_ error: EngineError) {
    self = .refused(
      code: error.code.rawValue, message: error.message, hint: error.hint, exitStatus: error.exitStatus)
  }

  /// What is wrong with the configuration's text is printed, and not kept: its places say nothing elsewhere.
  public init(_ refusal: ConfigurationRefusal) {
    switch refusal {
    case .unreadable(let message):
      self = .refused(
        code: EngineError.Code.configurationUnreadable.rawValue, message: message, hint: nil, exitStatus: 78)
    case .mistakes:
      self = .refused(
        code: "engine.configuration-refused", message: "the configuration has mistakes",
        hint: "readiness config lint FILE", exitStatus: 78)
    }
  }
}
