import DurableFiles
import Glibc
import ReadinessReport

/// This machine as the report names it.
enum HostReading {
  /// - Returns: an empty machine id where the machine has none, which demo and live refuse.
  static func read() -> ReadinessReport.Host {
    let machine = (try? DurableFiles.read("/etc/machine-id", limit: 128)).flatMap(HostIdentity.machineId)
    let boot = (try? DurableFiles.read("/proc/sys/kernel/random/boot_id", limit: 128)) ?? []
    return ReadinessReport.Host(
      machineId: machine ?? "", bootId: String(decoding: boot.prefix { $0 != 0x0A }, as: UTF8.self),
      hostname: hostname())
  }

  private static func hostname() -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let status = unsafe buffer.withUnsafeMutableBytes { bytes -> Int32 in
      guard let base = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return -1 }
      return unsafe gethostname(base, bytes.count - 1)
    }
    guard status == 0 else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}
