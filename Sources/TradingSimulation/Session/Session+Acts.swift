import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// What is done to the session from outside.
extension Session {
  mutating func begin(_ place: Int) {
    let act = plan.acts[place].act
    if trace != nil { note("ACT \(place): \(act)") }
    digest.mix(place)
    switch act {
    case .command(let fault, let target): armedCommands.append((place, fault, target))
    case .read(let fault, let target): armedReads.append((place, fault, target))
    case .distort(let distortion): armedDistortions.append(distortion)
    case .haltMarket(let symbol, let isPostOnly, _):
      var state = SimulatedVenue.MarketState()
      (state.isPostOnly, state.isSuspended) = (isPostOnly, !isPostOnly)
      control(.setState(symbol: name(symbol), state))
    case .thinBook(let symbol, _):
      let instrument = venue.markets[symbol].instrument
      control(.setLevelSize(symbol: name(symbol), instrument.sizeStep))
    case .jump(let symbol, let millionths):
      control(.moveTo(symbol: name(symbol), moved(symbol, by: millionths)))
    case .ramp(let symbol, let millionths, let lasting):
      control(.ramp(symbol: name(symbol), to: moved(symbol, by: millionths), milliseconds: lasting))
    case .linkDown(let lasting):
      isLinkDown = true
      oracle.noteImpaired(until: now + lasting + 500)
    case .stepClock(let milliseconds): wallOffset += milliseconds
    case .crash(let after, let downFor): if isUp { crash = (after, downFor) }
    case .slowDisk(let milliseconds, _): disk.delay = milliseconds
    case .failDisk: failDisk()
    case .fillDisk:
      disk.mode = .full
      feed(.journal(.reserveOnly))
    case .refusePermission: permit(.none(because: "the grant was withdrawn"))
    case .renewPermission(let percent):
      limits = plan.limits
      limits.maxOrderNotionalUSD = scaled(plan.limits.maxOrderNotionalUSD, percent)
      limits.maxPositionNotionalUSD = scaled(plan.limits.maxPositionNotionalUSD, percent)
      permit(.granted(limits))
    case .endPermission(let after):
      limits.expiresAt = venueNow.advanced(byMilliseconds: after)
      permit(.granted(limits))
    case .trip(let cause): trip(cause)
    case .reset: reset()
    case .stopAndRestart(let downFor):
      restartsAfterStop = downFor
      feed(.order(.stop))
    case .foreignOrder, .foreignTrade, .otherInstance, .cancelOwnStop, .withdraw, .releaseQuarantine,
      .adoptPosition:
      beginForeign(act)
    }
    if act.lasting > 0 { queue.add(.actEnd(place), at: now + act.lasting) }
  }

  mutating func end(_ place: Int) {
    switch plan.acts[place].act {
    case .haltMarket(let symbol, _, _):
      control(.setState(symbol: name(symbol), SimulatedVenue.MarketState()))
    case .thinBook(let symbol, _):
      let instrument = venue.markets[symbol].instrument
      control(
        .setLevelSize(
          symbol: name(symbol), (instrument.impactMidSize * 10).rounded(.up, to: instrument.sizeStep)))
    case .ramp(let symbol, _, _): control(.setPath(symbol: name(symbol), plan.venue.path))
    case .linkDown: isLinkDown = false
    case .slowDisk: disk.delay = 0
    case .failDisk, .fillDisk:
      disk.mode = .healthy
      feed(.journal(.healthy))
      beginSync()
    case .refusePermission: permit(.granted(limits))
    case .endPermission:
      if limits.expiresAt <= venueNow { permit(.none(because: "the grant has ended")) }
    case .foreignOrder, .otherInstance:
      for order in venue.orders.values where order.clientOrderID.map({ !oracle.isOwn($0) }) ?? true {
        _ = venue.step(
          .command(.cancel(.id(order.id), processBefore: nil), account: 0, token: -1), at: venueNow)
      }
    default: break
    }
  }

  func name(_ symbol: Int) -> String { plan.symbols[symbol].spelling }

  private func moved(_ symbol: Int, by millionths: Int) -> Fixed {
    let market = venue.markets[symbol]
    return (market.index * Fixed(1_000_000 + millionths, scale: 6)).rounded(
      .nearest, to: market.instrument.tickSize)
  }

  private func scaled(_ limit: ExactDecimal?, _ percent: Int) -> ExactDecimal? {
    limit.flatMap { try? $0 * ExactDecimal(Int64(percent)) }.flatMap {
      try? $0.divided(by: ExactDecimal(100), fractionDigits: 2, .towardZero)
    }
  }

  mutating func control(_ control: VenueControl) {
    passVenueTime()
    _ = venue.step(.control(control), at: venueNow)
    venueEventCount += 1
  }

  private mutating func permit(_ permission: EntryPermission) {
    self.permission = permission
    feed(.permission(permission))
  }

  private mutating func failDisk() {
    disk.mode = .failing
    feed(.journal(.failing("EIO")))
    // What waits for the journal ends here: it was never sent.
    for place in requests.indices
    where requests[place].sentAt == .min && requests[place].epoch == epoch
      && requests[place].command.needsJournal
    {
      requests[place].sentAt = now
      requests[place].outcome = .refused(VenueRefusal("journal", .local))
      queue.add(.answer(place), at: now)
    }
  }

  /// By a person's command: a process of its own writes the file, and then the engine hears of it.
  private mutating func trip(_ cause: TripCause) {
    let standing = Standing(mode: cause.mode, cause: cause)
    let known = disk.written ?? disk.durable
    guard known.map({ standing.goesBeyond($0) }) ?? true else { return }
    disk.write(standing)
    disk.syncLatch()
    oracle.noteLatchSynced(standing)
    feed(.killSwitch(standing))
  }

  private mutating func reset() {
    guard disk.written == nil, let durable = disk.durable, durable.mode != .armed else { return }
    disk.write(.armed)
    disk.syncLatch()
    oracle.noteReset(at: now)
    feed(.killSwitch(.armed))
  }
}
