import Attestation
import AuditLog
import DurableFiles
import ReadinessReport
import Testing

@Suite("Head files") struct HeadTests {
  let scenario: StoreScenario

  init() throws { scenario = try StoreScenario() }

  @Test("of other environments and scopes are not read")
  func selection() throws {
    try scenario.write(1, policy: "a")
    try scenario.write(2, policy: "b")
    let scratch = scenario.scratch
    for name in ["demo.live.a.json", "live.certification.a.json", "live.live.a.json.tmp", "note.txt"] {
      try scratch.write("store/heads/\(name)", "not a head")
    }
    let heads = try Heads.read(folder: scenario.store.folder, environment: .live, scope: .live)
    #expect(heads.map(\.policyName) == ["a", "b"])
    #expect(heads.first?.entry(engine: digest(1), configuration: digest(2))?.verdict == .ready)
    #expect(heads.first?.entry(engine: digest(1), configuration: nil) == nil)
  }

  @Test("that are not there are none")
  func missing() throws {
    #expect(try Heads.read(folder: "/nonexistent", environment: .live, scope: .live) == [])
  }

  static let good =
    #"{"engine":null,"configuration":"\#(digest(1))","sequence":5,"sha256":"\#(digest(2))","verdict":"READY"}"#

  @Test(
    "that are not as the gate writes them are refused",
    arguments: [
      "", "{}\n", "[]", "[\(good)]", "[ \(good)]\n", "[\(good),\(good)]\n",
      "[\(good.replacing("\"READY\"", with: "\"ready\""))]\n",
      "[\(good.replacing("READY\"", with: "READY\",\"more\":1"))]\n",
      "[\(good.replacing("\"sequence\":5", with: "\"sequence\":-5"))]\n",
      "[\(good.replacing("\"sequence\":5", with: "\"sequence\":5.0"))]\n",
      "[\(good.replacing(digest(2), with: digest(2).uppercased()))]\n",
      "[\(good.replacing("\"engine\":null,", with: ""))]\n",
      "[\(good),\(good.replacing("null", with: "\"\(digest(3))\"").replacing(":5,", with: ":6,"))]\n",
      "[" + Array(repeating: good, count: 65).joined(separator: ",") + "]\n",
    ])
  func damaged(content: String) throws {
    try scenario.write(1)
    try scenario.scratch.write("store/heads/live.live.live.json", content)
    let error = try #require(
      failure { () throws(AuditLogError) in
        _ = try Heads.read(folder: scenario.store.folder, environment: .live, scope: .live)
      })
    #expect(error.code == "audit.damaged")
    #expect(failure { () throws(AuditLogError) in try scenario.write(2) }?.code == "audit.damaged")
  }

  @Test("are refused when a link stands in their place")
  func link() throws {
    try scenario.write(1)
    let path = scenario.scratch["store/heads/live.live.live.json"]
    try DurableFiles.remove(path)
    try makeLink(path, to: "/dev/null")
    #expect(throws: AuditLogError.self) {
      try Heads.read(folder: scenario.store.folder, environment: .live, scope: .live)
    }
  }
}
