import Chronology
import ExactDecimal

extension Conductor {
  /// Leaves `armed`, in memory first; the shell writes it down.
  mutating func trip(_ cause: TripCause, _ reason: String) {
    let tripped = Standing(mode: cause.mode, cause: cause)
    if tripped.goesBeyond(standing) {
      standing = tripped
      effects.append(.latch(cause, reason: reason))
      alert("kill-switch.\(cause.rawValue)", reason)
    }
  }

  mutating func take(_ standing: Standing) {
    // Only a person's reset leads back, and that comes with `armed`.
    guard standing.mode == .armed || !self.standing.goesBeyond(standing) else { return }
    self.standing = standing
    if standing.mode == .armed {
      for place in desks.indices where desks[place].closing?.reason == .flatten {
        endClosing(place, "a flatten in its place, ended by a reset")
      }
    }
  }

  /// Closes no more; who asked for an exit has to ask again.
  mutating func endClosing(_ place: Int, _ found: String) {
    let exit = desks[place].closing?.exit
    desks[place].closing = nil
    guard let exit else { return }
    answer(
      exit,
      .refused(IntentRefusal("intent.interrupted", expected: "an exit that goes on", found: found)))
  }

  mutating func take(_ permission: EntryPermission) {
    self.permission = permission
    guard case .granted(let limits) = permission else { return }
    if review == nil {
      review = EntryReview(
        limits: limits, count: memory.entriesSent, recent: memory.recentEntries)
    } else {
      review?.replaceLimits(limits)
    }
  }

  mutating func take(_ health: JournalHealth) {
    journal = health
    if case .failing(let reason) = health {
      trip(.journalUnwritable, "the journal cannot be written: \(reason)")
    }
  }

  mutating func take(_ order: OperatorOrder) {
    switch order {
    case .flatten(let symbol):
      if let place = place(of: symbol) { desks[place].startFlattening(at: now.uptime) }
    case .adopt(let symbol, let stop): adopt(symbol, stop: stop)
    case .release(let symbol): release(symbol)
    case .cancelEntries(let symbol):
      if let place = place(of: symbol) { desks[place].isEntryCancelWanted = true }
    case .stop:
      // Asked for again and again it ends no later.
      guard !isStopping else { break }
      isStopping = true
      stopBy = now.uptime + Self.longestStop
      // What is open is looked at once more: a stop may be gone since the last reading.
      for place in desks.indices { desks[place].changedAt = now.uptime }
      if rules.flattensOnStop {
        for place in desks.indices { desks[place].startFlattening(at: now.uptime) }
      }
    }
  }

  func place(of symbol: Symbol) -> Int? { desks.firstIndex { $0.symbol == symbol } }

  /// How long a clean end waits for cover.
  static let longestStop: Int64 = 30_000

  mutating func finishStopping() {
    guard isStopping, !hasStopped else { return }
    var isDone = true
    for place in desks.indices { isDone = isDone && isSettledForStop(place) }
    guard isDone || stopBy.map({ $0 <= now.uptime }) ?? false else { return }
    hasStopped = true
    if !isDone { alert("stop.not-covered", "the engine ends although not everything is covered") }
    effects.append(.stopped(isCovered: isDone))
  }

  func isSettledForStop(_ place: Int) -> Bool {
    // What own fills say and no reading shows yet has no stop, or is not closed, whatever it looks like.
    guard desks[place].entryFlight == nil, desks[place].coverFlight == nil, desks[place].exitFlight == nil,
      !self[book: place].hasLiveEntry, isAllShown(place)
    else { return false }
    let isOpen = ownPart(place).signum != 0
    let isNothingLeft = !isOpen && self[book: place].openCount == 0
    guard isReadingCurrent(place) || isNothingLeft else { return false }
    if rules.flattensOnStop { return !isOpen && desks[place].closing?.replacedExit == nil }
    return desks[place].exposure == nil
  }

  /// Whether entries may be sent at all, and if not why.
  var entryObstacle: String? {
    if isStopping { return "the engine is ending" }
    guard standing.mode == .armed else { return "kill switch \(standing.mode.rawValue)" }
    guard case .granted = permission else {
      if case .none(let because) = permission { return because }
      return "not permitted"
    }
    // A flat symbol is looked at seldom, so time may have passed since this was last noted.
    return soft.flatMap { $0.until > now.uptime ? $0.reason : nil }
  }

  /// How long a soft obstacle has to be gone before entries come back.
  static let hysteresis: Int64 = 5_000

  /// What clears by itself: it keeps entries back, and some time longer, so that they do not come and go.
  mutating func noteSoftObstacles() {
    if let reason = softObstacle() {
      soft = (reason, now.uptime + Self.hysteresis)
    } else if let known = soft, known.until <= now.uptime {
      soft = nil
    }
  }

  mutating func softObstacle() -> String? {
    var reason: String?
    for place in desks.indices where isCoverUnknown(place) != desks[place].isCoverUnknown {
      desks[place].isCoverUnknown.toggle()
      if desks[place].isCoverUnknown {
        alert(
          "protection.cover-unknown",
          "the venue has not shown for \(Self.longestUnknown / 1_000) s how \(desks[place].symbol) is covered"
        )
      }
    }
    for place in desks.indices.reversed() where desks[place].isCoverUnknown {
      reason = "the cover of \(desks[place].symbol) is not known"
    }
    for place in desks.indices.reversed() where desks[place].marginDiffers {
      reason = "the margin mode of \(desks[place].symbol) differs"
    }
    if case .healthy = journal {} else { reason = "the journal has no room for entries" }
    if !linkIsUp { reason = "the venue does not answer" }
    return reason
  }

  /// Three polls, and the time that the last may take.
  static let longestUnknown: Int64 = 5_000

  func isCoverUnknown(_ place: Int) -> Bool {
    guard let endedAt = desks[place].reading?.endedAt, now.uptime - endedAt > Self.longestUnknown else {
      return false
    }
    let isFilled = self[book: place].net.signum != 0 && !desks[place].isNetDisproved
    return isFilled || ownPart(place).signum != 0
  }

  /// Once a flatten has nothing left to close, the switch says so.
  mutating func noteFlattened() {
    guard standing.mode == .tripped, standing.flattens else { return }
    for place in desks.indices where desks[place].flatSince == nil || !isReadingCurrent(place) { return }
    guard isReconciled, pictures.allSatisfy({ $0.isDone }) else { return }
    standing.mode = .flattened
    effects.append(.flattened)
  }
}
