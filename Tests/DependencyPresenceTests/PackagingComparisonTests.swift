import Testing

@testable import DependencyPresence

@Suite("Compared with pypa/packaging", .enabled(if: PackagingPeer.shared != nil, PackagingPeer.absent))
struct PackagingComparisonTests {
  private struct Difference: CustomStringConvertible {
    let question: [String]
    let ours: String
    let theirs: String

    var description: String { "\(question.map(\.debugDescription)): \(ours), packaging: \(theirs)" }
  }

  private func differences(
    _ kind: String, _ cases: [[String]], ours: ([String]) -> String
  ) throws -> [Difference] {
    let answers = try #require(PackagingPeer.shared).answers(to: cases.map { (kind, $0) })
    try #require(answers.count == cases.count)
    // Cases that are mostly refused would compare nothing but refusals.
    #expect(answers.count { $0 != "invalid" && $0 != "undefined" } * 3 > cases.count)
    // packaging's own slips (an AssertionError, an integer too long to print) are no answers, and are rare.
    let slips = answers.count { $0.hasPrefix("raised ") && $0 != "raised ModuleNotFoundError" }
    #expect(slips * 50 < cases.count)
    return zip(cases, answers).compactMap { question, theirs in
      let answer = ours(question).split(separator: "\n", omittingEmptySubsequences: false).joined(
        separator: "\\n")
      if theirs.hasPrefix("raised ") { return nil }
      return answer == theirs ? nil : Difference(question: question, ours: answer, theirs: theirs)
    }
  }

  @Test("Versions are read, refused and printed alike", arguments: 1...4 as ClosedRange<UInt64>)
  func versions(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let texts = (0..<3_000).map { _ in [cases.version()] }
    let found = try differences("version", texts) { PythonVersion($0[0])?.description ?? "invalid" }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Versions are ordered alike", arguments: 11...14 as ClosedRange<UInt64>)
  func order(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let pairs = (0..<6_000).map { _ in
      cases.random.oneIn(2)
        ? [cases.nearVersion(), cases.nearVersion()] : [cases.version(), cases.version()]
    }.filter { $0.allSatisfy { PythonVersion($0) != nil } }
    #expect(pairs.count > 3_000)
    let found = try differences("order", pairs) { pair in
      guard let one = PythonVersion(pair[0]), let other = PythonVersion(pair[1]) else { return "invalid" }
      return one < other ? "before" : other < one ? "after" : one == other ? "same" : "incomparable"
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Specifier sets contain the same versions", arguments: 21...26 as ClosedRange<UInt64>)
  func contains(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let pairs = (0..<6_000).map { _ in
      [cases.specifierSet(), cases.random.oneIn(4) ? cases.version() : cases.nearVersion()]
    }
    let found = try differences("contains", pairs) { pair in
      (try? SpecifierSet(pair[0])).map { String($0.contains(pair[1])) } ?? "invalid"
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Specifier sets contain the same parsed versions", arguments: [31, 32] as [UInt64])
  func containsParsed(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let pairs = (0..<6_000).map { _ in [cases.specifierSet(), cases.nearVersion()] }
    let found = try differences("parsed", pairs) { pair in
      guard let set = try? SpecifierSet(pair[0]), let version = PythonVersion(pair[1]) else {
        return "invalid"
      }
      return String(set.contains(version))
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Markers have the same answers", arguments: 41...46 as ClosedRange<UInt64>)
  func markers(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let texts = (0..<4_000).map { _ in [cases.marker(), cases.random.pick(["", "test", "Te.St", "dev"])] }
    let found = try differences("marker", texts) { question in
      guard let marker = try? Marker(question[0]) else { return "invalid" }
      return evaluate(marker, extra: question[1])
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Requirements are read and refused alike", arguments: 51...56 as ClosedRange<UInt64>)
  func requirements(seed: UInt64) throws {
    var cases = PythonCases(seed: seed)
    let texts = (0..<4_000).map { _ in [cases.requirement()] }
    let found = try differences("requirement", texts) { question in
      guard let requirement = try? Requirement(question[0]) else { return "invalid" }
      return [
        requirement.name, Set(requirement.extras).sorted().joined(separator: ","),
        Set(requirement.specifiers.specifiers.map(\.description)).sorted().joined(separator: ","),
        requirement.url ?? "", requirement.marker.map { evaluate($0, extra: "") } ?? "none",
      ].joined(separator: "|")
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Names have the same normal form")
  func names() throws {
    var cases = PythonCases(seed: 61)
    let found = try differences("name", (0..<1_000).map { _ in [cases.name()] }) {
      DistributionName.normalize($0[0])
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test(
    "Requirements files are cut into lines as pip cuts them, where the interpreter has pip",
    arguments: [71, 72] as [UInt64])
  func lines(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "a", "b>=1", " ", "  ", "\t", "#", " #", "# c", "\\", "\\\n", " \\\n", "\n", "\n", "\r\n", "\r",
      "\u{0B}", "\u{85}", "\u{2028}", "--hash=x", "é",
    ]
    let texts = (0..<3_000).map { _ in [(0...random.below(12)).map { _ in random.pick(pieces) }.joined()] }
    let found = try differences("lines", texts) { text in
      (RequirementsText(Array(text[0].utf8))?.lines ?? []).map { "\($0.number):\($0.text)" }.joined(
        separator: "|")
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  @Test("Options are split into the same words")
  func words() throws {
    var random = SeededGenerator(seed: 73)
    let pieces = ["-r", "--x=", "a", "b", " ", " ", "'", "\"", "\\", "=", "é", "\t"]
    let texts = (0..<3_000).map { _ in
      ["-" + (0...random.below(10)).map { _ in random.pick(pieces) }.joined()]
    }
    let found = try differences("split", texts) { text in
      OptionWords.split(text[0]).map { "|" + $0.joined(separator: "|") } ?? "invalid"
    }
    #expect(found.isEmpty, "\(found.prefix(10))")
  }

  private func evaluate(_ marker: Marker, extra: String) -> String {
    do {
      return String(try marker.evaluate(MarkerEnvironment(PackagingPeer.environment), extra: extra))
    } catch {
      return "undefined"
    }
  }
}
