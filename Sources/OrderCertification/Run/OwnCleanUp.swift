import CertificationEvidence
public import Chronology
import ExactDecimal
public import Trading
import VenueAccess

/// Removes from a symbol what is ours, and only that: resting entries, the net of our own fills, and then our protective
/// orders. It reads until it has seen twice that nothing is left, and says what it could not remove.
public struct OwnCleanUp {
  public enum Outcome: Sendable, Hashable {
    /// Shown twice: flat, and no own order.
    case clean
    /// Ours is gone, as far as it can go; somebody else's position or order is there and was not touched.
    case foreign(String)
    /// The time was not enough; what was last seen.
    case notDone(String)
  }

  private let venue: AnnouncedVenue
  private let owner: ClientOrderID.Owner
  private let sleep: @Sendable (Int64) async throws -> Void
  private let poll: Milliseconds
  /// Venue ids of own orders, for fills that do not carry our client ids.
  public var knownOrderIDs: Set<String> = []

  public init(
    _ venue: AnnouncedVenue, owner: ClientOrderID.Owner, poll: Milliseconds = Milliseconds(250),
    sleep: @escaping @Sendable (Int64) async throws -> Void
  ) {
    self.venue = venue
    self.owner = owner
    self.poll = poll
    self.sleep = sleep
  }

  /// - Parameters:
  ///   - patience: how long to go on.
  ///   - isNeeded: asked before every round; false ends it, for a process that has to leave the work to another.
  public func run(
    _ symbol: Symbol, patience: Milliseconds, _ intents: inout IntentNumbers
  ) async -> Outcome {
    let end = venue.venue.clock.uptimeMilliseconds() + patience.count
    var cleanReadings = 0
    var seen = "nothing could be read"
    while true {
      switch await round(symbol, &intents) {
      case .nothingLeft:
        if let rest = venue.lateArrivals.remaining(at: venue.venue.clock.uptimeMilliseconds()) {
          (cleanReadings, seen) = (0, "a command without an answer may still arrive")
          try? await sleep(min(rest.count, 1_000))
        } else {
          cleanReadings += 1
        }
        if cleanReadings == 2 { return .clean }
      case .foreign(let what): return .foreign(what)
      case .working(let what): (cleanReadings, seen) = (0, what)
      }
      guard venue.venue.clock.uptimeMilliseconds() < end else { return .notDone(seen) }
      if cleanReadings == 0 { try? await sleep(poll.count) }
    }
  }

  private enum Round {
    case nothingLeft
    case foreign(String)
    case working(String)
  }

  private func round(_ symbol: Symbol, _ intents: inout IntentNumbers) async -> Round {
    let reading: ProvenReading
    do { reading = try await venue.venue.readSettled(symbol) } catch {
      return .working("position and orders of \(symbol) could not be read")
    }
    let own = reading.orders.compactMap { order in order.ownID(owner).map { (order, $0) } }
    let entries = own.filter { $0.1.role == .entry }
    guard entries.isEmpty else {
      for (_, id) in entries { _ = await venue.cancel(id, symbol, as: .entry) }
      return .working("an entry rests")
    }
    if let position = reading.position {
      return await reduce(position, own.map(\.1), &intents)
    }
    guard own.isEmpty else {
      for (_, id) in own { await cancel(id, reading) }
      return .working("own orders rest: \(own.map(\.0.venueOrderID).joined(separator: ", "))")
    }
    let strangers = reading.orders.map(\.venueOrderID)
    return strangers.isEmpty
      ? .nothingLeft : .foreign("orders of somebody else on \(symbol): \(strangers.joined(separator: ", "))")
  }

  private func cancel(_ id: ClientOrderID, _ reading: ProvenReading) async {
    guard id.role != .exit else {
      _ = await venue.cancel(id, reading.symbol, as: .exit)
      return
    }
    guard let proof = try? CoverProof(cancelling: .client(id), keeping: [], in: reading) else { return }
    _ = await venue.cancel(id, reading.symbol, proof, as: id.role.commandRole)
  }

  /// Closes our part of the position.
  private func reduce(
    _ position: VenuePosition, _ own: [ClientOrderID], _ intents: inout IntentNumbers
  ) async -> Round {
    let symbol = position.symbol
    guard let fills = await venue.fills() else { return .working("fills could not be read") }
    guard let net = net(of: fills, on: symbol) else { return .working("fills do not add up") }
    let shown = position.side == .long ? position.size : -position.size
    let isOurs = net.signum == shown.signum && net.signum != 0
    guard isOurs else {
      let left =
        own.isEmpty ? "" : "; own orders rest beside it: \(own.map(\.description).joined(separator: ", "))"
      return .foreign(
        "a position of somebody else on \(symbol): \(position.side.rawValue) \(position.size)\(left)")
    }
    guard let id = intents.id(.exit) else { return .working("no number is left for an exit") }
    _ = await venue.exit(
      ExitOrder(
        id: id, symbol: symbol, position: position.side, size: min(net.magnitude, position.size),
        price: .market))
    return .working("the position is \(position.side.rawValue) \(position.size)")
  }

  /// The sum of our own fills, bought less sold; nil for numbers that cannot be added.
  private func net(of fills: [VenueFill], on symbol: Symbol) -> ExactDecimal? {
    var net = ExactDecimal.zero
    for fill in fills where fill.symbol == symbol {
      let isOurs =
        fill.clientID.flatMap { ClientOrderID($0) }?.owner == owner
        || knownOrderIDs.contains(fill.venueOrderID)
      guard isOurs else { continue }
      guard let next = try? net + (fill.side == .buy ? fill.size : -fill.size) else { return nil }
      net = next
    }
    return net
  }
}

extension ClientOrderID.Role {
  /// What a transcript calls a command about an order of that role, outside of a case.
  var commandRole: TranscriptMarker.CommandRole {
    switch self {
    case .entry: .entry
    case .exit: .exit
    case .guardStop: .guardStop
    case .stopLoss, .takeProfit: .sibling
    }
  }
}
