import Testing
import VenueConformance

@Suite("A venue") struct ConformanceTests {
  @Test("that pushes", arguments: ConformanceCase.all)
  func pushed(_ conformanceCase: ConformanceCase) async throws {
    try await conformanceCase.run(in: PushedWorld(), instance: 1)
  }

  @Test("behind Kraken's wire in memory", arguments: ConformanceCase.all)
  func memory(_ conformanceCase: ConformanceCase) async throws {
    try await conformanceCase.run(in: MemoryWorld(), instance: 1)
  }

  @Test("behind kraken-simulator over HTTP", arguments: ConformanceCase.all)
  func network(_ conformanceCase: ConformanceCase) async throws {
    let world = try await NetworkWorld()
    try await conformanceCase.run(in: world, instance: 1)
    await world.end()
  }
}
