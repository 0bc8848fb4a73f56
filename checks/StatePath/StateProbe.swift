import StrictJSON

/// The content of a probe that the gate's own writer makes: `{"readinessProbe":"v1","token":"…"}`.
struct StateProbe: Sendable, Hashable {
  /// How the names of all probes begin. `.readiness-probe-<milliseconds since 1970>-<random>-<number>`.
  static let namePrefix = ".readiness-probe-"

  let token: String

  init(token: String) { self.token = token }

  /// - Throws: when the bytes are no probe.
  init(_ bytes: [UInt8]) throws {
    var reader = try JSONObjectReader(
      try JSON.parse(bytes, limits: JSONLimits(bytes: 4_096, depth: 2, values: 8)))
    let version = try reader.string("readinessProbe")
    token = try reader.string("token")
    try reader.finish()
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.readinessProbe", expected: "v1", found: version)
    }
  }

  var encoded: [UInt8] {
    let json: JSON = ["readinessProbe": "v1", "token": .string(token)]
    return json.encoded() + [0x0A]
  }

  /// When the probe with this name was made, in milliseconds since 1970; nil for another file. The temporary file
  /// beside a probe has the same name with more dots in front, and counts.
  static func milliseconds(ofProbeNamed name: String) -> Int64? {
    let body = name.drop { $0 == "." }
    guard name.hasPrefix("."), body.hasPrefix(namePrefix.dropFirst()) else { return nil }
    return Int64(body.dropFirst(namePrefix.count - 1).prefix { $0 != "-" })
  }
}
