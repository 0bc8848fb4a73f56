public import Chronology
import DurableFiles
import StrictJSON

/// What a running engine says about itself, for `status`: a hint where to ask, never a fact to rely on.
public struct InstanceRecord: Sendable, Hashable {
  public var processID: Int32
  public var startedAt: Timestamp
  /// `127.0.0.1:9477`.
  public var healthAddress: String
  /// Which command runs; a record of an earlier version says none, and is an engine's.
  public var mode: EngineStatus.Mode

  public init(
    processID: Int32, startedAt: Timestamp, healthAddress: String, mode: EngineStatus.Mode = .run
  ) {
    self.processID = processID
    self.startedAt = startedAt
    self.healthAddress = healthAddress
    self.mode = mode
  }

  public func save(in folder: StateFolder) throws(EngineError) {
    let json: JSON = [
      "instance": "v1", "processId": .integer(Int64(processID)), "startedAt": .string(startedAt.description),
      "health": .string(healthAddress), "mode": .string(mode.rawValue),
    ]
    do { try DurableFiles.replace(folder.instance, with: json.encoded() + [0x0A], mode: 0o600) } catch {
      throw EngineError(state: error, "the instance's record cannot be written", hint: nil)
    }
  }

  /// Nil when there is none, or one that cannot be read.
  public static func load(in folder: StateFolder) -> InstanceRecord? {
    guard let bytes = try? DurableFiles.read(folder.instance, limit: 4_096),
      let json = try? JSON.parse(bytes), json["instance"]?.stringValue == "v1",
      let processID = json["processId"]?.integerValue.flatMap(Int32.init(exactly:)),
      let startedAt = json["startedAt"]?.stringValue.flatMap(Timestamp.init(canonical:)),
      let health = json["health"]?.stringValue
    else { return nil }
    let word = json["mode"]
    guard let mode = word == nil ? .run : word?.stringValue.flatMap(EngineStatus.Mode.init(rawValue:)) else {
      return nil
    }
    return InstanceRecord(processID: processID, startedAt: startedAt, healthAddress: health, mode: mode)
  }

  /// Takes the record away; one that is gone already is fine.
  public static func remove(in folder: StateFolder) {
    try? DurableFiles.remove(folder.instance)
  }
}
