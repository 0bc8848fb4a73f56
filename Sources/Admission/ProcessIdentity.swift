import DurableFiles

/// Who a process is to the kernel.
public struct ProcessIdentity: Sendable, Hashable {
  /// Real, effective, saved and file-system user.
  public var userIDs: [UInt32]
  /// The same of the group, and the supplementary groups.
  public var groupIDs: [UInt32]
  /// Bits by number, capabilities(7): those that it has and those that it may take.
  public var capabilities: UInt64

  public init(userIDs: [UInt32], groupIDs: [UInt32], capabilities: UInt64) {
    self.userIDs = userIDs
    self.groupIDs = groupIDs
    self.capabilities = capabilities
  }

  /// Somebody who may do anything: what an identity that cannot be read counts as.
  public static let root = ProcessIdentity(userIDs: [0], groupIDs: [0], capabilities: .max)

  /// This process.
  public static func current() -> ProcessIdentity {
    guard let bytes = try? DurableFiles.read("/proc/self/status", limit: 64 << 10),
      let identity = ProcessIdentity(status: bytes)
    else { return .root }
    return identity
  }

  /// Reads `/proc/PID/status`, proc(5): the lines `Uid:`, `Gid:`, `Groups:`, `CapPrm:` and `CapEff:`.
  ///
  /// - Returns: nil when one of them is not there or is not as it must be.
  public init?(status bytes: [UInt8]) {
    var fields: [String: [Substring]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[String(line[..<colon])] = line[line.index(after: colon)...].split { $0 == "\t" || $0 == " " }
    }
    func numbers(_ name: String) -> [UInt32]? {
      guard let words = fields[name] else { return nil }
      let numbers = words.compactMap { UInt32($0) }
      return numbers.count == words.count ? numbers : nil
    }
    func mask(_ name: String) -> UInt64? { fields[name]?.first.flatMap { UInt64($0, radix: 16) } }
    guard let users = numbers("Uid"), users.count == 4, let groups = numbers("Gid"), groups.count == 4,
      let supplementary = numbers("Groups"), let permitted = mask("CapPrm"), let effective = mask("CapEff")
    else { return nil }
    userIDs = users
    groupIDs = groups + supplementary
    capabilities = permitted | effective
  }

  /// Why this process may do what only root should, in words; nil when it may not.
  var excess: String? {
    if userIDs.contains(0) { return "user 0" }
    let names = Self.overriding.filter { capabilities >> $0.bit & 1 == 1 }.map(\.name)
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  /// Capabilities that get around file permissions or become another user, linux/capability.h.
  private static let overriding: [(bit: UInt64, name: String)] = [
    (0, "CAP_CHOWN"), (1, "CAP_DAC_OVERRIDE"), (3, "CAP_FOWNER"), (6, "CAP_SETGID"), (7, "CAP_SETUID"),
    (8, "CAP_SETPCAP"), (9, "CAP_LINUX_IMMUTABLE"), (16, "CAP_SYS_MODULE"), (17, "CAP_SYS_RAWIO"),
    (18, "CAP_SYS_CHROOT"), (19, "CAP_SYS_PTRACE"), (21, "CAP_SYS_ADMIN"), (25, "CAP_SYS_TIME"),
    (27, "CAP_MKNOD"), (31, "CAP_SETFCAP"), (32, "CAP_MAC_OVERRIDE"), (33, "CAP_MAC_ADMIN"),
  ]
}
