import Chronology
public import HTTPTransport
import KrakenSimulator
import SimulatedVenue

extension KrakenWorld {
  /// The key of the simulator's standard account, whose secret is the bytes 0 to 63.
  public static let key = "TESTKEY"
  public static let secret =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  /// A simulator's session over plain HTTP, PF_XBTUSD standing still at 70,000.
  public static func standard(
    seed: UInt64 = 7, session: TransportSession? = nil
  ) throws -> KrakenWorld {
    let start = Timestamp(clamping: 1_795_000_000_000)
    let world = KrakenWorld(
      .standard(seed: seed, at: start), at: start,
      session: try session
        ?? TransportSession(
          origin: HTTPOrigin("http://127.0.0.1:1"), certificateSha256s: [],
          isVerifiedBySystemTrustStore: false))
    world.control("prices", "{symbol: PF_XBTUSD, price: 70000}")
    return world
  }
}
