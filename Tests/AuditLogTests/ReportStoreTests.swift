import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport
import Testing

@Suite("The report store") struct ReportStoreTests {
  let scenario: StoreScenario

  init() throws { scenario = try StoreScenario() }

  @Test("lays its files out as the contract says")
  func layout() throws {
    let written = try scenario.write(1)
    #expect(written.sequence == noon.unixMilliseconds)
    #expect(written.previous == nil)
    let scratch = scenario.scratch
    #expect(try scratch.text("report.json") == "report 1\n")
    #expect(try scratch.text("store/reports/\(written.payload).json") == "report 1\n")
    #expect(
      try scratch.text("store/heads/live.live.live.json") == """
        [{"engine":"\(digest(1))","configuration":"\(digest(2))","sequence":1795521600000,\
        "sha256":"\(written.payload)","verdict":"READY"}]

        """)
    #expect(try scratch.names("store/chains") == ["live.live.live.m1.json"])
    #expect(try DurableFiles.status(scratch["store/heads/live.live.live.json"]).mode == 0o644)
    let payload = try #require(SHA256Digest(hex: written.payload))
    #expect(try scenario.store.report(payload) == Array("report 1\n".utf8))
    #expect(try scenario.store.report(SHA256.digest(of: [])) == nil)
  }

  @Test("numbers reports by the clock, and onward when the clock stands still or goes back")
  func sequence() throws {
    let first = try scenario.write(1)
    let second = try scenario.write(2)
    let third = try scenario.write(3, at: noon.advanced(byMilliseconds: -3_600_000))
    let fourth = try scenario.write(4, at: noon.advanced(byMilliseconds: 5_000))
    #expect([second.sequence, third.sequence].map { $0 - first.sequence } == [1, 2])
    #expect(fourth.sequence == noon.unixMilliseconds + 5_000)
    #expect(second.previous == first.payload && third.previous == second.payload)
  }

  @Test("keeps the newest report about each pair of digests, newest first")
  func pairs() throws {
    try scenario.write(1, engine: digest(10))
    try scenario.write(2, engine: digest(11), verdict: .blocked)
    try scenario.write(3, engine: nil, configuration: nil)
    let last = try scenario.write(4, engine: digest(10), verdict: .readyWithWaivers)
    let entries = try scenario.heads()
    #expect(entries.map(\.engine) == [digest(10), nil, digest(11)])
    #expect(entries.map(\.verdict) == [.readyWithWaivers, .ready, .blocked])
    #expect(entries.first?.sha256 == last.payload)
  }

  @Test("forgets the oldest of more than 64 pairs")
  func forgets() throws {
    for number in 0..<66 { try scenario.write(number, engine: digest(number)) }
    let entries = try scenario.heads()
    #expect(entries.count == 64)
    #expect(entries.first?.engine == digest(65) && entries.last?.engine == digest(2))
  }

  @Test("is locked by one run about the same thing, and only by that")
  func locked() throws {
    let session = try scenario.begin()
    let error = try #require(failure { () throws(AuditLogError) in _ = try scenario.begin() })
    #expect(error.code == "audit.busy" && error.exitStatus == 75)
    let other = try scenario.begin(policy: "other")
    let machine = try scenario.begin(machine: "m2")
    #expect(other.sequence == session.sequence && machine.sequence == session.sequence)
  }

  @Test("frees the lock of a run that wrote nothing, and its number")
  func abandoned() throws {
    do {
      let session = try scenario.begin()
      #expect(session.sequence == noon.unixMilliseconds)
    }
    #expect(try scenario.write(1).sequence == noon.unixMilliseconds)
  }

  @Test("does not count back when the counter is lost")
  func lostChain() throws {
    let first = try scenario.write(1)
    try DurableFiles.remove(scenario.scratch["store/chains/live.live.live.m1.json"])
    let second = try scenario.write(2, at: noon.advanced(byMilliseconds: -1_000_000))
    #expect(second.sequence == first.sequence + 1)
    #expect(second.previous == nil)
  }

  @Test(
    "refuses a damaged counter",
    arguments: ["", "{}", #"{"chain":"v2","sequence":1,"previous":"\#(digest(1))"}"#, "[1]\n", "{\"chain\""])
  func damagedChain(content: String) throws {
    try scenario.write(1)
    try scenario.scratch.write("store/chains/live.live.live.m1.json", content)
    let error = try #require(failure { () throws(AuditLogError) in try scenario.write(2) })
    #expect(error.code == "audit.damaged" && error.exitStatus == 74)
    #expect(try scenario.scratch.text("report.json") == "report 1\n")
  }

  @Test("refuses names that are no file names", arguments: ["", "a/b", "..", "Live", "a.b", "a b"])
  func names(name: String) throws {
    let error = try #require(failure { () throws(AuditLogError) in _ = try scenario.begin(policy: name) })
    #expect(error.code == "audit.invalid")
  }

  @Test("leaves head and report alone when the report cannot be written")
  func unwritable() throws {
    let scratch = scenario.scratch
    try scenario.write(1)
    let head = try scratch.text("store/heads/live.live.live.json")
    try DurableFiles.createFolder(scratch["folder"])
    for path in [scratch["folder"], scratch["missing/report.json"], "/proc/version"] {
      let error = try #require(
        failure { () throws(AuditLogError) in try scenario.write(2, verdict: .blocked, to: path) })
      #expect(error.code == "audit.not-written" && error.exitStatus == 74)
    }
    #expect(try scratch.text("store/heads/live.live.live.json") == head)
    #expect(try scratch.text("report.json") == "report 1\n")
    #expect(try scratch.names("").sorted() == ["folder", "report.json", "store"])
    #expect(try scratch.names("folder") == [])
  }

  @Test("replaces a link at the report's path and not what it leads to")
  func link() throws {
    let scratch = scenario.scratch
    try scratch.write("victim", "untouched")
    try makeLink(scratch["report.json"], to: scratch["victim"])
    try scenario.write(1)
    #expect(try scratch.text("victim") == "untouched")
    #expect(try DurableFiles.status(scratch["report.json"], follow: false).isRegular)
  }

  @Test("needs the parent of its folder")
  func parent() throws {
    let store = ReportStore(folder: scenario.scratch["missing/store"])
    let error = failure { () throws(AuditLogError) in
      _ = try store.begin(
        environment: .live, scope: .live, policyName: "live", machineId: "", issuedAt: noon)
    }
    #expect(error?.exitStatus == 74)
  }

  @Test("numbers rise and chains hold, whatever the clock does", arguments: 1...4 as ClosedRange<UInt64>)
  func property(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    var newest: [String: String] = [:]
    var last: (sequence: Int64, payload: String)?
    for number in 0..<40 {
      let time = noon.advanced(byMilliseconds: Int64.random(in: -5_000...5_000, using: &random))
      if Int.random(in: 0..<4, using: &random) == 0 { _ = try scenario.begin(at: time) }
      let engine = digest(Int.random(in: 0..<5, using: &random))
      let written = try scenario.write(number, engine: engine, at: time)
      #expect(written.sequence > last?.sequence ?? 0 && written.sequence >= time.unixMilliseconds)
      #expect(written.previous == last?.payload)
      last = (written.sequence, written.payload)
      newest[engine] = written.payload
    }
    let entries = try scenario.heads()
    #expect(Dictionary(uniqueKeysWithValues: entries.map { ($0.engine ?? "", $0.sha256) }) == newest)
    #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted(by: >))
  }
}
