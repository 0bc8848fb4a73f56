import Chronology
import ExactDecimal
import Trading

extension Donchian {
  /// Every bar is taken in its order; what is done is decided once, by the newest, but that a break which closes counts
  /// in any of them: after an outage a position is not held on because a later bar came back.
  ///
  /// Where the row turns out to be uncertain, nothing is decided by what came before, and what comes after it waits for the
  /// whole row, which is read again. A whole row that has a flaw begins anew behind it, as there is nothing better to be had.
  mutating func take(_ bars: [Bar], at now: Timestamp) -> [StrategyAction] {
    var actions: [StrategyAction] = []
    func note(_ code: StrategyNote.Code, _ message: String) {
      actions.append(.note(StrategyNote(code, "\(symbol) \(parameters.width): \(message)")))
    }
    // Bars that complete the row are not entered on: they broke before anybody watched.
    var wasComplete = history.isComplete
    var newest: Bar?
    var isBreakSeen = false
    let isWholeRow = history.bars.isEmpty
    reading: for bar in bars {
      switch history.take(bar, at: now) {
      case .appended(let missing):
        if missing > 0 {
          note(.gap, "\(missing) bars are missing before \(bar.opensAt), so the row begins anew")
          wasComplete = false
        }
        newest = bar
        if breaksExit(bar) { isBreakSeen = true }
      case .known, .unfinished: break
      case .outOfOrder: note(.outOfOrder, "the bar of \(bar.opensAt) came after later ones and is left out")
      case .revised:
        note(.revised, "the bar of \(bar.opensAt) has changed after its end, so the row begins anew")
        (wasComplete, newest, isBreakSeen) = (false, nil, false)
        if !isWholeRow { break reading }
      case .unusable(let flaw):
        note(.unusable, "the bar of \(bar.opensAt) is none: \(flaw); the row begins anew")
        (wasComplete, newest, isBreakSeen) = (false, nil, false)
        if !isWholeRow { break reading }
      }
    }
    do throws(DecimalError) {
      switch standing {
      case .entering: break
      case .holding(let holding):
        guard let newest else { break }
        if isBreakSeen || holding.leaving != nil {
          actions += leave(holding, at: newest)
        } else {
          actions += try trail(holding, at: newest)
        }
      case .flat:
        if let newest, wasComplete { actions += try enter(at: newest, now) }
      }
    } catch {
      note(.arithmetic, "nothing is decided, since its numbers do not fit: \(error.rawValue)")
    }
    return actions
  }

  /// Whether the newest bar closes the position that there is.
  private func breaksExit(_ bar: Bar) -> Bool {
    guard case .holding(let holding) = standing, bar.opensAt > holding.bar,
      let channel = history.channel(parameters.exitBars)
    else { return false }
    return holding.side == .long ? bar.close < channel.low : bar.close > channel.high
  }

  /// Asks by the newest bar's name, wherever the break was: what was refused of an earlier one is no answer for today.
  private mutating func leave(_ holding: Holding, at bar: Bar) -> [StrategyAction] {
    var id = DonchianIntentID(symbol, bar.opensAt, .exit)
    if let leaving = holding.leaving {
      guard !leaving.isUnderWay else { return [] }
      if leaving.id.bar == bar.opensAt { id = leaving.id.again }
    }
    return ask(id, toClose: holding)
  }

  /// Lets the stop follow, never away from the price.
  private mutating func trail(_ holding: Holding, at bar: Bar) throws(DecimalError) -> [StrategyAction] {
    guard holding.adjusting == nil, holding.trailedAt.map({ $0 < bar.opensAt }) ?? true, let instrument,
      let stop = try stop(of: holding.side, at: bar, instrument)
    else { return [] }
    guard holding.side == .long ? stop > holding.stop : stop < holding.stop else { return [] }
    let id = DonchianIntentID(symbol, bar.opensAt, .adjust).description
    var trailing = holding
    trailing.adjusting = Holding.Adjustment(id: id, stop: stop)
    trailing.trailedAt = bar.opensAt
    standing = .holding(trailing)
    return [.ask(.adjust(AdjustIntent(id: id, of: holding.entry, stopLoss: stop, takeProfit: nil)))]
  }
}
