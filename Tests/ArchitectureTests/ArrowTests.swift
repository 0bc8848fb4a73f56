import GateScene
import Testing

@Suite("The map") struct ArrowTests {
  private static let pure = [
    "Chronology", "ExactDecimal", "FilePaths", "StrictJSON", "StrictYAML", "DocumentSchema", "Attestation",
    "EnvironmentFiles", "ReadinessCheck", "ConfigurationRules",
    "ReadinessReport", "CertificationEvidence", "EngineConfiguration", "Cryptography", "Trading",
    "KrakenFutures", "SimulatedVenue", "TradingSimulation", "Alerting", "BundledStrategy", "TradingStatement",
  ]
  private static let shells = [
    "Processes", "DurableFiles", "CheckHost", "AuditLog", "Admission", "ReadinessGate", "TradingEngine",
    "HTTPTransport", "TradeJournal", "AlertDelivery", "CLibCurl", "CLinux",
    "ArgumentParser", "NIOCore", "NIOPosix",
  ]

  @Test("has no arrow from what is pure to what touches the world")
  func pure() throws {
    let map = try PackageMap.shared.get()
    for name in Self.pure {
      try #require(map.targets[name] != nil)
      let reached = map.closure(of: name)
      #expect(reached.isDisjoint(with: Self.shells), "\(name)")
      for imported in Self.shells {
        #expect(map.targets[name]?.imports[imported] == nil, "\(name): \(imported)")
      }
    }
  }

  @Test("has every import declared as a dependency")
  func declared() throws {
    let map = try PackageMap.shared.get()
    for target in map.targets.values {
      for (module, file) in target.imports where map.targets[module] != nil && module != target.name {
        #expect(target.dependencies.contains(module), "\(file) imports \(module)")
      }
    }
  }

  @Test("has one owner for each C library")
  func owners() throws {
    let map = try PackageMap.shared.get()
    let owners: [String: Set<String>] = [
      "CLibYAML": ["StrictYAML"], "COpenSSL": ["Cryptography"], "CLinux": ["Processes", "DurableFiles"],
      "CLibCurl": ["HTTPTransport"],
    ]
    for (library, allowed) in owners {
      let users = map.targets.values.filter { $0.type != "test" && $0.imports[library] != nil }.map(\.name)
      #expect(Set(users).subtracting(["process-probe"]).isSubset(of: allowed), "\(library)")
    }
  }

  @Test("has no check that reaches past its context, but for what a state writer needs")
  func checks() throws {
    let map = try PackageMap.shared.get()
    let checks = map.targets.values.filter { $0.folder.hasPrefix("checks/") }
    #expect(checks.count >= 4)
    for check in checks {
      var forbidden = Self.shells
      if check.name == "StatePath" { forbidden.removeAll { $0 == "DurableFiles" } }
      for module in forbidden {
        #expect(
          check.imports[module] == nil && !check.dependencies.contains(module), "\(check.name): \(module)")
      }
    }
  }

  @Test("has every check registered, and described beside its source")
  func registry() throws {
    let map = try PackageMap.shared.get()
    let registry = try #require(
      GateScene.sources(in: ["Sources/ReadinessGate/Run"])[
        "Sources/ReadinessGate/Run/CheckRegistry+BuiltIn.swift"])
    for check in map.targets.values where check.folder.hasPrefix("checks/") {
      #expect(registry.contains("RegisteredCheck(\(check.name).self)"), "\(check.name)")
      #expect(GateScene.packageHas("\(check.folder)/README.md"), "\(check.name)")
    }
  }

  @Test("keeps network and full Foundation away from readiness")
  func readiness() throws {
    let map = try PackageMap.shared.get()
    let linked = map.closure(of: "readiness")
    #expect(linked.contains("ReadinessGate") && linked.contains("Processes"))
    let forbidden = [
      "Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationXML", "Dispatch", "CLibCurl",
      "HTTPTransport", "NIOCore", "NIOPosix", "TradingEngine",
    ]
    for name in linked {
      let products = map.targets[name].map(\.products) ?? []
      #expect(products.isSubset(of: ["ArgumentParser"]), "\(name)")
      for module in forbidden { #expect(map.targets[name]?.imports[module] == nil, "\(name): \(module)") }
    }
  }

  @Test(
    "keeps the simulated venue and the venue's client apart, or each would confirm what the other believes")
  func simulator() throws {
    let map = try PackageMap.shared.get()
    for name in [
      "SimulatedVenue", "TranscriptComparison", "KrakenSimulator", "kraken-simulator", "TradingSimulation",
      "trading-simulation",
    ] {
      try #require(map.targets[name] != nil)
      #expect(!map.closure(of: name).contains { $0.hasPrefix("KrakenFutures") }, "\(name)")
    }
    for target in map.targets.values where target.name.hasPrefix("KrakenFutures") && target.type != "test" {
      #expect(
        map.closure(of: target.name).isDisjoint(with: ["SimulatedVenue", "KrakenSimulator"]), "\(target.name)"
      )
    }
  }

  @Test("keeps paper and real venues apart by type: one maker of paper's connection, and no way out of it")
  func paper() throws {
    let map = try PackageMap.shared.get()
    // Paper is where the two meet; nobody else links both, but what trades on it.
    #expect(map.closure(of: "PaperTrading").isSuperset(of: ["SimulatedVenue", "KrakenFuturesClient"]))
    let sources = GateScene.sources(in: ["Sources"]).mapValues(BareSource.init)
    func files(with word: String) -> [String] {
      sources.filter { $0.value.lines.contains { $0.contains(word) } }.map(\.key).sorted()
    }
    #expect(
      files(with: "PaperConnection(") == [
        "Sources/KrakenFuturesClient/Connecting/PaperKrakenFutures.swift"
      ])
    #expect(files(with: "PaperTradingVenue(") == ["Sources/TradingEngine/Desk/TradingPart.swift"])
    let connection = try #require(sources["Sources/VenueAccess/Session/PaperConnection.swift"])
    #expect(connection.lines.contains { $0.contains("  let connection: VenueConnection") })
    for word in ["public let connection", "package let connection", "public var connection"] {
      #expect(!connection.lines.contains { $0.contains(word) })
    }
    // Entries leave by one line, and what sends them is behind a Grant.
    #expect(
      files(with: "reducing.sendEntry(") == ["Sources/VenueAccess/Entries/GrantedEntries.swift"])
  }

  @Test("has nothing that the disk that fails on purpose is linked into")
  func faults() throws {
    let map = try PackageMap.shared.get()
    try #require(map.targets["DiskFaults"] != nil)
    for target in map.targets.values {
      #expect(!target.dependencies.contains("DiskFaults"), "\(target.name)")
    }
  }

  @Test("has a journal that is a storage and nothing else")
  func journal() throws {
    let linked = try PackageMap.shared.get().closure(of: "TradeJournal")
    #expect(
      linked == [
        "TradeJournal", "DurableFiles", "CLinux", "Cryptography", "COpenSSL", "StrictJSON",
      ])
  }
}
