import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import Trading

/// One signed stop order over loopback against a canned C server: the transport alone beside a bare libcurl loop, and the
/// adapter, from order to outcome, beside clients that others wrote.
struct OrderRows {
  private static let repetitions = 1_000
  private static let warmUp = 100
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) {
    self.scene = scene
    self.rounds = rounds
  }

  func tables() throws -> [Table] {
    let order = try StopOrder()
    let server = try CannedServer(scene.programs, answer: order.answer)
    let transport = try HTTPTransport(origin: HTTPOrigin(server.origin), warming: nil)
    let clients = KrakenClients()
    let peers = clients.map { self.peers($0, server, order) } ?? []
    // Everybody in the same rounds, so that what disturbs the machine disturbs all alike.
    let series = try alternate(
      rounds: rounds,
      [try floor(server, order)] + (try self.transport(transport, order)) + adapter(transport, order) + peers)
    let (floor, bare, whole, others) = (series[0], series[1...2], series[3...4], series[5...])

    var sending = Table(
      "a stop order signed beforehand, over loopback, request to answer, each of \(Self.repetitions)",
      budget: "at most 1.3 times the floor, on the executor")
    for series in bare { sending.add("ours", series) }
    sending.add("floor", floor)
    for series in bare { sending.add(ratio: "\(series.name) : floor", series, to: floor) }

    var trading = Table(
      "one signed stop order over loopback, order to outcome, each of \(Self.repetitions)",
      budget: "none against the floor, which neither signs nor decodes")
    for series in whole { trading.add("ours", series) }
    for series in others { trading.add("peer", series) }
    trading.add("floor", floor)
    for ours in whole {
      trading.add(ratio: "\(ours.name) : floor", ours, to: floor)
      for peer in others { trading.add(ratio: "\(peer.name) : \(ours.name)", peer, to: ours) }
    }
    if clients == nil { trading.add(note: KrakenClients.absent) }
    return [sending, trading]
  }

  /// The request is signed already, and nobody reads the answer.
  private func floor(_ server: CannedServer, _ order: StopOrder) throws -> Contestant {
    let launch = Launch(
      [
        try scene.programs.floor("curl-floor", libraries: ["curl"]), server.origin + order.request.target,
        "\(Self.repetitions)", order.request.encodedParameters,
      ] + (try order.headers().map { "\($0.name): \($0.value)" }))
    return contestant("C: curl_easy_perform", launch)
  }

  private func transport(_ transport: HTTPTransport, _ order: StopOrder) throws -> [Contestant] {
    let request = HTTPRequest(
      .post, order.request.target, headers: try order.headers().map { HTTPHeader($0.name, $0.value) },
      body: order.request.body, isSigned: true, isProtective: true)
    return onBothExecutors("HTTPTransport", transport) {
      {
        guard try await transport.perform(request).status == 200 else {
          throw Launch.Failure(description: "no answer")
        }
      }
    }
  }

  /// The whole adapter, as the engine holds it: mapping, budget, signature, transfer, and the answer judged.
  private func adapter(_ transport: HTTPTransport, _ order: StopOrder) -> [Contestant] {
    let command = order.command
    return onBothExecutors("adapter", transport) {
      // One for each batch: its rate budget remembers ten seconds, which at the venue never hold so many orders. It
      // counts stops and lets none of them wait, so nothing has to be switched off.
      let venue = KrakenFuturesVenue(
        transport: transport, signer: order.signer, recorder: nil, clock: .system,
        deadlines: ClientDeadlines())
      return {
        guard case .accepted = await venue.send(command) else {
          throw Launch.Failure(description: "the stop order was not accepted")
        }
      }
    }
  }

  /// - Parameter prepared: what a batch repeats.
  private func onBothExecutors(
    _ name: String, _ transport: HTTPTransport,
    _ prepared: @escaping () -> @Sendable () async throws -> Void
  ) -> [Contestant] {
    [("on the executor", transport.protectiveExecutor), ("on the shared pool", nil)].map {
      (place: String, executor: (any TaskExecutor)?) in
      Contestant(name: "\(name), \(place)") {
        let once = prepared()
        let times = try waited {
          try await withTaskExecutorPreference(executor) { try await Self.times(once) }
        }
        return Batch(times).sample
      }
    }
  }

  private func peers(_ clients: KrakenClients, _ server: CannedServer, _ order: StopOrder) -> [Contestant] {
    [
      ("ccxt 4.5.90, sync", "ccxt_order.py"), ("ccxt 4.5.90, async", "ccxt_async_order.py"),
      ("python-kraken-sdk 3.5.1", "sdk_order.py"),
    ].map { name, script in
      contestant(
        name, clients.script(script, [server.origin, "\(Self.repetitions)"], order.environment))
    }
  }

  /// A process for each round, which connects once and prints what its repetitions took.
  private func contestant(_ name: String, _ launch: Launch) -> Contestant {
    Contestant(name: name) { try launch.batch(output: "\(scene.folder)/batch").sample }
  }

  @concurrent private static func times(_ once: @Sendable () async throws -> Void) async throws -> [Int64] {
    var times: [Int64] = []
    times.reserveCapacity(repetitions)
    for number in -warmUp..<repetitions {
      let start = Launch.now()
      try await once()
      if number >= 0 { times.append(Int64((Launch.now() - start) * 1_000)) }
    }
    return times
  }
}
