import Cryptography
import KrakenFuturesClient
import SimulatedVenue

/// The one key of the venue in this process, as the venue knows it.
enum PaperCredential {
  static let simulated = Credential(
    key: PaperKrakenFutures.key, secret: Base64.decode(PaperKrakenFutures.secret) ?? [])
}
