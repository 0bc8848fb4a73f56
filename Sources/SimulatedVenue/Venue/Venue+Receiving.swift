import Chronology

extension Venue {
  static let heldPerAccount = 250

  /// Holds a command, or does it at once.
  mutating func receive(_ command: VenueCommand, account: Int, token: Int, _ outputs: inout [VenueOutput]) {
    let orderID = random.uuid()
    guard let delay = protection(for: command, account: account) else {
      outputs.append(
        VenueOutput(token: token, answer: perform(command, account: account, orderID: orderID, received: now))
      )
      return
    }
    guard held.count(where: { $0.account == account }) < Venue.heldPerAccount else {
      outputs.append(VenueOutput(token: token, answer: refusal(of: command, .tooManyOrders)))
      return
    }
    var waits = true
    if personality.heldAnswer == .atOnce, case .place(let ticket) = command {
      let answer = preliminaryAnswer(ticket, account: account, orderID: orderID)
      outputs.append(VenueOutput(token: token, answer: .order(answer)))
      guard answer.status == .placed else { return }
      waits = false
    }
    hold(
      HeldCommand(
        content: .command(command), account: account, token: waits ? token : nil,
        release: now.advanced(byMilliseconds: delay), received: now, orderID: orderID))
  }

  mutating func hold(_ command: HeldCommand) {
    let place = held.firstIndex { $0.release > command.release } ?? held.endIndex
    held.insert(command, at: place)
  }

  mutating func release(_ command: HeldCommand, _ outputs: inout [VenueOutput]) {
    let answer: VenueAnswer
    switch command.content {
    case .activation(let order):
      activate(order)
      return
    case .command(.place(var ticket)) where command.isCancelled:
      guard personality.cancelOfHeldOrder == .notFinal else {
        answer = .order(
          OrderAnswer(
            status: .cancelled, orderID: command.orderID, clientOrderID: ticket.clientOrderID,
            received: command.received))
        break
      }
      if ticket.type == .limit { ticket.type = .immediateOrCancel }
      answer = perform(
        .place(ticket), account: command.account, orderID: command.orderID, received: command.received)
    case .command(let content):
      answer = perform(
        content, account: command.account, orderID: command.orderID, received: command.received)
    }
    if let token = command.token { outputs.append(VenueOutput(token: token, answer: answer)) }
  }

  /// How long Maker Protection holds a command; nil when not at all. Post-only orders and cancels never are.
  private func protection(for command: VenueCommand, account: Int) -> Int64? {
    switch command {
    case .place(let ticket): return protection(for: ticket)
    case .edit(let edit):
      guard let order = find(edit.order, account: account), order.type != .post else { return nil }
      return order.trigger != nil && personality.makerProtectionOnTriggers == .notHeld
        ? nil : markets[order.market].instrument.makerProtection?.count
    case .batch(let items):
      return items.compactMap { item in
        guard case .place(let ticket) = item.action else { return nil }
        return protection(for: ticket)
      }.max()
    case .cancel, .cancelAll, .cancelAllAfter, .prefer: return nil
    }
  }

  private func protection(for ticket: OrderTicket) -> Int64? {
    guard let place = market(named: ticket.symbol), ticket.type != .post,
      !ticket.type.isTrigger || personality.makerProtectionOnTriggers == .held
    else { return nil }
    return markets[place].instrument.makerProtection?.count
  }

  private func refusal(of command: VenueCommand, _ status: CommandStatus) -> VenueAnswer {
    let answer = OrderAnswer(status: status, received: now)
    guard case .batch(let items) = command else { return .order(answer) }
    return .batch(
      items.map {
        var answer = answer
        answer.tag = $0.tag
        return answer
      })
  }

  mutating func perform(_ command: VenueCommand, account: Int, orderID: String, received: Timestamp)
    -> VenueAnswer
  {
    switch command {
    case .place(let ticket):
      return .order(place(ticket, account: account, orderID: orderID, received: received))
    case .edit(let edit): return .order(self.edit(edit, account: account))
    case .cancel(let reference, let processBefore):
      return .order(cancel(reference, processBefore: processBefore, account: account))
    case .cancelAll(let symbol):
      var place: Int?
      if let symbol {
        guard let found = market(named: symbol) else { return .unknownSymbol }
        place = found
      }
      let cancelled = removeOrders(of: account, market: place, reason: .cancelledByUser)
      return .cancelAll(
        cancelled.isEmpty ? .noOrdersToCancel : .cancelled, cancelled: cancelled, received: now)
    case .cancelAllAfter(let seconds):
      accounts[account].deadMan = seconds > 0 ? now.advanced(byMilliseconds: Int64(seconds) * 1_000) : nil
      return .cancelAllAfter(trigger: accounts[account].deadMan)
    case .batch(let items): return .batch(items.map { perform($0, account: account) })
    case .prefer(let leverage, let symbol):
      guard let place = market(named: symbol) else { return .unknownSymbol }
      accounts[account].leverage.removeAll { $0.market == place }
      if let leverage {
        accounts[account].leverage.append(LeveragePreference(market: place, maximum: leverage))
      }
      return .preferred
    }
  }

  private mutating func perform(_ item: BatchItem, account: Int) -> OrderAnswer {
    var answer: OrderAnswer
    switch item.action {
    case .place(let ticket):
      answer = place(ticket, account: account, orderID: random.uuid(), received: now)
    case .edit(let edit): answer = self.edit(edit, account: account)
    case .cancel(let reference): answer = cancel(reference, processBefore: nil, account: account)
    case .refused(let status): answer = OrderAnswer(status: status, received: now)
    }
    answer.tag = item.tag
    return answer
  }
}
