import Cryptography
import DurableFiles

/// This executable.
enum GateIdentity {
  static func sha256() throws(GateFailure) -> String {
    do {
      let file = try FileDescriptor.openRegular("/proc/self/exe")
      return try SHA256.digest(ofDescriptor: file.number, limit: 1 << 30).digest.hex
    } catch {
      throw GateFailure(
        "gate.unreadable", "the gate cannot read its own executable: \(error)", exitStatus: 70)
    }
  }
}
