import Chronology
import ExactDecimal
import Trading

extension Donchian {
  /// Every bar is taken in its order; what is done is decided once, by the newest, but that a break which closes counts
  /// in any of them: after an outage a position is not held on because a later bar came back.
  mutating func take(_ bars: [Bar], at now: Timestamp) -> [StrategyAction] {
    var actions: [StrategyAction] = []
    func note(_ code: StrategyNote.Code, _ message: String) {
      actions.append(.note(StrategyNote(code, "\(symbol) \(parameters.width): \(message)")))
    }
    // Bars that complete the row are not entered on: they broke before anybody watched.
    var wasComplete = history.isComplete
    var newest: Bar?
    var exit: Bar?
    for bar in bars {
      switch history.take(bar, at: now) {
      case .appended(let missing):
        if missing > 0 {
          note(.gap, "\(missing) bars are missing before \(bar.opensAt), so the row begins anew")
          wasComplete = false
        }
        newest = bar
        if breaksExit(bar) { exit = bar }
      case .known, .unfinished: break
      case .outOfOrder: note(.outOfOrder, "the bar of \(bar.opensAt) came after later ones and is left out")
      case .revised:
        note(.revised, "the bar of \(bar.opensAt) has changed after its end, so the row begins anew")
        (wasComplete, newest) = (false, nil)
      case .unusable(let flaw):
        note(.unusable, "the bar of \(bar.opensAt) is none: \(flaw); the row begins anew")
        (wasComplete, newest) = (false, nil)
      }
    }
    do throws(DecimalError) {
      switch standing {
      case .entering: break
      case .holding(let holding):
        if let exit {
          actions += leave(holding, at: exit)
        } else if let newest {
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

  private mutating func leave(_ holding: Holding, at bar: Bar) -> [StrategyAction] {
    guard holding.exiting == nil else { return [] }
    let id = DonchianIntentID(symbol, bar.opensAt, .exit).description
    var leaving = holding
    leaving.exiting = id
    standing = .holding(leaving)
    return [.ask(.exit(id: id, of: holding.entry, fraction: nil))]
  }

  /// Lets the stop follow, never away from the price.
  private mutating func trail(_ holding: Holding, at bar: Bar) throws(DecimalError) -> [StrategyAction] {
    guard holding.exiting == nil, holding.adjusting == nil, let instrument,
      let stop = try stop(of: holding.side, at: bar, instrument)
    else { return [] }
    guard holding.side == .long ? stop > holding.stop : stop < holding.stop else { return [] }
    let id = DonchianIntentID(symbol, bar.opensAt, .adjust).description
    var trailing = holding
    trailing.adjusting = Holding.Adjustment(id: id, stop: stop)
    standing = .holding(trailing)
    return [.ask(.adjust(AdjustIntent(id: id, of: holding.entry, stopLoss: stop, takeProfit: nil)))]
  }
}
