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

  /// What the venue shows open, as lines for people: its stops stay.
  public let positions: [String]
  public let orders: [Order]
  /// Whether no own entry is left.
  public var isClean: Bool {
    !orders.contains {
      $0.kept != nil && [ClientOrderID.Role.entry, .exit].map(\.word).contains($0.role)
    }
  }

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
    var positions: [String] = []
    for symbol in rules.symbols {
      let (found, position) = try await cancel(
        symbol, at: venue, owner: rules.owner, includingProtection: includingProtection, start)
      orders += found
      if let position { positions.append("\(symbol) \(position.side.rawValue) \(position.size)") }
    }
    return CancelRun(positions: positions, orders: orders)
  }

  private static func cancel(
    _ symbol: Symbol, at venue: ReducingVenue, owner: ClientOrderID.Owner, includingProtection: Bool,
    _ start: ProtectionStart
  ) async throws(EngineError) -> ([Order], VenuePosition?) {
    var kept: [ClientOrderID: String] = [:]
    var seen: [ClientOrderID] = []
    var position: VenuePosition?
    // An entry that is gone may have filled, and the position's list may lag: flat is what two looks in a row show where no
    // entry was seen.
    var flatLooks = 0
    var hasSeenEntry = false
    // An order that the venue holds back shows late, so one look that shows none is not enough.
    for round in 0..<6 {
      let reading: ProvenReading
      do { reading = try await venue.readSettled(symbol) } catch {
        throw EngineError(
          .venueUnreachable, "the orders of \(symbol) cannot be read",
          hint: "try again; the venue's own page shows them as well")
      }
      position = reading.position
      let hasEntries = reading.orders.contains { order in
        guard case .ours(let id) = OrderOrigin(clientID: order.clientID, owner: owner) else { return false }
        return id.role == .entry || id.role == .exit
      }
      hasSeenEntry = hasSeenEntry || hasEntries
      flatLooks = reading.position == nil && !hasEntries ? flatLooks + 1 : 0
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
        } else if hasSeenEntry {
          kept[id] = "an entry was just taken back and may have filled: ask again in ten seconds"
          continue
        } else if reading.position == nil, flatLooks < 2 {
          kept[id] = "one look at a flat symbol is not enough"
          isWaiting = true
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
    return (orders, position)
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
