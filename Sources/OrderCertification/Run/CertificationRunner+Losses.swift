import CertificationEvidence
import Chronology
import DurableFiles
import ExactDecimal
import Trading
import VenueAccess

/// Which fills are this run's losses, and what is kept of them.
struct LossCounting: Sendable {
  /// Nil where no report limits runs together.
  var used: CertificationBudget?
  let path: String
  /// Whether all fills of what was opened are counted.
  var isComplete = true
  /// What was sent before removes what earlier runs have left, whose other half is not counted here.
  var firstNumber: UInt64 = 0
  var earlierOrderIDs: Set<String> = []
  /// The venue's time when counting began, and that from which fills need be read again.
  var began = Timestamp(clamping: 0)
  fileprivate var since = Timestamp(clamping: 0)

  init(_ used: CertificationBudget?, path: String) {
    (self.used, self.path) = (used, path)
  }

  /// Whether a fill is one of this run's.
  ///
  /// One that names nobody, under an order id that was never told, is ours as well: whoever else trades on the symbol
  /// ends the run.
  func counts(_ fill: VenueFill, by intents: IntentNumbers, orderIDs: Set<String>) -> Bool {
    guard !earlierOrderIDs.contains(fill.venueOrderID) else { return false }
    if orderIDs.contains(fill.venueOrderID) { return true }
    guard let clientID = fill.clientID else { return fill.at >= began }
    guard let id = ClientOrderID(clientID) else { return false }
    return intents.isOfThisRun(id) && id.intent >= firstNumber
  }
}

extension CertificationRunner {
  private var venueNow: Timestamp { venue.reducing.clock.venueNow() ?? venue.reducing.clock.now() }

  /// From now on every fill of an own order is this run's.
  mutating func beginCounting() {
    counting.firstNumber = intents.nextNumber
    counting.earlierOrderIDs = knownOrderIDs
    (counting.began, counting.since) = (venueNow, venueNow)
  }

  /// Keeps, before an entry is sent, that it was, with the most that may be lost by it.
  mutating func charge(_ episode: CertificationPlan.Episode) throws(CertificationStop) {
    guard let loss = try? ledger.lossUSD + episode.worstLossUSD else {
      throw .run("the loss cannot be counted")
    }
    try keep(entriesSent: venue.entriesSent + 1, lossUSD: loss)
  }

  private mutating func keep(entriesSent: Int64, lossUSD: ExactDecimal) throws(CertificationStop) {
    counting.used?.entriesSent = entriesSent
    counting.used?.lossUSD = lossUSD
    do { try counting.used?.save(counting.path) } catch {
      throw .run("what is used of the permission cannot be kept: \(error)")
    }
  }

  /// Counts the fills of what was closed. As long as they are not all there, nothing more is opened.
  mutating func countLosses() async {
    let end = uptime + plan.pacing.settling.count
    counting.isComplete = false
    while !counting.isComplete {
      let now = venueNow
      // Clocks of one venue may differ a little.
      let since = counting.since.advanced(byMilliseconds: -10_000)
      if let fills = try? await venue.reducing.fills(since: since) {
        counting.isComplete = count(fills) && ledger.isClosed
      }
      if counting.isComplete { counting.since = now }
      guard !counting.isComplete, uptime < end else { break }
      do { try await sleep(plan.pacing.settlingPoll.count) } catch { break }
    }
    guard counting.isComplete else { return }
    do { try keep(entriesSent: venue.entriesSent, lossUSD: ledger.lossUSD) } catch {
      say("what is used of the permission cannot be kept")
    }
  }

  /// - Returns: false for numbers that cannot be added.
  private mutating func count(_ fills: [VenueFill]) -> Bool {
    for fill in fills where counting.counts(fill, by: intents, orderIDs: knownOrderIDs) {
      guard let market = plan.markets.first(where: { $0.symbol == fill.symbol }) else { continue }
      do { try ledger.count(fill, on: market.instrument) } catch { return false }
    }
    return true
  }
}
