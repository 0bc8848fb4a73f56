import SimulatedVenue
import Trading

extension SessionPlan {
  /// Acts in the order of their times: at least three faults and one crash.
  static func acts(until end: Int64, symbols: Int, _ random: inout SeededGenerator) -> [PlannedAct] {
    var acts: [PlannedAct] = []
    func time() -> Int64 { Int64(random.within(1_500...Int(end) - 1_000)) }
    // A third of the sessions without people, so that nothing is suspended in them.
    let hasPeople = random.chance(1, in: 3)
    for _ in 0..<random.within(3...9) {
      acts.append(PlannedAct(at: time(), act: fault(symbols, &random)))
    }
    for _ in 0..<random.within(1...2) {
      acts.append(
        PlannedAct(
          at: time(), act: .crash(after: random.below(6), downFor: Int64(random.within(50...4_000)))))
    }
    for _ in 0..<random.within(1...4) {
      acts.append(PlannedAct(at: time(), act: price(symbols, &random)))
    }
    for _ in 0..<random.below(3) { acts.append(PlannedAct(at: time(), act: office(&random))) }
    if hasPeople {
      for _ in 0..<random.within(1...3) {
        acts.append(PlannedAct(at: time(), act: person(symbols, &random)))
      }
    }
    // What a trip ended goes on after a person looked at it.
    for _ in 0..<random.below(7) { acts.append(PlannedAct(at: time(), act: .reset)) }
    return acts.enumerated().sorted { left, right in
      left.element.at != right.element.at ? left.element.at < right.element.at : left.offset < right.offset
    }.map(\.element)
  }

  private static func fault(_ symbols: Int, _ random: inout SeededGenerator) -> Act {
    switch random.below(20) {
    case 0..<8: return .command(commandFault(&random), commandTarget(&random))
    case 8..<12: return .read(readFault(&random), readTarget(&random))
    case 12..<14: return .distort(distortion(&random))
    case 14:
      return .haltMarket(
        symbol: random.below(symbols), isPostOnly: random.chance(1, in: 2),
        lasting: Int64(random.within(500...9_000)))
    case 15, 16:
      return .thinBook(symbol: random.below(symbols), lasting: Int64(random.within(2_000...15_000)))
    case 17: return .linkDown(lasting: Int64(random.within(300...8_000)))
    case 18: return .stepClock(milliseconds: Int64(random.within(-5_000...5_000)))
    default:
      switch random.below(4) {
      case 0, 1:
        return .slowDisk(
          milliseconds: Int64(random.within(60...2_000)), lasting: Int64(random.within(1_000...10_000)))
      case 2: return .failDisk(lasting: Int64(random.within(500...5_000)))
      default: return .fillDisk(lasting: Int64(random.within(500...8_000)))
      }
    }
  }

  private static func commandFault(_ random: inout SeededGenerator) -> CommandFault {
    switch random.below(8) {
    case 0, 1: .loseReply
    case 2: .loseRequest
    case 3, 4: .delay(milliseconds: Int64(random.within(2_100...20_000)))
    case 5: .fail
    case 6: .failAfter
    default: .limit
    }
  }

  private static func commandTarget(_ random: inout SeededGenerator) -> CommandTarget {
    [.any, .enter, .enter, .protect, .protect, .exit, .cancel, .amend][random.below(8)]
  }

  private static func readFault(_ random: inout SeededGenerator) -> ReadFault {
    switch random.below(5) {
    case 0: .incomplete
    case 1: .unsettled
    default: .stale(milliseconds: Int64(random.within(100...1_500)))
    }
  }

  private static func readTarget(_ random: inout SeededGenerator) -> ReadTarget {
    [.any, .positions, .positions, .orders, .orders, .fills, .status, .account, .market][random.below(9)]
  }

  private static func distortion(_ random: inout SeededGenerator) -> Distortion {
    let all: [Distortion] = [
      .shownPrice, .shownSignal, .shownSize, .shownWithoutReduceOnly, .placedPrice, .placedSignal,
      .placedSize,
      .placedWithoutReduceOnly, .failsActivation,
    ]
    return all[random.below(all.count)]
  }

  private static func price(_ symbols: Int, _ random: inout SeededGenerator) -> Act {
    let millionths = random.within(2_000...40_000) * (random.chance(1, in: 2) ? 1 : -1)
    return random.chance(1, in: 2)
      ? .jump(symbol: random.below(symbols), millionths: millionths)
      : .ramp(
        symbol: random.below(symbols), millionths: millionths, lasting: Int64(random.within(1_000...15_000)))
  }

  private static func office(_ random: inout SeededGenerator) -> Act {
    switch random.below(6) {
    case 0: .refusePermission(lasting: Int64(random.within(500...10_000)))
    case 1: .renewPermission(percent: random.within(20...150))
    case 2: .endPermission(after: Int64(random.within(61_000...90_000)))
    case 3: .trip([.command, .flattenCommand, .signal][random.below(3)])
    case 4: .stopAndRestart(downFor: Int64(random.within(200...5_000)))
    default: .reset
    }
  }

  private static func person(_ symbols: Int, _ random: inout SeededGenerator) -> Act {
    let symbol = random.below(symbols)
    let lasting = Int64(random.within(500...8_000))
    switch random.below(8) {
    case 0: return .foreignOrder(symbol: symbol, isStop: random.chance(1, in: 2), lasting: lasting)
    case 1, 2:
      return .foreignTrade(
        symbol: symbol, isBuy: random.chance(1, in: 2), percent: random.within(20...220))
    case 3: return .otherInstance(symbol: symbol, lasting: lasting)
    case 4: return .cancelOwnStop(symbol: symbol)
    case 5: return .withdraw(percent: random.within(50...99))
    case 6: return .adoptPosition(symbol: symbol)
    default: return .releaseQuarantine(symbol: symbol)
    }
  }
}
