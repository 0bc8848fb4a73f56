import GateScene
import Testing

/// A source without its comments and the contents of its strings.
struct BareSource {
  let lines: [String]

  init(_ text: String) {
    var lines: [String] = []
    var isInText = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var rest = line[...]
      var bare = ""
      if isInText {
        guard let end = rest.firstRange(of: "\"\"\"") else {
          lines.append("")
          continue
        }
        rest = rest[end.upperBound...]
        isInText = false
      }
      while let character = rest.first {
        if rest.hasPrefix("//") { break }
        if rest.hasPrefix("\"\"\"") {
          isInText = true
          break
        }
        rest = rest.dropFirst()
        guard character == "\"" else {
          bare.append(character)
          continue
        }
        // Interpolations are looked over: what stands in one is short.
        while let inner = rest.first, inner != "\"" {
          rest = rest.dropFirst(inner == "\\" ? 2 : 1)
        }
        rest = rest.dropFirst()
        bare += "\"\""
      }
      lines.append(bare)
    }
    self.lines = lines
  }

  /// The numbers of the lines in which an optional is unwrapped by force.
  var forcedUnwraps: [Int] {
    lines.enumerated().compactMap { index, line in
      let scalars = Array(line.unicodeScalars)
      for place in scalars.indices.dropFirst() where scalars[place] == "!" {
        let before = scalars[place - 1]
        let isAfterValue =
          before.properties.isAlphabetic || before.properties.numericType != nil || before == ")"
          || before == "]" || before == "_"
        let isInequality = place + 1 < scalars.count && scalars[place + 1] == "="
        if isAfterValue, !isInequality { return index + 1 }
      }
      return nil
    }
  }
}

@Suite("Every source") struct SourceRuleTests {
  static let sources = GateScene.sources(in: ["Sources", "checks"]).mapValues(BareSource.init)

  @Test("handles its errors: no try!, as!, fatalError, or unwrapping by force")
  func force() {
    #expect(Self.sources.count > 200)
    for (file, source) in Self.sources {
      #expect(source.forcedUnwraps == [], "\(file)")
      for (index, line) in source.lines.enumerated() {
        for word in [
          "try!", "as!", "fatalError(", "unsafeBitCast", "nonisolated(unsafe)",
        ] {
          #expect(!line.contains(word), "\(file):\(index + 1)")
        }
      }
    }
  }

  /// An audit starts no process and drops no rights, so nothing there depends on being alone.
  private static let readsOnThreads = [
    "ReadinessGate/Audit/ArchiveReading", "ReadinessGate/Audit/ReadingThread",
  ]

  @Test("of the gate runs on one thread, but for an audit's reading: no task, no queue, no await")
  func concurrency() throws {
    let linked = try PackageMap.shared.get().closure(of: "readiness")
    let folders = try linked.compactMap { try PackageMap.shared.get().targets[$0]?.folder }
    for (file, source) in Self.sources where folders.contains(where: { file.hasPrefix("\($0)/") }) {
      if Self.readsOnThreads.contains(where: { file == "Sources/\($0).swift" }) { continue }
      for (index, line) in source.lines.enumerated() {
        for word in [
          "Task {", "Task.detached", "Task(", "DispatchQueue", "await ", "Thread(", "pthread_create",
        ] {
          #expect(!line.contains(word), "\(file):\(index + 1)")
        }
      }
    }
  }

  @Test(
    "of the simulated venue and the bundled strategy is a function of its inputs: no task, clock, chance or floating point"
  )
  func pureVenue() {
    let sources = Self.sources.filter { file, _ in
      ["SimulatedVenue", "TranscriptComparison", "TradingSimulation", "BundledStrategy"].contains {
        file.hasPrefix("Sources/\($0)/")
      }
    }
    #expect(sources.count > 40)
    for (file, source) in sources {
      for (index, line) in source.lines.enumerated() {
        for word in [
          "Task", "await ", "async ", "Dispatch", "Mutex", "SystemClock", "ContinuousClock", "Date(", "UUID(",
          "SystemRandomNumberGenerator", ".random(", ".shuffled(", "Double", "Float", "import Glibc",
          "import Foundation",
        ] {
          #expect(!line.contains(word), "\(file):\(index + 1)")
        }
      }
    }
  }

  @Test("names no machine's own paths")
  func paths() {
    for (file, text) in GateScene.sources(in: ["Sources", "checks", "Tests"]) {
      for part in ["/work" + "/", "/tmp" + "/w/", "/home/" + "runner"] {
        #expect(!text.contains(part), "\(file)")
      }
    }
  }

  @Test("takes paths apart by bytes, in one place")
  func pathsAsBytes() {
    for (file, text) in GateScene.sources(in: ["Sources", "checks"])
    where !file.hasPrefix("Sources/FilePaths/") {
      for part in ["split(separator: ", "hasPrefix(", "hasSuffix(", "Index(of: ", "contains("] {
        #expect(!text.contains(part + "\"/\""), "\(file): \(part)")
      }
    }
  }

  @Test("is read by rules that see what they look for")
  func rules() {
    #expect(BareSource("let a = b!").forcedUnwraps == [1])
    #expect(BareSource("f()!.g\na[0]!").forcedUnwraps == [1, 2])
    #expect(BareSource("a != b\nif !a { }\n\"a!\" // b!").forcedUnwraps == [])
    #expect(BareSource("x = \"\"\"\n  a!\n  \"\"\"\ny!").forcedUnwraps == [4])
    #expect(BareSource("\"a\\\"!\" try!").lines == ["\"\" try!"])
  }
}
