import Chronology
public import Trading

/// Who asks for points, in the order in which they may draw on the budget.
public enum BudgetShare: Sendable, Hashable, CaseIterable {
  /// A stop, an exit, a cancel: always goes out. The venue may still refuse it, a budget of our own never does.
  case protectiveSend
  /// A read on which protection waits: leaves half the reserve to sends.
  case protectiveRead
  /// An entry: leaves the reserve, and is refused rather than late.
  case entry
  /// Everything else that is read: at most half the budget, leaves the reserve, and waits.
  case routineRead
  /// What nobody protects or enters by, charts: drawn like a routine read, and its failures say nothing of the link.
  case background
}

/// The venue's rate budget as we count it: a window that slides, so that no window of the venue's can hold more than
/// its points. Pure; times are uptime milliseconds.
public struct RequestBudget: Sendable, Hashable {
  private struct Spending: Sendable, Hashable {
    let at: Int64
    let points: Int
    let isRead: Bool
  }

  private let budget: VenueCapabilities.RateBudget
  private var spendings: [Spending] = []
  /// Ordinary requests wait until then, after the venue said that there were too many.
  private var pausedUntil: Int64 = .min
  private var pause: Int64 = 0

  /// First and longest pause after the venue said that requests were too many.
  static let firstPause: Int64 = 500
  static let longestPause: Int64 = 10_000

  public init(_ budget: VenueCapabilities.RateBudget) { self.budget = budget }

  /// Takes the points, or says when to ask again.
  ///
  /// - Returns: nil when the request may go out now; else the uptime at which it may be asked for again.
  public mutating func take(_ points: Int, for share: BudgetShare, at now: Int64) -> Int64? {
    spendings.removeAll { now - $0.at >= budget.window.count }
    guard share != .protectiveSend else {
      spendings.append(Spending(at: now, points: points, isRead: false))
      return nil
    }
    let isRead = share != .entry
    if share != .protectiveRead, pausedUntil > now { return pausedUntil }
    guard let wait = wait(points, for: share, at: now) else {
      spendings.append(Spending(at: now, points: points, isRead: isRead))
      return nil
    }
    return wait
  }

  /// The venue refused a request for its rate: ordinary ones pause, longer each time.
  public mutating func notePressure(at now: Int64) {
    guard pausedUntil <= now else { return }
    pause = min(max(pause * 2, Self.firstPause), Self.longestPause)
    pausedUntil = now + pause
  }

  /// The venue took an ordinary request.
  public mutating func noteRelief() { pause = 0 }

  /// Points spent within the window.
  public func spent(at now: Int64) -> Int {
    spendings.reduce(0) { $0 + (now - $1.at < budget.window.count ? $1.points : 0) }
  }

  private func limit(_ share: BudgetShare) -> Int {
    switch share {
    case .protectiveSend: .max
    case .protectiveRead: budget.points - budget.protectiveReserve / 2
    case .entry, .routineRead, .background: budget.points - budget.protectiveReserve
    }
  }

  private func wait(_ points: Int, for share: BudgetShare, at now: Int64) -> Int64? {
    var all = spendings.reduce(0) { $0 + $1.points }
    var reads = spendings.reduce(0) { $0 + ($1.isRead ? $1.points : 0) }
    func fits() -> Bool {
      all + points <= limit(share)
        && (share == .entry || share == .protectiveRead || reads + points <= budget.points / 2)
    }
    if fits() { return nil }
    for spending in spendings {
      all -= spending.points
      if spending.isRead { reads -= spending.points }
      if fits() { return spending.at + budget.window.count }
    }
    // More than the share ever has: as long as a window, so that nobody asks in a circle.
    return now + budget.window.count
  }
}
