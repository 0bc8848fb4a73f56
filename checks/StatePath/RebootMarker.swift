import StrictJSON

/// The file beside the state that a later boot has to find: `.readiness-marker`, one per folder.
///
/// `{"marker":"v1","bootId":"…","device":n,"inode":n}`, where device and inode are the folder's, so that a marker
/// that came with a copy or an image of the folder proves nothing.
struct RebootMarker: Sendable, Hashable {
  static let name = ".readiness-marker"

  /// /proc/sys/kernel/random/boot_id when it was planted.
  let bootID: String
  let device: UInt64
  let inode: UInt64

  init(bootID: String, device: UInt64, inode: UInt64) {
    self.bootID = bootID
    self.device = device
    self.inode = inode
  }

  /// - Throws: when the bytes are no marker of this version.
  init(_ bytes: [UInt8]) throws {
    var reader = try JSONObjectReader(
      try JSON.parse(bytes, limits: JSONLimits(bytes: 4_096, depth: 4, values: 16)))
    let version = try reader.string("marker")
    bootID = try reader.string("bootId")
    device = UInt64(bitPattern: try reader.integer("device"))
    inode = UInt64(bitPattern: try reader.integer("inode"))
    try reader.finish()
    guard version == "v1", !bootID.isEmpty else {
      throw JSONShapeError(.wrongKind, at: "$.marker", expected: "v1", found: version)
    }
  }

  var encoded: [UInt8] {
    let json: JSON = [
      "marker": "v1", "bootId": .string(bootID), "device": .integer(Int64(bitPattern: device)),
      "inode": .integer(Int64(bitPattern: inode)),
    ]
    return json.encoded() + [0x0A]
  }

  enum Verdict: Sendable, Hashable {
    case survived
    /// Planted in this very boot.
    case sameBoot
    /// Planted in another folder, or on another device.
    case elsewhere
  }

  /// What a marker that was found says, given what would be planted now.
  func judged(now: RebootMarker) -> Verdict {
    guard device == now.device, inode == now.inode else { return .elsewhere }
    return bootID == now.bootID ? .sameBoot : .survived
  }
}
