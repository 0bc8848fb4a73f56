import DurableFiles
import Glibc
import HTTPTransport

/// One signed stop order over loopback against a canned C server, from request to whole answer.
struct OrderRows {
  /// The size of a real one; the signature is not computed here.
  static let target = "/derivatives/api/v3/sendorder"
  static let body =
    "orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=69000&triggerSignal=last&reduceOnly=true"
    + "&cliOrdId=0e6f1f6e-58c4-8b1c-9d6e-5d2f0a3f7c11"
  static let headers = [
    HTTPHeader("APIKey", "rRzQ5wYvWq9D3Jm1k2o8Xc7u6T4s0BzAAbCdEfGhIjKlMnOpQrStUvWx"),
    HTTPHeader(
      "Authent", "xVQ6fme4wuCzVtmB6c2JduY3khWvGsML2zHsP4GqjBlkW1Io+Fq2u2lMd0/ZDhMX3G040fX+6vM1cBpdhMwkHA=="),
    HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
  ]
  private static let repetitions = 1_000
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) {
    self.scene = scene
    self.rounds = rounds
  }

  func tables() throws -> [Table] {
    let server = try CannedServer(scene.programs)
    let transport = try HTTPTransport(origin: HTTPOrigin(server.origin), warming: nil)
    let request = HTTPRequest(
      .post, Self.target, headers: Self.headers, body: Array(Self.body.utf8), isSigned: true,
      isProtective: true)
    let floor = Launch(
      [
        try scene.programs.floor("curl-floor", libraries: ["curl"]), server.origin + Self.target,
        "\(Self.repetitions)", Self.body,
      ] + Self.headers.map { "\($0.name): \($0.value)" })
    let tails = Tails()
    let series = try alternate(
      rounds: rounds,
      [
        Contestant(name: "HTTPTransport, on its executor") {
          tails.note(0, try batch(transport, request, on: transport.protectiveExecutor))
        },
        Contestant(name: "HTTPTransport, on the shared pool") {
          tails.note(1, try batch(transport, request, on: nil))
        },
        Contestant(name: "C: curl_easy_perform") { tails.note(2, try batch(floor)) },
      ])
    var table = Table(
      "one signed stop order over loopback, request to answer, median of \(Self.repetitions)",
      budget: "at most 1.3 times the floor, on the executor")
    table.add("ours", series[0])
    table.add("ours", series[1])
    table.add("floor", series[2])
    table.add(ratio: "executor : floor", series[0], to: series[2])
    table.add(ratio: "pool : floor", series[1], to: series[2])
    let (first, second, third) = (tails.median(0), tails.median(1), tails.median(2))
    table.add(note: "99th percentile: executor \(first) us, pool \(second) us, floor \(third) us")
    return [table]
  }

  /// Nanoseconds per request of one batch.
  private struct Batch {
    let median: Int64
    let ninetyNinth: Int64

    init(_ times: [Int64]) {
      let sorted = times.sorted()
      median = sorted[sorted.count / 2]
      ninetyNinth = sorted[sorted.count * 99 / 100]
    }

    init?(_ text: String) {
      let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
      guard numbers.count == 2 else { return nil }
      (median, ninetyNinth) = (numbers[0], numbers[1])
    }
  }

  /// The 99th percentiles of the rounds, by contestant.
  private final class Tails {
    private var nanoseconds: [Int: [Double]] = [:]

    func note(_ contestant: Int, _ batch: Batch) -> Sample {
      nanoseconds[contestant, default: []].append(Double(batch.ninetyNinth))
      return Sample(wallMicroseconds: Double(batch.median) / 1_000)
    }

    func median(_ contestant: Int) -> Int { Int(Spread(nanoseconds[contestant] ?? []).median / 1_000) }
  }

  private func batch(
    _ transport: HTTPTransport, _ request: HTTPRequest, on executor: (any TaskExecutor)?
  ) throws -> Batch {
    let times = try waited {
      try await withTaskExecutorPreference(executor) { try await Self.times(transport, request) }
    }
    return Batch(times)
  }

  @concurrent private static func times(_ transport: HTTPTransport, _ request: HTTPRequest) async throws
    -> [Int64]
  {
    var times: [Int64] = []
    times.reserveCapacity(repetitions)
    for number in -100..<repetitions {
      let start = Launch.now()
      guard try await transport.perform(request).status == 200 else {
        throw Launch.Failure(description: "no answer")
      }
      if number >= 0 { times.append(Int64((Launch.now() - start) * 1_000)) }
    }
    return times
  }

  private func batch(_ floor: Launch) throws -> Batch {
    let output = "\(scene.folder)/curl-floor.txt"
    try floor.run(output: output)
    let text = String(decoding: try DurableFiles.read(output, limit: 4_096), as: UTF8.self)
    guard let batch = Batch(text) else { throw Launch.Failure(description: "curl-floor printed \(text)") }
    return batch
  }
}
