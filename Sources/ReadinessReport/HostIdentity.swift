import Cryptography

/// Which host this is, and which boot of it, from the files that say so; the caller reads them.
///
/// The machine id itself is confidential (machine-id(5)), so reports carry one derived for this application, as
/// sd_id128_get_machine_app_specific(3) derives it: the first 16 bytes of HMAC-SHA-256 with the machine id as key
/// and the application id as message, marked as a UUID of version 4. The same on the command line:
/// `systemd-id128 machine-id --app-specific=5c9ea0385d974f10b62df12d1f6e71c6`.
public enum HostIdentity {
  public static let machineIDPath = "/etc/machine-id"
  public static let bootIDPath = "/proc/sys/kernel/random/boot_id"
  /// Fixed for ever: another one would make every host another host.
  public static let applicationID = "5c9ea0385d974f10b62df12d1f6e71c6"

  /// 32 lower-case hexadecimal digits.
  ///
  /// - Parameter bytes: of `/etc/machine-id`.
  /// - Returns: nil for a host that has none: the file is empty, says `uninitialized`, is all zeros, or is not
  ///   32 hexadecimal digits and a newline.
  public static func machineID(contents bytes: [UInt8]) -> String? {
    guard let key = decode(bytes.last == 0x0A ? bytes.dropLast() : bytes[...]),
      key.contains(where: { $0 != 0 }),
      let message = Hexadecimal.decode(applicationID)
    else { return nil }
    var id = Array(HMAC.sha256(key: key, message: message).prefix(16))
    id[6] = id[6] & 0x0F | 0x40
    id[8] = id[8] & 0x3F | 0x80
    return Hexadecimal.encode(id)
  }

  /// 32 lower-case hexadecimal digits.
  ///
  /// - Parameter bytes: of `/proc/sys/kernel/random/boot_id`, a UUID with hyphens and a newline (random(4)).
  public static func bootID(contents bytes: [UInt8]) -> String? {
    let line = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
    guard line.count == 36 else { return nil }
    let digits = line.filter { $0 != 0x2D }
    return decode(digits[...]).map(Hexadecimal.encode)
  }

  private static func decode(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count == 32 else { return nil }
    return Hexadecimal.decode(String(decoding: digits, as: UTF8.self))
  }
}
