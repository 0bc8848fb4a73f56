import Chronology
import ExactDecimal

extension Conductor {
  mutating func scheduleReads() {
    (hotCount, delayedCount) = (0, 0)
    for place in desks.indices {
      desks[place].isHot = isHot(place)
      // What own fills make and the venue does not show is looked at as if it were there, until it is disproved; and so is
      // a quarantine for as long as own orders may be left in it.
      let isDoubted =
        self[book: place].quarantine != nil
        && (self[book: place].openCount > 0
          || self[book: place].net.signum != 0 && !desks[place].isNetDisproved)
      desks[place].isHeld = isDoubted || ownPart(place).signum != 0
      desks[place].isHeldByDelay = !desks[place].isHeld && desks[place].lateUntil > now.uptime
      if desks[place].isHeldByDelay { delayedCount += 1 }
      if desks[place].isHot { hotCount += 1 }
    }
    for place in desks.indices { read(place) }
  }

  private mutating func read(_ place: Int) {
    if let began = desks[place].readFlight?.began, now.uptime - began > Self.longestRead {
      desks[place].readFlight = nil
    }
    if desks[place].readFlight == nil, readDue(place) <= now.uptime {
      let effect = makeEffect()
      desks[place].readFlight = ReadFlight(effect: effect, began: now.uptime)
      desks[place].lastReadAt = now.uptime
      effects.append(.read(effect, .symbol(desks[place].symbol), desks[place].isHot ? .protective : .routine))
    }
    if let began = desks[place].marketFlight?.began, now.uptime - began > Self.longestRead {
      desks[place].marketFlight = nil
    }
    if desks[place].marketFlight == nil, marketDue(place) <= now.uptime {
      let effect = makeEffect()
      desks[place].marketFlight = ReadFlight(effect: effect, began: now.uptime)
      desks[place].lastMarketAt = now.uptime
      effects.append(.read(effect, .market(desks[place].symbol), .routine))
    }
  }

  private func readDue(_ place: Int) -> Int64 {
    guard desks[place].lastReadAt > .min else { return now.uptime }
    // What was done since is looked at right away, and so is what filled since while it may be without a stop; a reading
    // that did not settle is made again.
    let filledAt = desks[place].exposure == nil ? .min : desks[place].filledAt
    let changedAt = max(desks[place].changedAt, filledAt)
    let beganAt = desks[place].reading?.beganAt
    let isStale = beganAt.map { $0 < changedAt || $0 < desks[place].lastReadAt } ?? true
    if isStale, desks[place].lastReadAt < changedAt { return changedAt }
    if isStale { return desks[place].lastReadAt + 40 }
    return desks[place].lastReadAt + cadence(place)
  }

  private func marketDue(_ place: Int) -> Int64 {
    guard desks[place].lastMarketAt > .min else { return now.uptime }
    if let arrivedAt = desks[place].pending?.arrivedAt, desks[place].marketBeganAt < arrivedAt,
      desks[place].lastMarketAt < arrivedAt
    {
      return now.uptime
    }
    let isWatched = desks[place].isHot || desks[place].isHeld || desks[place].isHeldByDelay
    return desks[place].lastMarketAt + (isWatched ? Self.heldCadence : Self.flatCadence)
  }

  private func cadence(_ place: Int) -> Int64 {
    // Half the budget for reads, whatever the number of symbols.
    if desks[place].isHot { return Self.hotCadence * hotCount }
    let isShown = desks[place].reading?.position != nil
    if desks[place].isHeld || isShown { return Self.heldCadence }
    // After a start that is every symbol.
    guard desks[place].isHeldByDelay else { return Self.flatCadence }
    return max(Self.heldCadence, Self.hotCadence * delayedCount)
  }

  /// Whether something is under way that the next reading decides.
  private func isHot(_ place: Int) -> Bool {
    // A latched flatten goes on, but what is flat for long enough is looked at as seldom as anything flat.
    let isClosed = desks[place].flatSince.map { now.uptime - $0 > Self.absenceDistance } ?? false
    if desks[place].pending != nil || desks[place].exposure != nil
      || (desks[place].closing != nil && !isClosed) || desks[place].mismatchSince != nil
      || desks[place].reading == nil || desks[place].answeredFill != nil
    {
      return true
    }
    if self[book: place].hasLiveEntry { return true }
    return (desks[place].reading?.position == nil || self[book: place].net.signum == 0)
      && (self[book: place].trade != nil || self[book: place].openCount > 0)
      && self[book: place].quarantine == nil
  }

  mutating func askStatus(of id: ClientOrderID, at place: Int) {
    if let began = desks[place].statusFlight?.began, now.uptime - began <= Self.longestRead { return }
    // Each answer asks again while nothing is decided; the budget is for more than that.
    if let watch = watchPlace(of: id, at: place), let statusAt = desks[place].watches[watch].statusAt,
      now.uptime - statusAt < 100
    {
      return
    }
    let effect = makeEffect()
    desks[place].statusFlight = StatusFlight(effect: effect, order: id, began: now.uptime)
    effects.append(.read(effect, .order(.client(id)), .protective))
  }

  mutating func scheduleAccountReads() {
    if fills.flight == nil, fills.due <= now.uptime {
      let effect = makeEffect()
      fills.flight = ReadFlight(effect: effect, began: now.uptime)
      fills.lastAskAt = now.uptime
      fills.pageCount = 0
      effects.append(.read(effect, .fills, .protective))
    }
    if account.flight == nil, account.due <= now.uptime {
      let effect = makeEffect()
      account.flight = ReadFlight(effect: effect, began: now.uptime)
      account.lastAskAt = now.uptime
      effects.append(.read(effect, .account, .routine))
    }
    if instruments.flight == nil, instruments.nextReadAt <= now.uptime {
      let effect = makeEffect()
      instruments.flight = ReadFlight(effect: effect, began: now.uptime)
      instruments.nextReadAt = now.uptime + Self.flatCadence
      effects.append(.read(effect, .instruments, .routine))
    }
  }

  /// The uptime at which a desk has something to do by itself.
  func nextWake(_ place: Int) -> Int64 {
    var wake = Int64.max
    if desks[place].readFlight == nil { wake = min(wake, readDue(place)) }
    if desks[place].marketFlight == nil { wake = min(wake, marketDue(place)) }
    // What is past has been looked at, and waits for a reading or an answer.
    if let nextAt = desks[place].closing?.nextAt, nextAt > now.uptime { wake = min(wake, nextAt) }
    if let exposure = desks[place].exposure, deadline(exposure) > now.uptime {
      wake = min(wake, deadline(exposure))
    }
    if let entry = self[book: place].liveEntryPlace,
      let watch = watchPlace(of: self[book: place].orders[entry].id, at: place)
    {
      if let ends = self[book: place].trade?.entryEndsAt, ends > now.venue {
        wake = min(wake, now.uptime + ends.milliseconds(since: now.venue))
      }
      if desks[place].watches[watch].isUnknown { wake = min(wake, now.uptime + Self.hotCadence) }
    }
    if let arrivedAt = desks[place].pending?.arrivedAt { wake = min(wake, arrivedAt + Self.longestPending) }
    return wake
  }
}
