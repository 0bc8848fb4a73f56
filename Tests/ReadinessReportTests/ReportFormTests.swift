import Attestation
import GateScene
import ReadinessReport
import StrictJSON
import Testing

@Suite("A report's byte form") struct ReportFormTests {
  static func bytes(_ report: ReadinessReport) throws -> [UInt8] { try report.statement().encoded() }

  static func read(_ bytes: [UInt8]) throws -> ReadinessReport {
    try ReadinessReport(statement: Statement.parse(bytes))
  }

  @Test("is one, field by field in the writer's order")
  func golden() throws {
    for (name, report) in [("full", ReportCases.full), ("sparse", ReportCases.sparse)] {
      let text = String(decoding: try Self.bytes(report), as: UTF8.self)
      #expect(GoldenFile.difference(text + "\n", from: "report-\(name).json", beside: #filePath) == nil)
    }
  }

  @Test("is read back as the same report, and written as the same bytes")
  func roundTrip() throws {
    for report in [ReportCases.full, ReportCases.sparse] {
      let bytes = try Self.bytes(report)
      let again = try Self.read(bytes)
      #expect(try Self.bytes(again) == bytes)
      #expect(again.hasConsistentVerdict)
      #expect(again.blockers == report.blockers)
      #expect(again.grants == report.grants)
      #expect(again.extensions == report.extensions)
      #expect(again.libraries == report.libraries)
    }
  }

  /// Every place in the predicate, and what stands there.
  private static func places(_ json: JSON, _ path: [String] = []) -> [[String]] {
    switch json {
    case .object(let members): members.flatMap { [path + [$0.key]] + places($0.value, path + [$0.key]) }
    case .array(let items): items.enumerated().flatMap { places($0.element, path + ["\($0.offset)"]) }
    default: []
    }
  }

  /// The value with the member at a path replaced; nil takes it away.
  private static func replacing(_ json: JSON, _ path: ArraySlice<String>, _ change: (JSON) -> JSON?) -> JSON {
    guard let key = path.first else { return change(json) ?? .null }
    switch json {
    case .object(let members):
      return .object(
        members.compactMap { member in
          guard member.key == key else { return member }
          if path.count == 1 { return change(member.value).map { JSONMember(key, $0) } }
          return JSONMember(key, replacing(member.value, path.dropFirst(), change))
        })
    case .array(let items):
      return .array(
        items.enumerated().map {
          "\($0.offset)" == key ? replacing($0.element, path.dropFirst(), change) : $0.element
        })
    default: return json
    }
  }

  private static func statement(_ json: JSON) throws -> Statement {
    try Statement(
      subjects: [(name: "policy", sha256: ReportCases.digest)], predicateType: ReadinessReport.predicateType,
      predicate: json)
  }

  private static func objects(_ predicate: JSON) -> [[String]] {
    var objects: [[String]] = [[]]
    func collect(_ json: JSON, _ path: [String]) {
      for member in json.members ?? [] {
        if member.value.members != nil { objects.append(path + [member.key]) }
        collect(member.value, path + [member.key])
      }
      for (index, item) in (json.arrayValue ?? []).enumerated() {
        if item.members != nil { objects.append(path + ["\(index)"]) }
        collect(item, path + ["\(index)"])
      }
    }
    collect(predicate, [])
    return objects
  }

  /// Whether the place is inside something that the report only carries.
  private static func isFree(_ path: [String]) -> Bool {
    (path.first == "extensions" && path.count > 1) || (path.contains("envelope") && path.last != "envelope")
      || (path.count == 3 && ["libraries", "statePaths", "behaviours"].contains(path[path.count - 2]))
  }

  @Test("has every field: one that is missing is refused by name")
  func missing() throws {
    let predicate = try ReportCases.full.statement().predicate
    let places = Self.places(predicate).filter { !Self.isFree($0) }
    #expect(places.count > 100)
    for path in places {
      let statement = try Self.statement(Self.replacing(predicate, path[...]) { _ in nil })
      let error = #expect(throws: JSONShapeError.self, "\(path)") {
        try ReadinessReport(statement: statement)
      }
      #expect(error?.path.hasSuffix(".\(path.last ?? "")") == true, "\(path): \(error?.path ?? "")")
    }
  }

  @Test("has no other field, anywhere but in extensions")
  func unknown() throws {
    let predicate = try ReportCases.full.statement().predicate
    for path in Self.objects(predicate) {
      let changed = Self.replacing(predicate, path[...]) { object in
        .object((object.members ?? []) + [JSONMember("zzz", true)])
      }
      let isAllowed =
        path.first == "extensions" || path.last == "envelope"
      let read = try? ReadinessReport(statement: try Self.statement(changed))
      #expect((read != nil) == isAllowed, "\(path)")
    }
  }

  @Test("has its members in their order, at every depth: two that changed places are refused")
  func order() throws {
    let predicate = try ReportCases.full.statement().predicate
    var swapped = 0
    for path in Self.objects(predicate) where path.first != "extensions" && !path.contains("envelope") {
      var count = 0
      _ = Self.replacing(predicate, path[...]) { object in
        count = object.members?.count ?? 0
        return object
      }
      for index in 1..<max(1, count) {
        let changed = Self.replacing(predicate, path[...]) { object in
          var members = object.members ?? []
          members.swapAt(index - 1, index)
          return .object(members)
        }
        let error = #expect(throws: JSONShapeError.self, "\(path) \(index)") {
          try ReadinessReport(statement: try Self.statement(changed))
        }
        #expect(error?.code == .otherForm, "\(path) \(index)")
        swapped += 1
      }
    }
    #expect(swapped > 60)
  }

  @Test(
    "has whole numbers in one spelling",
    arguments: ["sequence", "anchor.entries", "blockers.0.durationMicroseconds", "summary.fail"])
  func zero(place: String) throws {
    let predicate = try ReportCases.full.statement().predicate
    let path = place.split(separator: ".").map(String.init)
    let statement = try Self.statement(Self.replacing(predicate, path[...]) { _ in .number("-0") })
    let error = #expect(throws: JSONShapeError.self) { try ReadinessReport(statement: statement) }
    #expect(error?.code == .otherForm)
  }

  @Test("has values of their kinds: another kind is refused")
  func kinds() throws {
    let predicate = try ReportCases.full.statement().predicate
    for path in Self.places(predicate).filter({ !Self.isFree($0) && $0.last != "envelope" }) {
      for other: JSON in [.bool(true), .number("1.5"), .array([.null])] {
        let statement = try Self.statement(Self.replacing(predicate, path[...]) { _ in other })
        #expect(throws: JSONShapeError.self, "\(path) \(other.text())") {
          try ReadinessReport(statement: statement)
        }
      }
    }
  }

  @Test(
    "has values in one spelling",
    arguments: [
      ("verdict", "ready"), ("verdict", "PASSED"), ("verdict", "BLOC\u{212A}ED"), ("environment", "prod"),
      ("scope", "all"),
      ("startedAt", "2026-11-18T14:26:40Z"), ("issuedAt", "2026-11-18T14:26:40.000+00:00"), ("expiresAt", ""),
      ("keyringSha256", String(repeating: "AB", count: 32)), ("previous", "ab"),
      ("gate.sha256", ""), ("policy.resolvedSha256", "é"), ("grants.maxOrderNotionalUSD", "5000.50"),
      ("grants.maxOrderNotionalUSD", "0"), ("grants.maxDailyLossUSD", "-1"),
      ("grants.maxDailyLossUSD", "1e3"),
      ("blockers.0.risk", "grave"), ("blockers.0.outcome", "ok"), ("blockers.0.findings.0.status", "blocked"),
      ("blockers.0.findings.0.validUntil", "2026"), ("blockers.0.findings.0.artifact.sha256", "00"),
      ("anchor.headSha256", "x"),
    ])
  func spelling(place: String, text: String) throws {
    let predicate = try ReportCases.full.statement().predicate
    let path = place.split(separator: ".").map(String.init)
    let statement = try Self.statement(Self.replacing(predicate, path[...]) { _ in .string(text) })
    let error = #expect(throws: JSONShapeError.self) { try ReadinessReport(statement: statement) }
    #expect(error?.path.hasSuffix(path.last ?? "") == true)
  }

  @Test(
    "has counts from zero",
    arguments: [
      "sequence", "anchor.entries", "blockers.0.durationMicroseconds", "summary.pass",
      "grants.maxOrdersPerMinute",
    ])
  func negative(place: String) throws {
    let predicate = try ReportCases.full.statement().predicate
    let path = place.split(separator: ".").map(String.init)
    let statement = try Self.statement(Self.replacing(predicate, path[...]) { _ in .integer(-1) })
    #expect(throws: JSONShapeError.self) { try ReadinessReport(statement: statement) }
  }

  @Test("has each blocker once, and is a report")
  func others() throws {
    let twice = ReportCases.report([ReportCases.blocker("a", .pass), ReportCases.blocker("a", .pass)])
    #expect(throws: JSONShapeError.self) { try Self.read(Self.bytes(twice)) }
    let other = try Statement(
      subjects: [(name: "policy", sha256: ReportCases.digest)], predicateType: Approval.predicateType,
      predicate: ReportCases.full.statement().predicate)
    #expect(throws: JSONShapeError.self) { try ReadinessReport(statement: other) }
  }

  @Test("differs in every bit: a flipped one is refused, or read as something that is written differently")
  func bits() throws {
    let bytes = try Self.bytes(ReportCases.sparse)
    for index in bytes.indices {
      for bit in 0..<8 where (index + bit) % 3 == 0 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        guard let read = try? Self.read(changed) else { continue }
        #expect(try Self.bytes(read) == changed || !read.hasConsistentVerdict, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test("cannot be had with a digest that is none")
  func subjects() {
    var report = ReportCases.sparse
    report.subjects = [.init(name: "engine", sha256: "")]
    #expect(throws: StatementError.self) { try report.statement() }
  }
}
