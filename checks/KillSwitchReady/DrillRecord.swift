import Chronology
import StrictJSON

/// What `trading-engine kill-switch drill` saw, as it left it in its file.
struct DrillRecord: Sendable, Hashable {
  struct Step: Sendable, Hashable {
    let name: String
    let hasPassed: Bool
    let found: String
  }

  /// What every drill has to have done, in this order.
  static let required = ["state-loaded", "armed", "tripped", "latched", "reset", "armed-again"]
  /// What one with a running engine has to have done besides.
  static let requiredWithEngine = ["acknowledged", "entries-refused"]

  let at: Timestamp
  let engineSha256: String
  let environment: String
  /// Nil where the latch was never seen on disk.
  let tripMilliseconds: Int64?
  let acknowledgedByEngine: Bool
  let steps: [Step]

  /// Strict: what a later release adds, this one does not understand.
  init(_ bytes: [UInt8]) throws {
    var reader = try JSONObjectReader(
      try JSON.parse(bytes, limits: JSONLimits(bytes: 1 << 16, depth: 4, values: 512)))
    let version = try reader.string("killSwitchDrill")
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.killSwitchDrill", expected: "v1", found: version)
    }
    let time = try reader.string("at")
    guard let at = Timestamp(canonical: time) else {
      throw JSONShapeError(.wrongKind, at: "$.at", expected: "a time", found: time)
    }
    self.at = at
    engineSha256 = try reader.string("engineSha256")
    environment = try reader.string("environment")
    _ = try reader.optionalString("tripId")
    tripMilliseconds = try reader.optionalInteger("tripMilliseconds", in: 0 ... .max)
    acknowledgedByEngine = try reader.bool("acknowledgedByEngine")
    var steps: [Step] = []
    for var object in try reader.objects("steps") {
      let step = Step(
        name: try object.string("step"), hasPassed: try object.bool("passed"),
        found: try Self.found(&object))
      steps.append(step)
    }
    self.steps = steps
    try reader.finish()
  }

  private static func found(_ object: inout JSONObjectReader) throws(JSONShapeError) -> String {
    _ = try object.integer("milliseconds", in: 0 ... .max)
    let found = try object.string("found")
    try object.finish()
    return found
  }

  /// What keeps it from being a drill that was passed; nil when nothing does.
  var shortfall: String? {
    if let failed = steps.first(where: { !$0.hasPassed }) { return "\(failed.name): \(failed.found)" }
    let expected = acknowledgedByEngine ? Self.required + Self.requiredWithEngine : Self.required
    if let missing = expected.first(where: { name in !steps.contains { $0.name == name } }) {
      return "no step '\(missing)'"
    }
    return tripMilliseconds == nil ? "it does not say how long the trip took" : nil
  }
}
