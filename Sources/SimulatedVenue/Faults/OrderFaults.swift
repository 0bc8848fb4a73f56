/// What faults do to one order.
public struct OrderDistortions: Sendable, Hashable {
  /// Shown as reduce-only, traded as if it were not.
  public var ignoresReduceOnly = false
  public var neverFires = false
  /// The reason with which its activation fails.
  public var activationFailure: RejectReason?
  /// The signal that is watched in place of the one shown.
  public var watchedSignal: TriggerSignal?
  /// At most so many hundredths of it trade.
  public var fillsPercent: Int?
  public var disguise = OrderDisguise()
}

/// What is shown of an order in place of the truth; nil shows the truth.
public struct OrderDisguise: Sendable, Hashable {
  public var signal: TriggerSignal?
  public var stopPrice: Fixed?
  public var size: Fixed?
  public var type: OrderType?
  public var side: Side?
  public var reduceOnly: Bool?
  public var limitPrice: Fixed?
  public var isHidden = false

  public init() {}
}

/// A deviation of the venue from what was ordered.
public enum OrderFault: Sendable, Hashable {
  case ignoreReduceOnly
  /// A stop-limit becomes a stop-market order.
  case dropLimitPrice
  case failActivation
  case neverFire
  case watchSignal(TriggerSignal)
  case fillPercent(Int)
  /// Other values in answers and in openorders.
  case disguise(OrderDisguise)
}

/// Which orders an armed fault is about; nil is any.
public struct OrderMatcher: Sendable, Hashable {
  public var symbol: String?
  public var type: OrderType?
  public var side: Side?
  public var reduceOnly: Bool?

  public init() {}

  func matches(_ order: Order, symbol: String) -> Bool {
    (self.symbol.map { $0.lowercased() == symbol.lowercased() } ?? true)
      && (type.map { $0 == order.type } ?? true) && (side.map { $0 == order.side } ?? true)
      && (reduceOnly.map { $0 == order.reduceOnly } ?? true)
  }
}

/// A fault that waits for its order.
public struct ArmedOrderFault: Sendable, Hashable {
  public let fault: OrderFault
  public let matcher: OrderMatcher
  /// The first order that it takes, counted from 1.
  public let from: Int
  /// Whether it takes every later one too.
  public let always: Bool
  public internal(set) var seen = 0

  public init(_ fault: OrderFault, matcher: OrderMatcher, from: Int = 1, always: Bool = false) {
    (self.fault, self.matcher, self.from, self.always) = (fault, matcher, max(1, from), always)
  }
}

/// The armed faults that act on orders when they are placed.
public struct OrderFaults: Sendable, Hashable {
  public private(set) var armed: [ArmedOrderFault] = []

  public mutating func arm(_ fault: ArmedOrderFault) { armed.append(fault) }

  public mutating func disarmAll() { armed = [] }

  mutating func distort(_ order: inout Order, symbol: String) {
    for index in armed.indices where armed[index].matcher.matches(order, symbol: symbol) {
      armed[index].seen += 1
      let (seen, from) = (armed[index].seen, armed[index].from)
      guard armed[index].always ? seen >= from : seen == from else { continue }
      armed[index].fault.apply(to: &order)
    }
    armed.removeAll { !$0.always && $0.seen >= $0.from }
  }
}

extension OrderFault {
  fileprivate func apply(to order: inout Order) {
    switch self {
    case .ignoreReduceOnly: order.distortions.ignoresReduceOnly = true
    case .dropLimitPrice:
      if order.trigger != nil { order.limitPrice = nil }
    case .failActivation: order.distortions.activationFailure = .insufficientMargin
    case .neverFire: order.distortions.neverFires = true
    case .watchSignal(let signal): order.distortions.watchedSignal = signal
    case .fillPercent(let percent): order.distortions.fillsPercent = min(max(percent, 0), 100)
    case .disguise(let disguise): order.distortions.disguise = disguise
    }
  }
}
