import Chronology
import ExactDecimal

extension Conductor {
  private static let dayLength: Int64 = 86_400_000

  /// Begins a day, and watches what it has lost.
  mutating func watchDay() {
    let begins = Timestamp(clamping: now.venue.unixMilliseconds / Self.dayLength * Self.dayLength)
    if memory.day.map({ $0.begins < begins }) ?? true {
      // Not before what is open can be valued: a day that begins without its price could never say what it lost.
      let isValued = desks.indices.allSatisfy { place in
        desks[place].market != nil || self[book: place].net.signum == 0
      }
      guard isValued else { return }
      let marks = desks.indices.compactMap { place -> TradingDay.MarkPrice? in
        guard self[book: place].net.signum != 0, let price = desks[place].market?.value.mark else {
          return nil
        }
        return TradingDay.MarkPrice(symbol: desks[place].symbol, price: price)
      }
      record(.dayBegan(TradingDay(begins: begins, baselineUSD: nil, marks: marks)))
    }
    guard !standing.flattens, let loss = findLossOfDay(),
      loss >= rules.maxDailyLossUSD
    else { return }
    trip(.dailyLoss, "the day has lost \(loss) USD, and \(rules.maxDailyLossUSD) USD is the limit")
  }

  /// A day on which was traded and whose baseline is lost: what it has cost is not known.
  mutating func checkBaseline() {
    guard let day = memory.day, day.baselineUSD == nil,
      memory.books.contains(where: { $0.dayTurnover.signum != 0 }),
      now.venue.milliseconds(since: day.begins) < Self.dayLength
    else { return }
    trip(.baselineMissing, "the day has fills, and nobody knows the equity at its beginning")
  }

  /// Takes the day's first equity as its baseline; later ones are a second detector of loss.
  ///
  /// While nothing of ours is open and nothing trades, equity changes by transfers alone: the baseline follows them.
  mutating func takeEquity(_ equity: ExactDecimal?) {
    guard let equity, var day = memory.day else { return }
    let isIdle =
      memory.books.allSatisfy { $0.net.signum == 0 && $0.trade == nil } && fills.unattributed.isEmpty
    let quiet = isIdle ? AccountWatch.Quiet(equityUSD: equity, lastFill: memory.fillIDs.last) : nil
    let before = account.quiet
    account.quiet = quiet
    guard let baseline = day.baselineUSD else {
      day.baselineUSD = equity
      record(.dayBegan(day))
      return
    }
    guard let before, let quiet, before.lastFill == quiet.lastFill,
      let change = try? equity - before.equityUSD,
      change.magnitude >= ExactDecimal(1), let moved = try? baseline + change
    else { return }
    day.baselineUSD = moved
    record(.dayBegan(day))
    alert(
      "account.transfer", "equity changed by \(change) USD while nothing was open: the day's baseline follows"
    )
  }

  /// What the day has lost so far by the worse of two detectors, USD; nil while neither can say.
  private mutating func findLossOfDay() -> ExactDecimal? {
    if let lossOfDay { return lossOfDay }
    let loss = countLossOfDay()
    lossOfDay = .some(loss)
    return loss
  }

  /// The same, for who may change nothing.
  var shownLossOfDay: ExactDecimal? { lossOfDay ?? countLossOfDay() }

  private func countLossOfDay() -> ExactDecimal? {
    let byFills = try? lossByFills()
    var byEquity: ExactDecimal?
    if let baseline = memory.day?.baselineUSD, let equity = accountState?.marginEquityUSD {
      byEquity = try? baseline - equity
    }
    switch (byFills, byEquity) {
    case (let fills?, let equity?): return max(fills, equity)
    case (let one?, nil), (nil, let one?): return one
    case (nil, nil): return nil
    }
  }

  private func lossByFills() throws(DecimalError) -> ExactDecimal {
    var loss = ExactDecimal.zero
    for index in memory.books.indices
    where memory.books[index].dayTurnover.signum != 0 || memory.books[index].dayStartNet.signum != 0 {
      let book = memory.books[index]
      var value = book.dayCash
      if book.net.signum != 0 {
        guard let mark = place(of: book.symbol).flatMap({ desks[$0].market?.value.mark }) else { continue }
        value = try value + book.net * mark
      }
      if book.dayStartNet.signum != 0 {
        guard let start = memory.day?.marks.first(where: { $0.symbol == book.symbol })?.price else {
          continue
        }
        value = try value - book.dayStartNet * start
      }
      value = try value - book.dayTurnover * rules.assumedFee
      let contract = instruments.instrument(book.symbol)?.contractSize ?? ExactDecimal(1)
      loss = try loss - value * contract
    }
    return loss
  }

  /// What may still be lost today, USD.
  func leftOfDay() -> ExactDecimal {
    let loss = countLossOfDay() ?? .zero
    return (try? rules.maxDailyLossUSD - max(loss, .zero)) ?? .zero
  }
}
