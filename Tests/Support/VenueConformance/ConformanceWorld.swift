public import Chronology
public import ExactDecimal
public import Trading

/// A venue behind an adapter, with what a test must be able to do to the world around it. Flat, without orders, and with
/// one market whose price stands still at 70,000.
public protocol ConformanceWorld: Sendable {
  var venue: any Venue { get }
  var symbol: Symbol { get }
  /// The venue's clock.
  func now() async throws -> Timestamp
  /// Lets time pass.
  func pass(_ milliseconds: Int64) async throws
  func setPrice(_ price: ExactDecimal) async throws
  func arm(_ obstacle: ConformanceObstacle) async throws
}

/// What goes wrong once.
public enum ConformanceObstacle: Sendable, Hashable {
  /// The next order is taken, and its answer is lost.
  case loseAnswer
  /// The next order does not arrive, and nobody is told.
  case dropCommand
  /// The next list of positions is missing from its answer.
  case hidePositions
}

/// What an adapter did otherwise than it must.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
