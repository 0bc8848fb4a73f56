public import Cryptography
import DurableFiles
import KrakenFutures
public import Trading

/// Which program this is.
public struct EngineIdentity: Sendable, Hashable {
  public static let name = "trading-engine"
  public static let version = "0.1.0"

  /// The wire protocol that orders go out by, as certification evidence names it. The configuration's word
  /// `kraken-futures` chooses it and is never compared with evidence.
  public static let adapter = KrakenFutures.adapterName
  /// Of the order mapping that this engine trades with, 64 lower-case hexadecimal digits.
  public static let orderMappingSha256 = OrderMapping.sha256.hex
  /// When the venue switches the adapter's interface off; nil where it announced no end.
  public static let interfaceEnd = KrakenFutures.capabilities.endsAt

  /// Of `/proc/self/exe`: the file that runs, also when another one stands at its path by now.
  public let sha256: SHA256Digest

  public init(sha256: SHA256Digest) { self.sha256 = sha256 }

  /// Reads this process's executable.
  public static func ofThisProcess() throws(EngineError) -> EngineIdentity {
    do { return try ofExecutable("/proc/self/exe") } catch {
      throw EngineError(.executableUnreadable, "the own executable cannot be hashed: \(error)")
    }
  }

  /// Reads another process's executable: which program really runs there.
  static func ofProcess(_ number: Int32) throws(EngineError) -> EngineIdentity {
    do { return try ofExecutable("/proc/\(number)/exe") } catch {
      throw EngineError(
        .executableUnreadable, "the executable of process \(number) cannot be hashed: \(error)",
        hint: "run the command as the engine's user, or as root")
    }
  }

  private static func ofExecutable(_ path: String) throws -> EngineIdentity {
    let file = try FileDescriptor.openRegular(path)
    return EngineIdentity(sha256: try SHA256.digest(ofDescriptor: file.number, limit: 1 << 30).digest)
  }
}
