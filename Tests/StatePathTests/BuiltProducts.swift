import Glibc

/// Programs beside the tests' own executable.
enum BuiltProducts {
  /// The program that knows the state roles.
  static let stateRole = folder + "/state-role"
  static let engine = folder + "/trading-engine"

  private static let folder: String = {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let path = buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }
    return String(decoding: path[..<(path.lastIndex(of: 0x2F) ?? 0)], as: UTF8.self)
  }()
}
