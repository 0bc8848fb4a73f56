import Chronology
import EngineConfiguration
public import StrictJSON

extension Alert {
  static let version: Int64 = 1

  /// What the alert program and a plain webhook get, and what the spool keeps.
  public var json: JSON {
    [
      "version": .integer(Self.version), "id": .string(id), "code": .string(code),
      "severity": .string(severity.rawValue), "message": .string(message), "repeats": .integer(repeats),
      "environment": .string(origin.environment), "account": origin.account.map(JSON.string) ?? .null,
      "instance": .string(origin.instance), "host": .string(origin.host), "at": .string(at.description),
      "engine": .string(origin.engine),
    ]
  }

  /// Reads what ``json`` writes, and nothing else.
  init(_ reader: inout JSONObjectReader) throws(JSONShapeError) {
    _ = try reader.integer("version", in: Self.version...Self.version)
    let id = try reader.string("id")
    let code = try reader.string("code")
    let severity = AlertSeverity(rawValue: try reader.string("severity"))
    let message = try reader.string("message")
    let repeats = try reader.integer("repeats", in: 0...Int64.max)
    let environment = try reader.string("environment")
    let account = try reader.optionalString("account")
    let instance = try reader.string("instance")
    let host = try reader.string("host")
    let at = Timestamp(canonical: try reader.string("at"))
    let engine = try reader.string("engine")
    try reader.finish()
    guard let severity, let at, !id.isEmpty, !code.isEmpty else {
      throw JSONShapeError(.wrongKind, at: reader.path, expected: "an alert", found: "another object")
    }
    self.init(
      id: id, code: code, severity: severity, message: message, at: at, repeats: repeats,
      origin: AlertOrigin(
        environment: environment, account: account, instance: instance, host: host, engine: engine))
  }
}
