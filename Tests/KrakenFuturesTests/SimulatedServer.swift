import Chronology
import SimulatedVenue

/// A simulated venue with one account, flat prices, and time that passes only while an answer is owed. In a file of its
/// own: it and the adapter have types of the same names.
struct SimulatedServer {
  private var kraken: SimulatedKraken
  private var now = Timestamp(clamping: 1_795_427_900_000)
  private var token = 0

  init() {
    var configuration = VenueConfiguration(seed: 1)
    configuration.path = .held
    configuration.accounts = [
      (
        id: "00000000-0000-4000-8000-000000000001",
        credential: Credential(key: "TESTKEY", secret: Array(0..<64)), deposits: [(.usd, 100_000)]
      )
    ]
    kraken = SimulatedKraken(configuration, at: now)
  }

  /// - Returns: nil when no answer comes within half a second of the venue's time.
  mutating func answer(
    method: String, target: String, body: [UInt8], apiKey: String?, authent: String?
  ) -> (status: Int, body: [UInt8])? {
    token += 1
    let request = WireRequest(method: method, target: target, body: body, apiKey: apiKey, authent: authent)
    var outputs = kraken.handle(request, token: token, at: now)
    for _ in 0..<500 where !outputs.contains(where: { $0.token == token }) {
      now = now.advanced(byMilliseconds: 1)
      outputs = kraken.advance(to: now)
    }
    return outputs.first { $0.token == token }.map { ($0.reply.status, $0.reply.body) }
  }
}
