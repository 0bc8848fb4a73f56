import Attestation
import Chronology
import EngineConfiguration
import KrakenFuturesClient
public import Trading
import VenueAccess

/// `cancel`: takes own resting entries back, and own protection that protects nothing where that is asked for. Works
/// beside a running engine, since it touches nothing that covers a position.
public struct CancelRun: Sendable {
  public struct Order: Sendable, Hashable {
    public let symbol: Symbol
    public let id: String
    /// `entry`, `stop-loss`, …
    public let role: String
    /// Why it stayed; nil for one that is gone.
    public let kept: String?
  }

  public let orders: [Order]
  /// Whether no own entry is left.
  public let isClean: Bool

  /// - Parameter includingProtection: also own stops and take-profits, where the venue shows the symbol flat.
  public static func run(
    _ start: ProtectionStart, includingProtection: Bool
  ) async throws(EngineError) -> CancelRun {
    let configuration = start.configuration.configuration
    let number = try InstanceNumber.load(
      start.folder, journal: (try? TradingJournal.memory(start.folder))?.instance, draw: start.drawNumber)
    let rules = try TradingRules(configuration, instance: number, grants: nil)
    let connection = try await VenueDoor.open(
      configuration, folder: start.configuration.folder, credentialsFolder: start.credentialsFolder,
      for: .trading)
    let venue = try VenueDoor.reducing(connection, configuration, owner: rules.owner)
    var orders: [Order] = []
    var isClean = true
    for symbol in rules.symbols {
      let (found, isSymbolClean) = try await cancel(
        symbol, at: venue, owner: rules.owner, includingProtection: includingProtection, start)
      orders += found
      isClean = isClean && isSymbolClean
    }
    return CancelRun(orders: orders, isClean: isClean)
  }

  private static func cancel(
    _ symbol: Symbol, at venue: ReducingVenue, owner: ClientOrderID.Owner, includingProtection: Bool,
    _ start: ProtectionStart
  ) async throws(EngineError) -> ([Order], Bool) {
    var kept: [ClientOrderID: String] = [:]
    var seen: [ClientOrderID] = []
    // An order that the venue holds back shows late, so one look that shows none is not enough.
    for round in 0..<6 {
      let reading: ProvenReading
      do { reading = try await venue.readSettled(symbol) } catch {
        throw EngineError(
          .venueUnreachable, "the orders of \(symbol) cannot be read",
          hint: "try again; the venue's own page shows them as well")
      }
      var isWaiting = round == 0
      for order in reading.orders {
        guard case .ours(let id) = OrderOrigin(clientID: order.clientID, owner: owner) else { continue }
        if !seen.contains(id) { seen.append(id) }
        let outcome: VenueOutcome
        if id.role == .entry || id.role == .exit {
          outcome = await venue.cancel(.client(id), symbol)
        } else if !includingProtection {
          kept[id] = "protection is kept; --protection takes back what protects nothing"
          continue
        } else if let proof = try? CoverProof(cancelling: .client(id), keeping: [], in: reading) {
          outcome = await venue.cancel(.client(id), symbol, proof)
        } else {
          kept[id] = "it may be needed: a position is open, or an entry could still open one"
          continue
        }
        kept[id] = "the venue did not cancel it yet"
        if case .refused(let refusal) = outcome { kept[id] = "the venue refused: \(refusal.word)" }
        isWaiting = true
      }
      let shown = reading.orders.compactMap { $0.clientID.flatMap { ClientOrderID($0) } }
      for id in seen where !shown.contains(id) { kept[id] = nil }
      guard isWaiting, (try? await start.sleep(300)) != nil else { break }
    }
    let orders = seen.map { id in
      Order(symbol: symbol, id: id.description, role: id.role.word, kept: kept[id])
    }
    return (orders, !seen.contains { kept[$0] != nil && ($0.role == .entry || $0.role == .exit) })
  }
}

extension ClientOrderID.Role {
  /// For people.
  public var word: String {
    switch self {
    case .entry: "entry"
    case .stopLoss: "stop-loss"
    case .takeProfit: "take-profit"
    case .exit: "exit"
    case .guardStop: "guard-stop"
    }
  }
}
