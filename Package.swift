// swift-tools-version: 6.2
import PackageDescription

// One list for every Swift target: a setting that only some targets have is a surprise.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // Every use of an unsafe pointer is marked `unsafe`, so `git grep -w unsafe` lists the risk.
  .strictMemorySafety(),
  // Debug only, which is what CI tests: a newer compiler's new warning does not stop a release build.
  .treatAllWarnings(as: .error, .when(configuration: .debug)),
  // Mistakes that the simulation has to find; a test asserts that no release binary holds them.
  .define("PLANTED_DEFECTS", .when(configuration: .debug)),
]

// Release binaries start in 3 ms instead of 4, and the gate starts a dozen processes in a run: relative relocations are
// packed (glibc 2.36 or later), no symbol is exported for a library that nobody loads, equal functions are one, and
// libstdc++ and libgcc, of which Swift's runtime needs little, are linked in as that runtime is. The C libraries whose
// security updates have to reach us stay shared.
let linking: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-use-ld=lld", "-L", "\(Context.packageDirectory)/deploy/static-runtime", "-Xclang-linker",
      "-static-libgcc",
      "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--as-needed", "-Xlinker",
      "--no-export-dynamic", "-Xlinker", "--icf=safe", "-Xlinker", "-O2",
    ], .when(platforms: [.linux], configuration: .release))
]

/// A library target under Sources/.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A check plugin under checks/, with its README beside the source.
func check(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "checks/\(name)", exclude: ["README.md"] + exclude,
    swiftSettings: settings)
}

/// A test target under Tests/; fixtures and golden files are read from the source tree.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "trading-readiness",
  products: [
    // Preloaded by tests into programs whose disk is to fail; linked into nothing.
    .library(name: "disk-faults", type: .dynamic, targets: ["DiskFaults"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The engine's health endpoint. Unlike most servers it brings no Foundation, which would slow every start.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    // System libraries, one target each, header and module map only; one Swift target owns each.
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLinux"),

    library("Chronology"),
    library("FilePaths"),
    library("ExactDecimal"),
    library("StrictJSON"),
    library("EnvironmentFiles", ["DocumentSchema"]),
    library("StrictYAML", ["CLibYAML"]),
    library("DocumentSchema", ["StrictYAML", "StrictJSON", "Chronology", "ExactDecimal", "FilePaths"]),
    library("Cryptography", ["COpenSSL"]),
    // The engine's only: see Sources/ARCHITECTURE.md.
    library("HTTPTransport", ["CLibCurl", "Cryptography", "Chronology"]),
    library("DurableFiles", ["CLinux"]),
    // The engine's records, as a storage: what they mean is the engine's.
    library("TradeJournal", ["Cryptography", "DurableFiles", "StrictJSON"]),
    library("Processes", ["CLinux"]),
    library("ReadinessCheck", ["DocumentSchema", "StrictJSON", "StrictYAML", "Chronology"]),
    library(
      "Attestation",
      ["Cryptography", "StrictJSON", "StrictYAML", "DocumentSchema", "Chronology"]),
    library(
      "ReadinessReport",
      ["Attestation", "ReadinessCheck", "Cryptography", "StrictJSON", "Chronology", "ExactDecimal"]),

    library(
      "AuditLog",
      [
        "ReadinessReport", "Attestation", "Cryptography", "DurableFiles", "FilePaths", "StrictJSON",
        "Chronology",
      ]),
    library(
      "Admission",
      [
        "AuditLog", "ReadinessReport", "Attestation", "Cryptography", "DurableFiles", "EnvironmentFiles",
        "FilePaths", "Processes", "StrictJSON", "StrictYAML", "Chronology",
      ]),
    library(
      "EngineConfiguration",
      ["Attestation", "Chronology", "DocumentSchema", "ExactDecimal", "StrictJSON", "StrictYAML"]),
    // What an alert is, and when and where it goes; pure.
    library("Alerting", ["Chronology", "EngineConfiguration", "StrictJSON"]),
    library(
      "AlertDelivery",
      [
        "Alerting", "Chronology", "DocumentSchema", "DurableFiles", "EngineConfiguration", "HTTPTransport",
        "Processes", "StrictJSON",
      ]),
    // What the linter and the check configuration-valid say of an engine.yaml; looks at files by a check's access.
    library(
      "ConfigurationRules",
      [
        "Attestation", "DocumentSchema", "EngineConfiguration", "EnvironmentFiles", "FilePaths",
        "KrakenFutures", "ReadinessCheck", "StrictYAML", "Trading",
      ]),
    // Trading on paper: the adapter over the simulated venue in this process, whose markets follow real ones.
    library(
      "PaperTrading",
      [
        "Chronology", "Cryptography", "ExactDecimal", "HTTPTransport", "KrakenFuturesClient",
        "SimulatedVenue", "StrictJSON", "TradeJournal", "Trading", "VenueAccess",
      ]),
    library(
      "TradingEngine",
      [
        "Admission", "AlertDelivery", "Alerting", "Attestation", "AuditLog", "Chronology", "Cryptography",
        "DocumentSchema",
        "DurableFiles", "EngineConfiguration", "ExactDecimal", "FilePaths", "HTTPTransport", "KrakenFutures",
        "KrakenFuturesClient", "PaperTrading", "ReadinessReport", "StrictJSON", "StrictYAML", "TradeJournal",
        "Trading", "BundledStrategy", "TradingStatement", "VenueAccess",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .executableTarget(
      name: "trading-engine",
      dependencies: [
        "Admission", "AlertDelivery", "Alerting", "Attestation", "AuditLog", "CertificationEvidence",
        "Chronology", "CommandUsage",
        "Cryptography", "DurableFiles", "EngineConfiguration", "ExactDecimal", "FilePaths", "KrakenFutures",
        "OrderCertification", "Processes", "ReadinessReport", "StrictJSON", "StrictYAML", "Trading",
        "TradingEngine", "TradingStatement",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings, linkerSettings: linking),

    // The simulated venue: pure, and its HTTP front. Nothing of the venue client may be linked here.
    library(
      "SimulatedVenue",
      [
        "Chronology", "Cryptography", "DocumentSchema", "ExactDecimal", "FilePaths", "StrictJSON",
        "StrictYAML",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ]),

    // Runs the core against the simulated venue, with faults and crashes; pure.
    library(
      "TradingSimulation", ["Chronology", "ExactDecimal", "SimulatedVenue", "Trading"]),
    .executableTarget(
      name: "trading-simulation",
      dependencies: [
        "Trading", "TradingSimulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    // What a transcript shows of the difference between the venue and the simulated one; pure.
    library("TranscriptComparison", ["Chronology", "Cryptography", "SimulatedVenue", "StrictJSON"]),
    .target(
      name: "KrakenSimulator",
      dependencies: [
        "Chronology", "SimulatedVenue", "StrictJSON",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], exclude: ["README.md"], swiftSettings: settings),
    .executableTarget(
      name: "kraken-simulator",
      dependencies: [
        "Chronology", "DurableFiles", "KrakenSimulator", "SimulatedVenue", "StrictJSON", "StrictYAML",
        "TranscriptComparison",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    library("CommandUsage", [.product(name: "ArgumentParser", package: "swift-argument-parser")]),
    library("CheckHost", ["ReadinessCheck", "Cryptography", "DurableFiles", "FilePaths", "Processes"]),
    library(
      "CertificationEvidence",
      [
        "Attestation", "Chronology", "Cryptography", "EngineConfiguration", "ExactDecimal", "KrakenFutures",
        "StrictJSON", "Trading",
      ]),
    library(
      "OrderCertification",
      [
        "Admission", "Attestation", "AuditLog", "CertificationEvidence", "Chronology", "Cryptography",
        "DurableFiles", "EngineConfiguration", "ExactDecimal", "FilePaths", "KrakenFutures",
        "KrakenFuturesClient", "Processes", "StrictJSON", "Trading", "TradingEngine", "VenueAccess",
      ]),
    library("Trading", ["Chronology", "ExactDecimal", "StrictJSON"]),
    // The strategy that comes with the engine, and its replay over recorded bars; pure.
    .target(
      name: "BundledStrategy", dependencies: ["Chronology", "ExactDecimal", "StrictJSON", "Trading"],
      exclude: ["README.md"], swiftSettings: settings),
    library("TradingStatement", ["Chronology", "ExactDecimal", "StrictJSON", "Trading"]),
    library(
      "VenueAccess",
      ["Admission", "Attestation", "Chronology", "ExactDecimal", "ReadinessReport", "Trading"]),
    library(
      "KrakenFuturesClient",
      [
        "Attestation", "Chronology", "EngineConfiguration", "HTTPTransport", "KrakenFutures", "StrictJSON",
        "Trading", "VenueAccess",
      ]),
    .target(
      name: "KrakenFutures",
      dependencies: ["Chronology", "Cryptography", "ExactDecimal", "StrictJSON", "Trading"],
      exclude: ["ORDER-MAPPING.md"], swiftSettings: settings),

    // The gate. Nothing here may link libcurl or full Foundation: see Sources/ARCHITECTURE.md.
    library(
      "ReadinessGate",
      [
        "Admission", "Attestation", "AuditLog", "Chronology", "Cryptography", "DocumentSchema",
        "ConfigurationRules", "ConfigurationValid", "UnitHardening",
        "DurableFiles", "EngineConfiguration", "EnvironmentFiles", "ExactDecimal", "FilePaths",
        "KrakenFutures", "Processes", "ReadinessCheck", "ReadinessReport", "StrictJSON",
        "StrictYAML", "Trading", "CheckHost", "DependencyPresence", "External", "HostClock",
        "LegacyFileAbsence", "PromotedReport", "SLTPCertification", "StatePath", "VenueAPILifecycle",
        "VenueAccessCheck", "KillSwitchReady",
      ]),
    .executableTarget(
      name: "readiness",
      dependencies: [
        "Attestation", "Chronology", "CommandUsage", "DocumentSchema", "ReadinessGate", "ReadinessReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings, linkerSettings: linking),

    check(
      "DependencyPresence", ["ReadinessCheck", "DocumentSchema", "FilePaths", "StrictYAML", "StrictJSON"]),
    check(
      "StatePath",
      [
        "ReadinessCheck", "Chronology", "DocumentSchema", "DurableFiles", "EnvironmentFiles", "FilePaths",
        "StrictJSON",
      ]),
    check(
      "LegacyFileAbsence", ["ReadinessCheck", "DocumentSchema", "FilePaths", "StrictJSON", "StrictYAML"]),
    check(
      "SLTPCertification",
      [
        "ReadinessCheck", "Attestation", "CertificationEvidence", "Chronology", "Cryptography",
        "DocumentSchema", "FilePaths", "StrictJSON", "StrictYAML", "Trading",
      ]),

    check(
      "PromotedReport",
      [
        "ReadinessCheck", "ReadinessReport", "Attestation", "Chronology", "Cryptography", "DocumentSchema",
        "StrictJSON", "StrictYAML",
      ]),
    check(
      "External",
      [
        "ReadinessCheck", "Chronology", "DocumentSchema", "EnvironmentFiles", "FilePaths", "StrictJSON",
        "StrictYAML",
      ],
      exclude: ["examples"]),
    check("HostClock", ["ReadinessCheck", "Chronology", "DocumentSchema", "StrictJSON"]),
    check("VenueAPILifecycle", ["ReadinessCheck", "Chronology", "DocumentSchema", "StrictJSON"]),
    check(
      "ConfigurationValid",
      ["ReadinessCheck", "ConfigurationRules", "Cryptography", "DocumentSchema", "StrictYAML"]),
    check(
      "UnitHardening",
      [
        "ReadinessCheck", "Cryptography", "DocumentSchema", "ExactDecimal", "FilePaths", "StrictJSON",
        "StrictYAML",
      ]),
    check(
      "VenueAccessCheck",
      [
        "ReadinessCheck", "Chronology", "Cryptography", "DocumentSchema", "EngineConfiguration", "StrictJSON",
      ]),
    check(
      "KillSwitchReady",
      [
        "ReadinessCheck", "Chronology", "Cryptography", "DocumentSchema", "EnvironmentFiles", "StrictJSON",
      ]),

    .target(name: "DiskFaults", path: "Tests/Support/DiskFaults"),

    // Programs that tests run as processes of their own.
    .executableTarget(
      name: "cryptography-probe", dependencies: ["Cryptography"], path: "Tests/Support/cryptography-probe",
      swiftSettings: settings),
    .executableTarget(
      name: "journal-probe", dependencies: ["StrictJSON", "TradeJournal"],
      path: "Tests/Support/journal-probe",
      swiftSettings: settings),
    .executableTarget(
      name: "process-probe", dependencies: ["Processes", "DurableFiles", "EnvironmentFiles", "CLinux"],
      path: "Tests/Support/process-probe",
      swiftSettings: settings),
    .executableTarget(
      name: "transport-probe", dependencies: ["HTTPTransport"], path: "Tests/Support/transport-probe",
      swiftSettings: settings),
    // Measures the budgets; never part of a test run.
    .executableTarget(
      name: "readiness-benchmarks",
      dependencies: [
        "Admission", "Attestation", "CertificationEvidence", "Chronology", "Cryptography", "DurableFiles",
        "EngineProcesses", "ExactDecimal", "HTTPTransport", "KrakenFutures", "KrakenFuturesClient",
        "KrakenWorld",
        "ReadinessGate", "ReadinessReport", "StrictJSON", "Trading", "TradingEngine", "TradingSimulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Benchmarks", exclude: ["Peers"], swiftSettings: settings),
    .executableTarget(
      name: "gate-probe",
      dependencies: [
        "DocumentSchema", "DurableFiles", "Processes", "ReadinessCheck", "ReadinessGate", "StrictJSON",
      ],
      path: "Tests/Support/gate-probe", swiftSettings: settings),
    .executableTarget(
      name: "state-role", dependencies: ["StatePath"], path: "Tests/Support/state-role",
      swiftSettings: settings),
    .target(
      name: "CheckScene",
      dependencies: [
        "CheckHost", "Chronology", "DocumentSchema", "Processes", "ReadinessCheck", "StrictYAML",
      ],
      path: "Tests/Support/CheckScene", swiftSettings: settings),

    // A venue that pushes, the same questions to every venue, and the simulated Kraken as a transport in memory.
    .target(
      name: "ScriptedVenue", dependencies: ["Chronology", "ExactDecimal", "Trading"],
      path: "Tests/Support/ScriptedVenue", swiftSettings: settings),
    .target(
      name: "VenueConformance", dependencies: ["Chronology", "ExactDecimal", "Trading"],
      path: "Tests/Support/VenueConformance", swiftSettings: settings),
    .target(
      name: "KrakenWorld",
      dependencies: [
        "Chronology", "EngineConfiguration", "HTTPTransport", "KrakenFutures", "KrakenFuturesClient",
        "KrakenSimulator", "Processes", "SimulatedVenue", "StrictJSON",
      ],
      path: "Tests/Support/KrakenWorld", swiftSettings: settings),
    // A simulated venue and a configured engine as processes, and what a strategy and a person do to them.
    .target(
      name: "EngineProcesses",
      dependencies: [
        "DurableFiles", "ExactDecimal", "GateScene", "HTTPTransport", "KrakenWorld", "Processes",
        "StrictJSON",
        "Trading", "TradingEngine",
      ],
      path: "Tests/Support/EngineProcesses", swiftSettings: settings),

    // Drives the trading core by hand, so that a test reads like a story.
    .target(
      name: "ConductorScene", dependencies: ["Chronology", "ExactDecimal", "Trading"],
      path: "Tests/Support/ConductorScene", swiftSettings: settings),
    .target(
      name: "TranscriptScene",
      dependencies: ["CertificationEvidence", "Chronology", "ExactDecimal", "KrakenFutures", "Trading"],
      path: "Tests/Support/TranscriptScene", swiftSettings: settings),
    .target(
      name: "GateScene", dependencies: ["DurableFiles", "Processes"], path: "Tests/Support/GateScene",
      swiftSettings: settings),

    .target(
      name: "HTTPScene", dependencies: ["GateScene", "Processes"], path: "Tests/Support/HTTPScene",
      swiftSettings: settings),

    tests(
      "AttestationTests",
      ["Attestation", "Cryptography", "StrictJSON", "StrictYAML", "DocumentSchema", "Chronology"]),
    tests("AlertingTests", ["Alerting", "Chronology", "EngineConfiguration", "GateScene", "StrictJSON"]),
    tests(
      "AlertDeliveryTests",
      [
        "AlertDelivery", "Alerting", "Chronology", "DocumentSchema", "DurableFiles", "EngineConfiguration",
        "GateScene", "HTTPScene", "Processes", "StrictJSON", "StrictYAML",
      ]),
    tests("ChronologyTests", ["Chronology"]),
    tests("FilePathsTests", ["FilePaths"]),
    tests("TradingTests", ["Trading", "Chronology", "ExactDecimal", "GateScene", "StrictJSON"]),
    tests(
      "BundledStrategyTests",
      [
        "BundledStrategy", "Chronology", "DurableFiles", "ExactDecimal", "GateScene", "KrakenFutures",
        "StrictJSON", "Trading",
      ], exclude: ["Golden"]),
    tests("ConductorTests", ["Trading", "Chronology", "ConductorScene", "ExactDecimal"]),
    tests(
      "KrakenFuturesTests",
      [
        "KrakenFutures", "Chronology", "Cryptography", "DurableFiles", "ExactDecimal", "GateScene",
        "SimulatedVenue", "StrictJSON", "Trading",
      ], exclude: ["Golden"]),
    tests(
      "TradingSimulationTests",
      [
        "GateScene", "KrakenFutures", "Processes", "SimulatedVenue", "Trading", "TradingSimulation",
        "trading-simulation",
      ]),
    tests(
      "TradingStatementTests",
      [
        "Chronology", "ExactDecimal", "GateScene", "Processes", "StrictJSON", "Trading", "TradingSimulation",
        "TradingStatement",
      ], exclude: ["Golden"]),
    tests("ExactDecimalTests", ["ExactDecimal"]),
    tests("StrictJSONTests", ["StrictJSON"]),
    tests("StrictYAMLTests", ["StrictYAML"]),
    tests(
      "DocumentSchemaTests",
      ["DocumentSchema", "Chronology", "ExactDecimal", "GateScene", "StrictYAML", "StrictJSON"]),
    tests(
      "ReadinessReportTests",
      [
        "ReadinessReport", "Attestation", "Chronology", "Cryptography", "DurableFiles", "ExactDecimal",
        "GateScene", "Processes", "ReadinessCheck", "StrictJSON",
      ], exclude: ["Golden"]),
    tests(
      "ReadinessGateTests",
      [
        "ReadinessGate", "Admission", "Attestation", "AuditLog", "Chronology", "Cryptography",
        "DocumentSchema",
        "DurableFiles", "EngineConfiguration", "ExactDecimal", "GateScene", "KrakenFutures", "Processes",
        "ReadinessCheck", "ReadinessReport", "StrictJSON", "StrictYAML", "Trading", "gate-probe", "readiness",
      ], exclude: ["Golden"]),
    tests(
      "ReadinessCommandTests",
      [
        "Attestation", "Chronology", "Cryptography", "DurableFiles", "GateScene", "Processes",
        "StrictJSON", "kraken-simulator", "readiness", "trading-engine",
      ], exclude: ["Golden"]),
    tests(
      "ArchitectureTests", ["GateScene", "Processes", "StrictJSON", "readiness", "trading-engine"]),
    tests("CryptographyTests", ["Cryptography", "cryptography-probe"]),
    tests("HostileOperationTests", ["readiness", "DurableFiles", "Processes"]),
    tests(
      "HTTPTransportTests",
      ["HTTPTransport", "Chronology", "GateScene", "HTTPScene", "Processes", "transport-probe"]),
    tests("DurableFilesTests", ["DurableFiles", "CLinux"]),
    tests(
      "DiskFaultsTests",
      [
        "AuditLog", "DurableFiles", "GateScene", "Processes", "StrictJSON", "TradeJournal", "Trading",
        "TradingEngine", "journal-probe",
        "trading-engine",
      ]),
    tests("TradeJournalTests", ["TradeJournal", "Cryptography", "DurableFiles", "GateScene", "StrictJSON"]),
    tests("ProcessesTests", ["Processes", "DurableFiles", "process-probe"]),
    tests(
      "DependencyPresenceTests",
      ["DependencyPresence", "ReadinessCheck", "DocumentSchema", "StrictYAML", "StrictJSON", "Chronology"]),
    tests(
      "EngineConfigurationTests",
      [
        "EngineConfiguration", "Attestation", "Chronology", "DocumentSchema", "DurableFiles", "ExactDecimal",
        "StrictJSON", "StrictYAML",
      ]),
    tests(
      "TradingEngineTests",
      [
        "TradingEngine", "Admission", "Alerting", "Attestation", "AuditLog", "Chronology", "Cryptography",
        "DocumentSchema",
        "DurableFiles", "BundledStrategy",
        "EngineConfiguration", "ExactDecimal", "GateScene", "Processes", "ReadinessReport", "StrictJSON",
        "StrictYAML", "Trading", "VenueAccess",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], exclude: ["Status/Golden"]),
    // The engine's shell in one process: on paper, and under a clock and an executor that a seed decides.
    tests(
      "EngineShellTests",
      [
        "Admission", "Attestation", "AuditLog", "Chronology", "Cryptography", "DurableFiles",
        "EngineConfiguration", "ExactDecimal", "GateScene", "HTTPTransport", "KrakenFutures",
        "KrakenFuturesClient", "KrakenWorld", "PaperTrading", "Processes", "ReadinessReport",
        "SimulatedVenue", "StrictJSON",
        "TradeJournal", "Trading", "TradingEngine", "VenueAccess", "kraken-simulator", "trading-engine",
      ]),
    tests(
      "TradingEngineCommandTests",
      [
        "trading-engine", "Admission", "Attestation", "AuditLog", "Chronology", "Cryptography",
        "DurableFiles",
        "ExactDecimal", "HTTPScene", "KrakenFutures", "Processes", "ReadinessCheck", "ReadinessReport",
        "StrictJSON",
      ]),
    tests(
      "AuditLogTests",
      [
        "AuditLog", "ReadinessReport", "Attestation", "Cryptography", "DurableFiles", "StrictJSON",
        "Chronology",
      ]),
    tests(
      "AdmissionTests",
      [
        "Admission", "AuditLog", "ReadinessReport", "ReadinessCheck", "Attestation", "Cryptography",
        "DurableFiles", "StrictJSON", "Chronology", "ExactDecimal",
      ]),
    tests(
      "SimulatedVenueTests",
      [
        "SimulatedVenue", "Chronology", "Cryptography", "DocumentSchema", "DurableFiles", "ExactDecimal",
        "GateScene",
        "StrictJSON",
      ]),
    tests(
      "KrakenSimulatorTests",
      [
        "KrakenSimulator", "Chronology", "DurableFiles", "GateScene", "Processes", "SimulatedVenue",
        "StrictJSON",
        "kraken-simulator",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], exclude: ["Peers"]),
    tests(
      "TranscriptComparisonTests",
      [
        "TranscriptComparison", "Chronology", "Cryptography", "DurableFiles", "GateScene", "KrakenSimulator",
        "Processes", "SimulatedVenue", "StrictJSON", "kraken-simulator",
      ], exclude: ["Golden"]),
    tests(
      "VenueAccessTests",
      [
        "VenueAccess", "Admission", "Attestation", "Chronology", "ExactDecimal", "ReadinessReport",
        "ScriptedVenue",
        "Trading",
      ]),
    tests(
      "KrakenFuturesClientTests",
      [
        "KrakenFuturesClient", "Attestation", "Chronology", "EngineConfiguration", "ExactDecimal",
        "HTTPTransport",
        "KrakenFutures", "KrakenWorld", "StrictJSON", "Trading", "VenueAccess",
      ]),
    tests(
      "VenueConformanceTests",
      [
        "VenueConformance", "Chronology", "EngineConfiguration", "ExactDecimal", "GateScene",
        "HTTPTransport",
        "KrakenFutures", "KrakenFuturesClient", "KrakenWorld", "Processes", "ScriptedVenue", "Trading",
        "VenueAccess",
        "kraken-simulator",
      ]),
    tests(
      "PromotedReportTests",
      [
        "PromotedReport", "Attestation", "CheckScene", "Chronology", "Cryptography", "ReadinessCheck",
        "ReadinessReport", "StrictJSON",
      ]),
    tests(
      "ExternalTests",
      [
        "External", "CheckScene", "Chronology", "Cryptography", "EnvironmentFiles", "GateScene", "Processes",
        "ReadinessCheck",
        "StrictJSON", "readiness",
      ]),
    tests(
      "HostClockTests",
      [
        "HostClock", "CheckHost", "CheckScene", "Chronology", "GateScene", "Processes", "ReadinessCheck",
        "StrictJSON", "readiness",
      ]),
    tests(
      "ConfigurationRulesTests",
      ["ConfigurationRules", "EngineConfiguration", "KrakenFutures", "StrictYAML", "Trading"]),
    tests(
      "ConfigurationValidTests",
      [
        "ConfigurationValid", "CheckScene", "Cryptography", "GateScene", "Processes", "ReadinessCheck",
        "StrictJSON", "readiness",
      ]),
    tests(
      "UnitHardeningTests",
      [
        "UnitHardening", "CheckScene", "Cryptography", "DurableFiles", "GateScene", "Processes",
        "ReadinessCheck", "StrictJSON", "readiness",
      ]),
    tests("VenueAPILifecycleTests", ["VenueAPILifecycle", "CheckScene", "Chronology", "ReadinessCheck"]),
    tests(
      "VenueAccessCheckTests",
      [
        "VenueAccessCheck", "CheckScene", "Chronology", "Cryptography", "GateScene", "KrakenWorld",
        "ReadinessCheck", "StrictJSON", "kraken-simulator", "trading-engine",
      ]),
    tests(
      "KillSwitchReadyTests",
      [
        "KillSwitchReady", "CheckScene", "Chronology", "Cryptography", "GateScene", "ReadinessCheck",
        "StrictJSON", "trading-engine",
      ]),
    tests("CheckHostTests", ["CheckHost", "CheckScene", "FilePaths", "Processes", "ReadinessCheck"]),
    tests(
      "StatePathTests",
      [
        "StatePath", "CheckHost", "CheckScene", "Chronology", "DocumentSchema", "ReadinessCheck",
        "StrictJSON",
        "state-role", "trading-engine",
      ]),
    tests("EnvironmentFilesTests", ["EnvironmentFiles", "CheckScene", "ReadinessCheck"]),
    tests("LegacyFileAbsenceTests", ["LegacyFileAbsence", "CheckScene", "ReadinessCheck"]),
    tests(
      "CertificationEvidenceTests",
      [
        "CertificationEvidence", "Attestation", "Chronology", "ExactDecimal", "StrictJSON", "Trading",
        "TranscriptScene",
      ]),
    tests(
      "OrderCertificationTests",
      [
        "OrderCertification", "Admission", "Attestation", "AuditLog", "CertificationEvidence", "Chronology",
        "Cryptography", "DurableFiles", "EngineConfiguration", "ExactDecimal", "GateScene", "HTTPScene",
        "HTTPTransport", "KrakenFutures", "KrakenFuturesClient", "KrakenWorld", "Processes",
        "ReadinessReport", "StrictJSON", "Trading",
        "VenueAccess", "kraken-simulator", "readiness", "trading-engine",
      ]),
    tests(
      "TradingProcessTests",
      [
        "Admission", "Attestation", "AuditLog", "Chronology", "DurableFiles", "EngineProcesses",
        "ExactDecimal",
        "GateScene", "HTTPScene", "HTTPTransport", "KrakenFutures", "KrakenWorld", "OrderCertification",
        "Processes",
        "ReadinessReport", "StrictJSON", "TradeJournal", "Trading", "TradingEngine", "kraken-simulator",
        "readiness", "trading-engine",
      ]),
    tests(
      "SLTPCertificationTests",
      [
        "SLTPCertification", "Attestation", "CertificationEvidence", "CheckScene", "Chronology",
        "Cryptography",
        "ExactDecimal", "ReadinessCheck", "StrictJSON", "Trading", "TranscriptScene",
      ]),
  ]
)
