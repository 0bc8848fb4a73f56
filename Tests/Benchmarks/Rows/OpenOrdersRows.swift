import KrakenFutures

/// The venue's answer about 10,000 open orders, from bytes to values.
struct OpenOrdersRows {
  private static let repetitions = 5
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) {
    self.scene = scene
    self.rounds = rounds
  }

  func tables() throws -> [Table] {
    let orders = try OpenOrdersAnswer(10_000)
    let body = Array(orders.text.utf8)
    let file = "\(scene.folder)/open-orders.json"
    try write(orders.text, to: file)
    let ours = Contestant(name: "WireAnswer.openOrders") {
      Self.medianOnly(
        try Batch.measured(Self.repetitions, warmUp: 1) {
          let reading = try WireAnswer(status: 200, body: body).openOrders()
          guard reading.value.count == orders.count, reading.isComplete else {
            throw Launch.Failure(description: "not every order was decoded")
          }
        })
    }
    // The answer's own object, and one for each order.
    let floor = contestant(
      "C: the grammar of JSON, nothing kept",
      Launch([
        try scene.programs.floor("json-floor", libraries: []), file, "\(Self.repetitions)",
        "\(orders.count + 1)",
      ]))
    let clients = KrakenClients()
    let peers =
      clients.map { clients in
        [("ccxt 4.5.90, parse_json (orjson), parse_orders", "ccxt"), ("Python's json.loads alone", "json")]
          .map {
            contestant($0, clients.script("open_orders.py", [$1, file, "\(Self.repetitions)"]))
          }
      } ?? []
    let series = try alternate(rounds: rounds, [ours, floor] + peers)
    var table = Table(
      "the answer about \(orders.count) open orders decoded, \(body.count / 1_000) kB, median of "
        + "\(Self.repetitions)", budget: "faster than the peer")
    table.add("ours", series[0])
    for peer in series.dropFirst(2) { table.add("peer", peer) }
    table.add("floor", series[1])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    for peer in series.dropFirst(2) { table.add(ratio: "\(peer.name) : ours", peer, to: series[0]) }
    if clients == nil { table.add(note: KrakenClients.absent) }
    return [table]
  }

  private func contestant(_ name: String, _ launch: Launch) -> Contestant {
    Contestant(name: name) { Self.medianOnly(try launch.batch(output: "\(scene.folder)/batch")) }
  }

  /// Of five repetitions nobody can say what 99 of 100 stay below.
  private static func medianOnly(_ batch: Batch) -> Sample {
    Sample(wallMicroseconds: Double(batch.medianNanoseconds) / 1_000)
  }
}
