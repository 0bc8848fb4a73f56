/// One thing that every adapter does.
public struct ConformanceCase: Sendable, CustomStringConvertible {
  /// A sentence about a venue.
  public let description: String
  private let body: @Sendable (inout ConformanceDesk) async throws -> Void

  init(_ description: String, _ body: @escaping @Sendable (inout ConformanceDesk) async throws -> Void) {
    self.description = description
    self.body = body
  }

  /// - Parameter instance: of the client order ids; another one for each run against the same venue.
  /// - Throws: ``ConformanceFailure``, or what the world threw.
  public func run(in world: any ConformanceWorld, instance: UInt32) async throws {
    var desk = try ConformanceDesk(world, instance: instance)
    try await body(&desk)
  }

  public static let all: [ConformanceCase] = orders + outcomes + readings
}
