import Chronology
public import EngineConfiguration

/// How a delivery ended.
public enum AlertOutcome: Sendable, Hashable {
  case delivered
  /// The receiver will never take it.
  case refused(String)
  /// Tried again.
  ///
  /// - Parameter retryAfter: milliseconds that the receiver asks for.
  case failed(String, retryAfter: Int64? = nil)
}

/// What the shell does.
public enum AlertEffect: Sendable, Hashable {
  /// Ends in exactly one ``AlertDispatch/ended(_:_:_:at:)``.
  case deliver(AlertChannel, Alert)
  /// Keeps this in place of what was kept. Nothing waits for it.
  case store(AlertSpool)
  /// One line for the operator's journal.
  case say(String)
}

/// All decisions about alerts, pure: what goes where and when, and what is given up.
public struct AlertDispatch: Sendable {
  private let origin: AlertOrigin
  private let minimumSeverity: AlertSeverity
  /// Begins ids: no two starts have the same.
  private let idPrefix: String
  private var nextNumber = 1
  private var limit = AlertRateLimit()
  private var spool: AlertSpool
  private var stored: AlertSpool
  private var states: [ChannelState]
  private var lines: [String] = []
  private var isClosing = false

  /// - Parameter spool: what an earlier start left.
  public init(
    _ origin: AlertOrigin, channels: [AlertChannel], minimumSeverity: AlertSeverity = .info,
    spool: AlertSpool = AlertSpool(), at now: AlertMoment
  ) {
    self.origin = origin
    self.minimumSeverity = minimumSeverity
    idPrefix = String(now.wall.unixMilliseconds, radix: 36)
    self.spool = spool
    stored = spool
    states = channels.map { ChannelState($0) }
    let gone = self.spool.keep(channels)
    for channel in AlertChannel.allCases {
      let count = gone.count { $0 == channel }
      guard count > 0 else { continue }
      lines.append(
        "alerts that waited for the \(channel.rawValue), which is not configured any more, are dropped: \(count)"
      )
    }
  }

  public var counters: AlertCounters {
    var counters = AlertCounters()
    counters.channels = states.map { state in
      var channel = state.counters
      channel.waiting = Int64(spool.count(for: state.channel))
      return channel
    }
    return counters
  }

  /// The uptime at which time alone changes something; nil when nothing waits.
  public var nextWake: Int64? {
    var wakes: [Int64] = limit.nextRelease.map { [$0] } ?? []
    for state in states where state.inFlight == nil && !state.hasFailedSinceClosing {
      if next(for: state, atLeast: .critical) != nil { wakes.append(state.urgentlyReadyAt) }
      if next(for: state) != nil { wakes.append(state.readyAt) }
    }
    return wakes.min()
  }

  /// Whether an engine that ends has nothing more to wait for: all is delivered, or each channel that is not done has
  /// failed once since.
  public var isDone: Bool {
    states.allSatisfy { state in
      state.inFlight == nil && (state.hasFailedSinceClosing || next(for: state) == nil)
    }
  }

  private func next(for state: ChannelState, atLeast least: AlertSeverity = .info) -> Alert? {
    spool.next(for: state.channel, after: state.tries, atLeast: least)
  }

  /// What the channel gets now; nil when there is nothing, or it is not yet time.
  private func due(for state: ChannelState, at uptime: Int64) -> Alert? {
    if state.readyAt <= uptime { return next(for: state) }
    return state.urgentlyReadyAt <= uptime ? next(for: state, atLeast: .critical) : nil
  }

  private var channels: [AlertChannel] { states.map(\.channel) }
  private var held: [String] { states.compactMap(\.inFlight) }

  /// - Parameters:
  ///   - severity: nil is the code's own.
  ///   - subject: what it is about, where alerts of one code about different things are not the same.
  ///   - atMostEvery: milliseconds in which the code is told once, over restarts as well; nil is as often as it comes.
  public mutating func raise(
    _ code: String, _ message: String, severity: AlertSeverity? = nil, about subject: String? = nil,
    atMostEvery pause: Int64? = nil, at now: AlertMoment
  ) {
    let severity = severity ?? AlertSeverity(ofCode: code)
    guard severity >= minimumSeverity, !states.isEmpty else { return }
    if let pause, !spool.tell(code, atMostEvery: pause, at: now.wall) { return }
    let alert = makeAlert(code, severity, message, at: now)
    for released in limit.release(at: now.uptime) { accept(released, at: now) }
    if let taken = limit.take(alert, about: subject, at: now.uptime) { accept(taken, at: now) }
  }

  public mutating func ended(
    _ channel: AlertChannel, _ id: String, _ outcome: AlertOutcome, at now: AlertMoment
  ) {
    guard let place = states.firstIndex(where: { $0.channel == channel }), states[place].inFlight == id else {
      return
    }
    states[place].inFlight = nil
    switch outcome {
    case .delivered:
      if states[place].hasTrouble {
        lines.append("the \(channel.rawValue) takes alerts again")
        states[place].forgetTrouble()
      }
      states[place].noteAnswer(to: id)
      states[place].counters.delivered += 1
      spool.settle(id, channel)
      tellLoss(of: channel, at: now)
    case .refused(let why):
      if !states[place].isRefusalTold {
        lines.append("the \(channel.rawValue) refuses alerts, and each is sent once: \(why)")
        states[place].isRefusalTold = true
      }
      states[place].noteAnswer(to: id)
      states[place].counters.refused += 1
      spool.settle(id, channel)
      spool.note([channel])
    case .failed(let why, let retryAfter):
      if !states[place].isFailureTold {
        lines.append("the \(channel.rawValue) does not take alerts, and is tried again: \(why)")
        states[place].isFailureTold = true
      }
      states[place].noteFailure(of: id, at: now.uptime, retryAfter: retryAfter)
      states[place].rememberTries(of: spool.entries.map(\.alert.id))
      states[place].counters.failed += 1
      states[place].hasFailedSinceClosing = isClosing
    }
  }

  /// For an engine that ends: nothing is held back any more, and each channel is tried once more.
  public mutating func close(at now: AlertMoment) {
    isClosing = true
    for released in limit.releaseAll() { accept(released, at: now) }
    for place in states.indices { states[place].notBefore = min(states[place].notBefore, now.uptime) }
  }

  /// What is to be done now.
  public mutating func advance(at now: AlertMoment) -> [AlertEffect] {
    for released in limit.release(at: now.uptime) { accept(released, at: now) }
    count(spool.expire(at: now.wall, keeping: held))
    var effects = lines.map { AlertEffect.say("note: \($0)") }
    lines = []
    if spool != stored {
      stored = spool
      effects.append(.store(spool))
    }
    for place in states.indices where states[place].inFlight == nil {
      guard !states[place].hasFailedSinceClosing, let alert = due(for: states[place], at: now.uptime) else {
        continue
      }
      states[place].inFlight = alert.id
      effects.append(.deliver(states[place].channel, alert))
    }
    return effects
  }

  private mutating func accept(_ alert: Alert, at now: AlertMoment) {
    count(spool.add(alert, for: channels, keeping: held))
    guard alert.severity == .critical else { return }
    for place in states.indices { states[place].hurry(at: now.uptime) }
  }

  private mutating func count(_ lost: [AlertChannel]) {
    for channel in lost {
      guard let place = states.firstIndex(where: { $0.channel == channel }) else { continue }
      states[place].counters.dropped += 1
    }
  }

  /// A channel that works again hears what it missed.
  private mutating func tellLoss(of channel: AlertChannel, at now: AlertMoment) {
    let count = spool.loss(of: channel)
    guard count > 0 else { return }
    spool.forgetLoss(of: channel)
    let alert = makeAlert(
      "alerts.lost", .warning,
      "\(count) earlier alert\(count == 1 ? " was" : "s were") given up, being refused, too old or too many: "
        + "the engine's journal has them", at: now)
    self.count(spool.add(alert, for: [channel], keeping: held))
  }

  private mutating func makeAlert(
    _ code: String, _ severity: AlertSeverity, _ message: String, at now: AlertMoment
  ) -> Alert {
    defer { nextNumber += 1 }
    return Alert(
      id: "\(idPrefix)-\(nextNumber)", code: code, severity: severity, message: message, at: now.wall,
      origin: origin)
  }
}
