import Chronology
import ExactDecimal
import Trading

/// What `VenueAccess` stands for between core and venue, for one symbol: exits no larger than the position last read, and
/// cover taken away only where the newest settled reading shows that it is not needed.
struct AccessBook: Sendable {
  static let longestAge: Int64 = 10_000
  static let settlingTime: Int64 = 1_000
  static let longestDelay: Int64 = 60_000

  private struct Sent: Sendable {
    let id: ClientOrderID
    let size: ExactDecimal
    var containedAfter: Int64?
  }

  private struct CoverChange: Sendable {
    let id: ClientOrderID
    var containedAfter: Int64?
    var doubtfulUntil: Int64?
  }

  private var reading: SettledReading?
  private var beganAt = Int64.min
  private var completedAt = Int64.min
  private var entries: [Sent] = []
  private var exits: [Sent] = []
  private var changes: [CoverChange] = []

  mutating func take(_ reading: SettledReading, beganAt: Int64, completedAt: Int64) {
    guard beganAt >= self.beganAt else { return }
    (self.reading, self.beganAt, self.completedAt) = (reading, beganAt, completedAt)
    entries.removeAll { $0.containedAfter.map { $0 <= beganAt } ?? false }
    exits.removeAll { $0.containedAfter.map { $0 <= beganAt } ?? false }
  }

  /// - Returns: why the command is refused here; nil lets it out.
  mutating func refusal(of command: ConductorCommand, owner: ClientOrderID.Owner, at now: Int64) -> String? {
    let young = completedAt >= now - Self.longestAge ? reading : nil
    do throws(DecimalError) {
      switch command {
      case .enter(let approved):
        entries.append(Sent(id: approved.order.id, size: approved.order.size))
        return nil
      case .protect, .cancel: return nil
      case .exit(let order):
        guard let young else { return "no-reading" }
        var rest =
          young.position.map { $0.side == order.position ? $0.size : .zero } ?? .zero
        for exit in exits where exit.containedAfter.map({ $0 > beganAt }) ?? true {
          rest = try rest - exit.size
        }
        guard order.size.signum > 0, order.size <= rest else { return "exit-exceeds-position" }
        exits.append(Sent(id: order.id, size: order.size))
        return nil
      case .amend(let amendment):
        guard let young, case .client(let id) = amendment.order else { return "no-reading" }
        guard let size = amendment.totalSize, let position = young.position else { return nil }
        var sum = size
        for order in young.orders {
          guard let shown = order.clientID.flatMap({ ClientOrderID($0) }), shown.owner == owner,
            shown.role == .stopLoss || shown.role == .guardStop, order.side == position.side.exitSide
          else { continue }
          if shown == id {
            sum = try sum - order.filledSize
          } else if containsChanges, !isDoubtful(shown, at: now) {
            sum = try sum + order.unfilledSize
          }
        }
        guard sum >= position.size else { return "would-uncover" }
        noteChange(id, at: now)
        return nil
      case .uncover(let id, _, let needlessness):
        guard let young else { return "no-reading" }
        guard entries.isEmpty, try isNeedless(id, needlessness, young, at: now) else {
          return "cover-not-proved"
        }
        noteChange(id, at: now)
        return nil
      }
    } catch { return "arithmetic" }
  }

  private var containsChanges: Bool {
    changes.allSatisfy { $0.containedAfter.map { $0 <= beganAt } ?? false }
  }

  private func isDoubtful(_ id: ClientOrderID, at now: Int64) -> Bool {
    changes.contains { $0.id == id && $0.doubtfulUntil.map { $0 > now } ?? false }
  }

  private func isNeedless(
    _ id: ClientOrderID, _ needlessness: Needlessness, _ reading: SettledReading, at now: Int64
  ) throws(DecimalError) -> Bool {
    guard let position = reading.position else {
      return !reading.orders.contains { $0.clientID.flatMap { ClientOrderID($0) }?.role == .entry }
    }
    guard case .covered(let stops) = needlessness, containsChanges else { return false }
    var covered = ExactDecimal.zero
    for shown in reading.orders {
      guard let shownID = shown.clientID.flatMap({ ClientOrderID($0) }), shownID != id,
        !isDoubtful(shownID, at: now), let stop = stops.first(where: { $0.id == shownID })
      else { continue }
      guard stop.role == .stopLoss, stop.position == position.side, shown.deviations(from: stop).isEmpty
      else {
        return false
      }
      covered = try covered + shown.unfilledSize
    }
    return covered == position.size
  }

  private mutating func noteChange(_ id: ClientOrderID, at now: Int64) {
    changes.removeAll { change in
      change.containedAfter.map { $0 <= beganAt } ?? false && change.doubtfulUntil.map { $0 <= now } ?? true
    }
    changes.append(CoverChange(id: id))
  }

  mutating func note(_ outcome: VenueOutcome, of command: ConductorCommand, venueNow: Int64, at now: Int64) {
    guard let id = command.orderID else { return }
    switch command {
    case .enter(let approved):
      var settling: Int64 = 0
      if case .unknown = outcome {
        settling = approved.order.processBefore.unixMilliseconds - venueNow
      }
      note(&entries, id, outcome, containedAfter: now + max(0, settling) + Self.settlingTime)
    case .exit: note(&exits, id, outcome, containedAfter: now)
    case .amend, .uncover:
      guard let place = changes.lastIndex(where: { $0.id == id && $0.containedAfter == nil }) else { return }
      switch outcome {
      case .refused: changes.remove(at: place)
      case .accepted: changes[place].containedAfter = now
      case .unknown:
        changes[place].containedAfter = now
        changes[place].doubtfulUntil = now + Self.longestDelay
      }
    case .protect, .cancel: break
    }
  }

  private func note(
    _ list: inout [Sent], _ id: ClientOrderID, _ outcome: VenueOutcome, containedAfter: Int64
  ) {
    if case .refused = outcome { list.removeAll { $0.id == id } }
    for place in list.indices where list[place].id == id { list[place].containedAfter = containedAfter }
  }
}
