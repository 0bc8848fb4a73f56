import KrakenFutures

/// A stop order made into a signed request, and nothing sent.
struct SigningRows {
  private static let repetitions = 10_000
  private static let warmUp = 100
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) {
    self.scene = scene
    self.rounds = rounds
  }

  func tables() throws -> [Table] {
    let order = try StopOrder()
    guard let expected = order.signer.headers(for: order.request)?.authent else {
      throw Launch.Failure(description: "the stop order is not signed")
    }
    let ours = Contestant(name: "WireRequest.command, RequestSigner") {
      try Batch.measured(Self.repetitions, warmUp: Self.warmUp) {
        let request = try WireRequest.command(order.command)
        guard order.signer.headers(for: request)?.authent == expected else {
          throw Launch.Failure(description: "the signature is another one")
        }
      }.sample
    }
    let floor = contestant(
      "C: snprintf, SHA-256, HMAC-SHA-512, base64",
      Launch([
        try scene.programs.floor("sign-floor", libraries: ["crypto"]), StopOrder.secret, order.clientID,
        expected, "\(Self.repetitions)",
      ]))
    let clients = KrakenClients()
    let peers =
      clients.map { clients in
        [("ccxt 4.5.90, create_order_request, sign", "whole"), ("ccxt 4.5.90, sign alone", "sign")].map {
          contestant(
            $0, clients.script("ccxt_sign.py", [$1, "\(Self.repetitions)"], order.environment))
        }
      } ?? []
    let series = try alternate(rounds: rounds, [ours, floor] + peers)
    var table = Table(
      "a stop order encoded and signed, each of \(Self.repetitions)", budget: "faster than the peer")
    table.add("ours", series[0])
    for peer in series.dropFirst(2) { table.add("peer", peer) }
    table.add("floor", series[1])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    for peer in series.dropFirst(2) { table.add(ratio: "\(peer.name) : ours", peer, to: series[0]) }
    if clients == nil { table.add(note: KrakenClients.absent) }
    return [table]
  }

  private func contestant(_ name: String, _ launch: Launch) -> Contestant {
    Contestant(name: name) { try launch.batch(output: "\(scene.folder)/batch").sample }
  }
}
