/// The newest picture of the engine, put there by its one task and read by the health endpoint.
public actor StatusBoard {
  public private(set) var status: EngineStatus

  public init(_ status: EngineStatus) { self.status = status }

  public func show(_ status: EngineStatus) { self.status = status }
}
