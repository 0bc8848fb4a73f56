public import Trading

extension ProtectiveRole {
  var code: String {
    switch self {
    case .stopLoss: "SL"
    case .takeProfit: "TP"
    }
  }
}

/// One behaviour of the venue that has to be proved per symbol: this order, protecting this side, fired by this
/// price.
///
/// Its id is `TC-{SL,TP}-{LONG,SHORT}-{LAST,MARK,INDEX}`: it appears in evidence, policies and reports, and is never
/// renamed.
public struct CertificationCase: Sendable, Hashable, CaseIterable, CustomStringConvertible {
  public let order: ProtectiveRole
  public let position: PositionSide
  public let trigger: TriggerSignal

  public init(_ order: ProtectiveRole, _ position: PositionSide, _ trigger: TriggerSignal) {
    self.order = order
    self.position = position
    self.trigger = trigger
  }

  /// Nil for anything but one of the twelve ids.
  public init?(id: String) {
    guard let known = Self.allCases.first(where: { $0.id == id }) else { return nil }
    self = known
  }

  public var id: String {
    "TC-\(order.code)-\(position.rawValue.uppercased())-\(trigger.rawValue.uppercased())"
  }

  public var description: String { id }

  /// Stop-loss first, long before short, last before mark before index.
  public static let allCases: [CertificationCase] = ProtectiveRole.allCases.flatMap { order in
    PositionSide.allCases.flatMap { position in
      TriggerSignal.allCases.map { CertificationCase(order, position, $0) }
    }
  }
}

/// How a case ended, as its recorder said. Only `pass` covers, and only after a judge has judged the transcript again.
public enum CaseVerdict: String, Sendable, Hashable, CaseIterable {
  case pass, fail, contaminated, aborted
  case notTriggered = "not-triggered"
}
