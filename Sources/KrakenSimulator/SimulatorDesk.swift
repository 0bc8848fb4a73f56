import Chronology
public import SimulatedVenue
import StrictJSON

/// The one owner of the simulated venue: requests come in from every connection, answers go back to where they belong.
public actor SimulatorDesk {
  private var kraken: SimulatedKraken
  private var clock = SimulatedClock()
  private let machine: @Sendable () -> Timestamp
  private var tokens = 0
  private var waiting: [Int: CheckedContinuation<WireReply, Never>] = [:]

  init(_ kraken: SimulatedKraken, machine: @escaping @Sendable () -> Timestamp) {
    self.kraken = kraken
    self.machine = machine
  }

  /// The answer to a request, which may take as long as the venue or a fault likes.
  public func answer(_ request: WireRequest) async -> WireReply {
    if request.path == "/simulator/time" { return time(request) }
    tokens += 1
    let token = tokens
    return await withCheckedContinuation { continuation in
      waiting[token] = continuation
      deliver(kraken.handle(request, token: token, at: clock.now(machine())))
    }
  }

  /// Lets the venue's time catch up.
  func tick() { deliver(kraken.advance(to: clock.now(machine()))) }

  private func deliver(_ outputs: [WireOutput]) {
    for output in outputs { waiting.removeValue(forKey: output.token)?.resume(returning: output.reply) }
  }

  private func time(_ request: WireRequest) -> WireReply {
    if request.method == "POST" {
      let (control, diagnostics) = TimeControl.read(request.body)
      guard let control else { return .mistakes(diagnostics) }
      clock.apply(control, at: machine())
    }
    tick()
    let json: JSON = [
      "now": .string(kraken.venue.now.description), "stopped": .bool(clock.isStopped),
    ]
    return WireReply(status: 200, body: json.encoded())
  }
}
