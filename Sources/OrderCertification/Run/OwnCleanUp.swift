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
    /// Shown twice: nothing of ours is left; somebody else's position or order is there and was not touched.
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
  public mutating func run(
    _ symbol: Symbol, patience: Milliseconds, _ intents: inout IntentNumbers
  ) async -> Outcome {
    let end = venue.venue.clock.uptimeMilliseconds() + patience.count
    // How often in a row the same was found.
    var (last, count) = (Round.working("nothing could be read"), 0)
    var absence: OwnNet?
    while true {
      let round = await round(symbol, &absence, &intents)
      (last, count) = (round, round.isSame(as: last) ? count + 1 : 1)
      if let outcome = round.outcome, count >= 2 {
        guard let rest = venue.lateArrivals.remaining(at: venue.venue.clock.uptimeMilliseconds()) else {
          return outcome
        }
        last = .working("a command without an answer may still arrive")
        try? await sleep(min(rest.count, 1_000))
      }
      guard venue.venue.clock.uptimeMilliseconds() < end else { return .notDone(last.text) }
      // A list of fills may lack the latest; the second look comes after they are told.
      if case .foreign = round { try? await sleep(max(poll.count, 1_000)) }
      if case .working = round { try? await sleep(poll.count) }
    }
  }

  private enum Round {
    case nothingLeft
    case foreign(String)
    case working(String)

    /// What it means when it is seen twice; nil while something of ours is left.
    var outcome: Outcome? {
      switch self {
      case .nothingLeft: .clean
      case .foreign(let what): .foreign(what)
      case .working: nil
      }
    }

    func isSame(as other: Round) -> Bool {
      switch (self, other) {
      case (.nothingLeft, .nothingLeft), (.foreign, .foreign), (.working, .working): true
      default: false
      }
    }

    var text: String {
      switch self {
      case .nothingLeft: "nothing of ours is left, and that was seen only once"
      case .foreign(let text), .working(let text): text
      }
    }
  }

  /// - Parameter absence: since when no part of the position is ours; nil while some is, or nobody knows.
  private mutating func round(
    _ symbol: Symbol, _ absence: inout OwnNet?, _ intents: inout IntentNumbers
  ) async -> Round {
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
      return await reduce(position, in: reading, own.map(\.1), &absence, &intents)
    }
    absence = nil
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

  /// Closes our part of the position. Where it has none, our orders would close somebody else's: they go.
  private mutating func reduce(
    _ position: VenuePosition, in reading: ProvenReading, _ own: [ClientOrderID],
    _ absence: inout OwnNet?, _ intents: inout IntentNumbers
  ) async -> Round {
    let symbol = position.symbol
    let net: OwnNet
    do { net = try await venue.venue.ownNet(in: reading, knownOrderIDs: knownOrderIDs) } catch {
      return .working("a position on \(symbol): \(error)")
    }
    guard net.part.signum == 0 else {
      absence = nil
      guard let id = intents.id(.exit) else { return .working("no number is left for an exit") }
      let order = ExitOrder(
        id: id, symbol: symbol, position: position.side, size: net.part, price: .market)
      if case .accepted(let acceptance) = await venue.exit(order), let name = acceptance.venueOrderID {
        knownOrderIDs.insert(name)
      }
      return .working("the position is \(position.side.rawValue) \(position.size)")
    }
    let foreign = "a position of somebody else on \(symbol): \(position.side.rawValue) \(position.size)"
    guard !own.isEmpty else { return .foreign(foreign) }
    guard let earlier = absence, earlier.showsPosition(of: net) else {
      absence = net
      return .working("own orders rest beside \(foreign)")
    }
    for id in own { await cancel(id, reading, earlier, net) }
    return .working(
      "own orders rest beside \(foreign): \(own.map(\.description).joined(separator: ", "))")
  }

  private func cancel(_ id: ClientOrderID, _ reading: ProvenReading, _ earlier: OwnNet, _ net: OwnNet) async {
    guard id.role != .exit else { return await cancel(id, reading) }
    guard let proof = try? CoverProof(cancelling: .client(id), since: earlier, and: net) else { return }
    _ = await venue.cancel(id, reading.symbol, proof, as: id.role.commandRole)
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
