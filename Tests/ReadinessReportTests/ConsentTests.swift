import Attestation
import Chronology
import ReadinessReport
import StrictJSON
import Testing

@Suite("A second person's document") struct ConsentTests {
  static let approval = Approval(
    of: ReportCases.full, reason: "reviewed with B. é", approver: "alice", notBefore: ReportCases.time(5),
    expiresAt: ReportCases.time(3_605))
  static let waiver = BlockerWaiver(
    policySha256: ReportCases.digest, environment: .live, scope: .live, policyName: "live", blocker: "sixth",
    blockerSha256: ReportCases.digest, reason: "the venue is down", approver: "alice",
    notBefore: ReportCases.time(5), expiresAt: ReportCases.time(6))

  @Test("is read back as it was written")
  func roundTrip() throws {
    let approval = try Statement.parse(Self.approval.statement().encoded())
    #expect(try Approval(statement: approval) == Self.approval)
    #expect(approval.subjects.map(\.name) == ["engine", "policy"])
    let waiver = try Statement.parse(Self.waiver.statement().encoded())
    #expect(try BlockerWaiver(statement: waiver) == Self.waiver)
  }

  @Test("takes the report's subjects, environment, scope and grants")
  func binding() {
    #expect(Self.approval.subjects == ReportCases.full.subjects)
    #expect(Self.approval.environment == .live)
    #expect(Self.approval.grants.covers(ReportCases.full.grants))
    #expect(Approval.maximumLifetime(for: .live) == .days(30))
    #expect(Approval.maximumLifetime(for: .certification) == .hours(1))
  }

  @Test("has every field and no other")
  func strictness() throws {
    for (statement, read) in [
      (try Self.approval.statement(), { (s: Statement) in _ = try Approval(statement: s) }),
      (try Self.waiver.statement(), { (s: Statement) in _ = try BlockerWaiver(statement: s) }),
    ] {
      let members = statement.predicate.members ?? []
      for member in members {
        let without = try Statement(
          subjects: statement.subjects, predicateType: statement.predicateType,
          predicate: .object(members.filter { $0.key != member.key }))
        #expect(throws: JSONShapeError.self, "\(member.key)") { try read(without) }
        let other = try Statement(
          subjects: statement.subjects, predicateType: statement.predicateType,
          predicate: .object(members.map { $0.key == member.key ? JSONMember($0.key, .bool(true)) : $0 }))
        #expect(throws: JSONShapeError.self, "\(member.key)") { try read(other) }
      }
      let more = try Statement(
        subjects: statement.subjects, predicateType: statement.predicateType,
        predicate: .object(members + [JSONMember("more", .null)]))
      #expect(throws: JSONShapeError.self) { try read(more) }
      let foreign = try Statement(
        subjects: statement.subjects, predicateType: ReadinessReport.predicateType,
        predicate: statement.predicate)
      #expect(throws: JSONShapeError.self) { try read(foreign) }
    }
  }

  @Test("is shown from the report that embeds it, when it can be read and is about that blocker")
  func embedded() throws {
    let envelope = try JSON.parse(
      Array(
        DSSEEnvelope(
          payloadType: inTotoPayloadType, payload: try Self.waiver.statement().encoded(),
          signatures: [DSSESignature(keyID: ReportCases.digest, signature: Array(repeating: 7, count: 64))]
        ).encoded().dropLast()))
    var report = ReportCases.full
    report.waivers = [
      .init(blocker: "fifth", envelope: envelope), .init(blocker: "sixth", envelope: envelope),
      .init(blocker: "first", envelope: .null), .init(blocker: "second", envelope: ["payload": "x"]),
    ]
    #expect(report.decodedWaivers == [Self.waiver])
    #expect(report.decodedWaiver(for: "sixth") == Self.waiver)
    for blocker in ["fifth", "first", "second", "none"] {
      #expect(report.decodedWaiver(for: blocker) == nil, "\(blocker)")
    }
  }

  @Test("that waives nothing for nobody is none")
  func waivers() throws {
    func refused(_ change: (inout BlockerWaiver) -> Void) throws {
      var waiver = Self.waiver
      change(&waiver)
      let statement = try waiver.statement()
      #expect(throws: JSONShapeError.self) { try BlockerWaiver(statement: statement) }
    }
    try refused { $0.reason = " \n" }
    try refused { $0.approver = "" }
    try refused { $0.blocker = "" }
    try refused { $0.expiresAt = $0.notBefore }
    try refused { $0.blockerSha256 = "x" }
    let two = try Statement(
      subjects: [("policy", ReportCases.digest), ("engine", ReportCases.digest)],
      predicateType: BlockerWaiver.predicateType, predicate: Self.waiver.statement().predicate)
    #expect(throws: JSONShapeError.self) { try BlockerWaiver(statement: two) }
  }

  @Test("that gives no reason or has no duration is no approval")
  func approvals() throws {
    func refused(_ change: (inout Approval) -> Void) throws {
      var approval = Self.approval
      change(&approval)
      let statement = try approval.statement()
      #expect(throws: JSONShapeError.self) { try Approval(statement: statement) }
    }
    try refused { $0.reason = "" }
    try refused { $0.approver = " " }
    try refused { $0.expiresAt = $0.notBefore }
  }
}
