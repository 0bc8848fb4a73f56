import Chronology
import ExactDecimal

/// Fills of the whole account.
struct FillWatch: Sendable {
  /// How far a reading goes back beyond what is known, for lists that lag.
  static let overlap: Int64 = 60_000
  static let cadence: Int64 = 60_000
  static let longestRow = 20

  /// What happened before is not ours to count.
  let origin: Timestamp
  /// Up to here fills are known, by the venue's time.
  var knownThrough: Timestamp?
  var flight: ReadFlight?
  /// Pages of the reading under way, newest first.
  var pages: [VenueFill] = []
  var pageCount = 0
  /// Beginning of the newest reading that was complete.
  var completeAt = Int64.min
  /// A reading that begins at this uptime or later is wanted.
  var wantedAfter = Int64.min
  var rowBeganAt = Int64.min
  var lastAskAt: Int64?
  /// Fills on our symbols that name no order that we know.
  var unattributed: [VenueFill] = []

  init(origin: Timestamp) { self.origin = origin }

  var due: Int64 {
    guard let lastAskAt else { return .min }
    if wantedAfter > completeAt { return max(wantedAfter, lastAskAt + 100) }
    // One that did not come is asked for again.
    return lastAskAt + (completeAt < lastAskAt ? 1_000 : Self.cadence)
  }
}

struct AccountWatch: Sendable {
  static let cadence: Int64 = 15_000

  /// What an account without own positions showed.
  struct Quiet: Sendable, Hashable {
    let equityUSD: ExactDecimal
    let lastFill: String?
  }

  /// Of the newest reading, when nothing of ours was open.
  var quiet: Quiet?
  var beganAt = Int64.min
  var flight: ReadFlight?
  var lastAskAt: Int64?
  var wantedAfter = Int64.min

  var due: Int64 {
    guard let lastAskAt else { return .min }
    if wantedAfter > beganAt { return max(wantedAfter, lastAskAt + 100) }
    return lastAskAt + (beganAt < lastAskAt ? 2_000 : Self.cadence)
  }
}

struct InstrumentWatch: Sendable {
  var known: [Instrument] = []
  /// The venue's time at which it said so.
  var venueTime: Timestamp?
  var flight: ReadFlight?
  var nextReadAt = Int64.min
  var isWanted = true

  func instrument(_ symbol: Symbol) -> Instrument? { known.first { $0.symbol == symbol } }
}

extension Conductor {
  static let hotCadence: Int64 = 250
  static let heldCadence: Int64 = 1_000
  static let flatCadence: Int64 = 5_000
  /// A reading that does not come back is asked for again; the adapter ends its own long before.
  static let longestRead: Int64 = 30_000

  /// Whether the newest reading began after the last command on the symbol was answered.
  func isReadingCurrent(_ place: Int) -> Bool {
    guard let beganAt = desks[place].reading?.beganAt else { return false }
    return beganAt >= desks[place].changedAt
  }

  // MARK: Taking

  mutating func take(_ facts: [VenueFact], of effect: EffectID) {
    var beganAt: Int64?
    for place in desks.indices {
      if desks[place].readFlight?.effect == effect {
        beganAt = desks[place].readFlight?.began
        desks[place].readFlight = nil
      } else if desks[place].marketFlight?.effect == effect {
        beganAt = desks[place].marketFlight?.began
        desks[place].marketFlight = nil
      } else if let flight = desks[place].statusFlight, flight.effect == effect {
        beganAt = flight.began
        desks[place].statusFlight = nil
      }
    }
    var isFills = false
    if account.flight?.effect == effect {
      beganAt = account.flight?.began
      account.flight = nil
    }
    if instruments.flight?.effect == effect {
      beganAt = instruments.flight?.began
      instruments.flight = nil
      // A list that did not come is asked for again soon.
      instruments.nextReadAt = now.uptime + Self.flatCadence
    }
    if fills.flight?.effect == effect {
      beganAt = fills.flight?.began
      fills.flight = nil
      isFills = true
    }
    guard let beganAt else { return }
    for fact in facts { take(fact, beganAt: beganAt) }
    // A page that brought nothing ends the row; it begins anew.
    if isFills, fills.flight == nil, facts.allSatisfy({ !$0.isComplete }) { fills.pageCount = 0 }
  }

  mutating func take(_ fact: VenueFact, beganAt: Int64) {
    if case .link(let state) = fact.content {
      linkIsUp = state == .up
      return
    }
    for place in desks.indices { noteForProofs(fact, at: place) }
    guard fact.isComplete else { return }
    switch fact.content {
    case .settled(let reading):
      guard let place = desks.firstIndex(where: { $0.symbol == reading.symbol }) else { return }
      if let known = desks[place].reading?.beganAt, known > beganAt { return }
      let shown = reading.orders.map(shownOrder)
      desks[place].reading = DeskReading(
        position: reading.position, orders: shown, venueTime: fact.venueTime, beganAt: beganAt,
        endedAt: now.uptime)
      takeStock(place)
    case .market(let state):
      guard let place = desks.firstIndex(where: { $0.symbol == state.symbol }) else { return }
      desks[place].market = Kept(state)
      lossOfDay = nil
      desks[place].marketBeganAt = beganAt
      noteBeyondStop(state, at: place)
    case .orderStatus(let status): take(status)
    case .fills(let list): take(list, beganAt: beganAt, venueTime: fact.venueTime)
    case .account(let state):
      accountState = state
      account.beganAt = beganAt
      lossOfDay = nil
      takeEquity(state.marginEquityUSD)
    case .instruments(let list): take(list, venueTime: fact.venueTime)
    case .positions, .orders, .link: break
    }
  }

  private func shownOrder(_ order: VenueOrder) -> ShownOrder {
    let origin = OrderOrigin(clientID: order.clientID, owner: rules.owner)
    var isLarger = false
    if case .ours(let id) = origin, case .protective(let sent) = memory.order(id)?.order {
      isLarger = (try? order.unfilledSize + order.filledSize).map { $0 > sent.size } ?? true
    }
    return ShownOrder(order: order, origin: origin, isLargerThanSent: isLarger)
  }

  private mutating func take(_ list: [Instrument], venueTime: Timestamp?) {
    for symbol in rules.symbols {
      guard let new = list.first(where: { $0.symbol == symbol }) else { continue }
      if let old = instruments.instrument(symbol), old.specification != new.specification,
        place(of: symbol).map({ self[book: $0].net.signum != 0 }) ?? false
      {
        quarantine(symbol, "the venue changed its specification while a position is open")
      }
    }
    lossOfDay = nil
    instruments.known = rules.symbols.compactMap { symbol in
      list.first { $0.symbol == symbol } ?? instruments.instrument(symbol)
    }
    instruments.venueTime = venueTime ?? now.venue
    instruments.isWanted = false
    instruments.nextReadAt = now.uptime + rules.maxSpecAge.count / 2
  }

  private mutating func take(_ status: VenueOrderStatus) {
    guard case .client(let id) = status.order,
      let place = desks.firstIndex(where: { desk in desk.watches.contains { $0.id == id } })
    else { return }
    let uptime = now.uptime
    desks[place].watch(id) { watch in
      watch.status = status.state
      watch.statusAt = uptime
    }
    guard let venueID = status.venueOrderID else { return }
    if memory.order(id)?.venueIDs.contains(venueID) == false { desks[place].doubtNet(at: now.uptime) }
    name(id, venueID)
  }

  mutating func name(_ id: ClientOrderID, _ venueID: String) {
    guard let order = memory.order(id), !order.venueIDs.contains(venueID) else { return }
    record(.named(id, venueID))
    if let place = place(of: order.order.symbol) {
      let uptime = now.uptime
      desks[place].watch(id) { $0.namedAt = uptime }
    }
    // Fills that named it may have been read before.
    fills.wantedAfter = now.uptime
  }

  // MARK: Fills

  private mutating func take(_ list: [VenueFill], beganAt: Int64, venueTime: Timestamp?) {
    // The first page of a row begins it; pages that belong to none were pushed.
    if fills.pageCount == 0 {
      fills.pages = []
      fills.rowBeganAt = beganAt
    }
    fills.pageCount += 1
    fills.pages = list + fills.pages
    let oldest = list.map(\.at).min()
    let goal = max(fills.origin, fills.knownThrough ?? fills.origin)
    let reaches =
      list.count < capabilities.longestFillList || oldest.map { $0 < goal } ?? true
      || fills.pageCount >= FillWatch.longestRow
    guard reaches else {
      let effect = makeEffect()
      fills.flight = ReadFlight(effect: effect, began: now.uptime)
      // One millisecond more, for matches of the same time on both pages.
      let before = (oldest ?? now.venue).advanced(byMilliseconds: 1)
      effects.append(.read(effect, .fillsBefore(before), .protective))
      return
    }
    let all = fills.pages
    fills.pages = []
    fills.pageCount = 0
    bookFills(all)
    fills.completeAt = fills.rowBeganAt
    if let venueTime {
      fills.knownThrough = venueTime.advanced(byMilliseconds: -FillWatch.overlap)
    }
  }

  private mutating func bookFills(_ list: [VenueFill]) {
    fills.unattributed = []
    for fill in list where fill.at >= fills.origin && !memory.knownFills.contains(fill.id) {
      guard let place = desks.firstIndex(where: { $0.symbol == fill.symbol }) else { continue }
      guard let order = owner(of: fill) else {
        fills.unattributed.append(fill)
        continue
      }
      desks[place].filledAt = now.uptime
      if memory.order(order) != nil { name(order, fill.venueOrderID) }
      record(
        .filled(
          OwnFill(
            id: fill.id, order: order, symbol: fill.symbol, side: fill.side, size: fill.size,
            price: fill.price)))
    }
  }

  private func owner(of fill: VenueFill) -> ClientOrderID? {
    if case .ours(let id) = OrderOrigin(clientID: fill.clientID, owner: rules.owner) { return id }
    guard fill.clientID.flatMap({ ClientOrderID($0) }) == nil else { return nil }
    for book in memory.books {
      if let order = book.orders.first(where: { $0.venueIDs.contains(fill.venueOrderID) }) { return order.id }
    }
    return nil
  }

  // MARK: Asking

  mutating func scheduleReads() {
    hotCount = 0
    for place in desks.indices {
      desks[place].isHot = isHot(place)
      // What own fills make and the venue does not show is looked at as if it were there, until it is disproved.
      let isDoubted =
        self[book: place].quarantine != nil && self[book: place].net.signum != 0
        && !desks[place].isNetDisproved
      desks[place].isHeld = isDoubted || ownPart(place).signum != 0
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
    // What was done since is looked at right away, and a reading that did not settle is made again.
    let beganAt = desks[place].reading?.beganAt
    let isStale = beganAt.map { $0 < desks[place].changedAt || $0 < desks[place].lastReadAt } ?? true
    if isStale { return max(desks[place].lastReadAt + 40, desks[place].changedAt) }
    return desks[place].lastReadAt + cadence(place)
  }

  private func marketDue(_ place: Int) -> Int64 {
    guard desks[place].lastMarketAt > .min else { return now.uptime }
    if let arrivedAt = desks[place].pending?.arrivedAt, desks[place].marketBeganAt < arrivedAt,
      desks[place].lastMarketAt < arrivedAt
    {
      return now.uptime
    }
    let isWatched = desks[place].isHot || desks[place].isHeld
    return desks[place].lastMarketAt + (isWatched ? Self.heldCadence : Self.flatCadence)
  }

  private func cadence(_ place: Int) -> Int64 {
    // Half the budget for reads, whatever the number of symbols.
    if desks[place].isHot { return Self.hotCadence * hotCount }
    let isShown = desks[place].reading?.position != nil
    return desks[place].isHeld || isShown ? Self.heldCadence : Self.flatCadence
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
