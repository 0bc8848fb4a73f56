import ReadinessCheck
import StrictJSON

/// How the clocks stood at earlier runs of one boot:
/// `{"mark":"v1","bootId":"…","planted":{"realtimeNanoseconds":n,"bootTimeNanoseconds":n},"seen":{…}}`.
struct ClockMark: Sendable, Hashable {
  let bootId: String
  /// At the first run.
  let planted: ClockReading
  /// At the last run that saw no step.
  let seen: ClockReading

  init(bootId: String, planted: ClockReading, seen: ClockReading) {
    self.bootId = bootId
    self.planted = planted
    self.seen = seen
  }

  /// - Throws: when the bytes are no mark of this version.
  init(_ bytes: [UInt8]) throws {
    var reader = try JSONObjectReader(
      try JSON.parse(bytes, limits: JSONLimits(bytes: 4_096, depth: 4, values: 16)))
    let version = try reader.string("mark")
    bootId = try reader.string("bootId")
    planted = try ClockReading(reader.object("planted"))
    seen = try ClockReading(reader.object("seen"))
    try reader.finish()
    guard version == "v1", !bootId.isEmpty else {
      throw JSONShapeError(.wrongKind, at: "$.mark", expected: "v1", found: version)
    }
  }

  var encoded: [UInt8] {
    let json: JSON = [
      "mark": "v1", "bootId": .string(bootId), "planted": planted.json, "seen": seen.json,
    ]
    return json.encoded() + [0x0A]
  }
}

extension ClockReading {
  fileprivate init(_ object: JSONObjectReader) throws(JSONShapeError) {
    var object = object
    self.init(
      realtimeNanoseconds: try object.integer("realtimeNanoseconds", in: 0 ... .max),
      bootTimeNanoseconds: try object.integer("bootTimeNanoseconds", in: 0 ... .max))
    try object.finish()
  }

  fileprivate var json: JSON {
    [
      "realtimeNanoseconds": .integer(realtimeNanoseconds),
      "bootTimeNanoseconds": .integer(bootTimeNanoseconds),
    ]
  }
}
