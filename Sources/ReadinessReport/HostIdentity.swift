import Cryptography

/// The machine as reports name it: an id that belongs to this application, from which the machine's own
/// cannot be computed.
///
/// As `sd_id128_get_machine_app_specific(3)` derives one: HMAC-SHA-256 keyed by the machine id over the
/// application id, its first 16 bytes marked as a UUID of version 4, variant 1.
public enum HostIdentity {
  /// `systemd-id128 machine-id --app-specific=` with this value prints the same.
  public static let applicationId = "6f5c2d1e9a8b4c3fb07d1e5a42c98d36"

  /// - Parameter file: the bytes of /etc/machine-id.
  /// - Returns: 32 lower-case hexadecimal digits; nil when the file does not hold a machine id.
  public static func machineId(_ file: [UInt8]) -> String? {
    let text = String(decoding: file.prefix { $0 != 0x0A }, as: UTF8.self)
    guard file.count <= 33, let machine = Hexadecimal.decode(text), machine.count == 16,
      machine.contains(where: { $0 != 0 }), let application = Hexadecimal.decode(applicationId)
    else { return nil }
    var id = Array(HMAC.sha256(key: machine, message: application).prefix(16))
    id[6] = id[6] & 0x0F | 0x40
    id[8] = id[8] & 0x3F | 0x80
    return Hexadecimal.encode(id)
  }
}
