import CertificationEvidence
import OrderCertification
import Trading

/// Shows a run case by case, on standard error: the answer alone goes to standard output.
struct CertificationTerminal: Sendable {
  let isVerbose: Bool

  func show(_ progress: CertificationProgress) {
    switch progress {
    case .planned(let plan):
      let need = plan.need
      StandardError.offer(
        "\(plan.episodes.count) steps, at worst \(need.lossUSD) USD, at most \(need.minutes) minutes\n")
    case .began(let episode):
      if isVerbose { StandardError.offer("begins \(Self.name(episode))\n") }
    case .sending(let role, let command):
      if isVerbose { StandardError.offer("sends \(role.rawValue): \(Self.text(command))\n") }
    case .note(let text): StandardError.offer("note: \(text)\n")
    case .ended(let episode, let milliseconds, let judgement):
      let name = Self.name(episode)
      let padded = name + String(repeating: " ", count: max(1, 40 - name.utf8.count))
      let time = "\(milliseconds / 1_000).\((milliseconds % 1_000) / 100) s"
      StandardError.offer("\(padded)\(judgement.map { "\($0.summary), " } ?? "")\(time)\n")
    }
  }

  private static func name(_ episode: TranscriptMarker.Episode) -> String {
    switch episode {
    case .certificationCase(let symbol, _), .behaviour(let symbol, _): "\(symbol) \(episode.id)"
    case .preparation, .cleanUp: episode.id
    }
  }

  private static func text(_ command: VenueCommand) -> String {
    switch command {
    case .enter(let order): "\(order.symbol) enter \(order.position.rawValue) \(order.size)"
    case .protect(let order):
      "\(order.symbol) \(order.role.rawValue) \(order.position.rawValue) \(order.size) at \(order.triggerPrice) "
        + "\(order.signal.rawValue)"
    case .exit(let order): "\(order.symbol) exit \(order.position.rawValue) \(order.size)"
    case .amend(let amendment): "\(amendment.symbol) amend"
    case .cancel(_, let symbol): "\(symbol) cancel"
    }
  }
}

extension CaseJudgement {
  /// One clause for a line.
  var summary: String {
    guard verdict == .pass else { return "\(verdict.rawValue): \(code.rawValue), \(detail)" }
    let slippage = record.slippage.map { ", slippage \($0)" } ?? ""
    let latency = record.latencyMilliseconds.map { ", flat after \($0) ms" } ?? ""
    let way = attribution.map { ", fills by \($0.rawValue)" } ?? ""
    return "pass\(slippage)\(latency)\(way)"
  }
}
