import CheckScene
import Chronology
import External
import ReadinessCheck
import Testing

@Suite("An external check's answer", .serialized) struct AnswerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: String
    let status: Finding.Status
    /// A part of the first finding's message.
    let message: String
    /// A part of what was found.
    var found = ""
    var milliseconds: Int64 = 20_000

    init(
      _ description: String, _ body: String, _ status: Finding.Status, _ message: String, found: String = "",
      milliseconds: Int64 = 20_000
    ) {
      testDescription = description
      (self.body, self.status, self.message, self.found) = (body, status, message, found)
      self.milliseconds = milliseconds
    }
  }

  private static func finding(_ more: String, status: String = "pass") -> String {
    #"answer \#(status) '{"status":"\#(status)","subject":"s","expected":"e","found":"f","message":"m"\#(more)}'"#
  }

  static let counted = [
    Case("pass", "answer pass \"$(finding pass a)\"", .pass, "m"),
    Case("fail", "answer fail \"$(finding fail a)\"", .fail, "m"),
    Case("unknown", "answer unknown \"$(finding unknown a)\"", .unknown, "m"),
    Case(
      "the worst of several", "answer fail \"$(finding fail a),$(finding unknown b),$(finding pass c)\"",
      .fail, "m"),
    Case("white space around it", "echo; answer pass \"$(finding pass a)\"; echo", .pass, "m"),
    Case(
      "members that may be left out, as null",
      finding(#","hint":null,"position":null,"validUntil":null,"artifact":null"#), .pass, "m"),
    Case("much on standard error", "head -c 200000 /dev/zero >&2; \(finding(""))", .pass, "m"),
  ]

  static let refused = [
    Case(
      "another exit status", "answer pass \"$(finding pass a)\"; exit 3", .unknown,
      "did not end with exit status 0", found: "exit status 3"),
    Case(
      "its last words", "echo first >&2; echo 'NameError: x' >&2; echo >&2; exit 1", .unknown,
      "did not end with exit status 0", found: "exit status 1: NameError: x"),
    Case(
      "a signal", "answer pass \"$(finding pass a)\"; kill -KILL $$", .unknown, "ended by a signal",
      found: "signal 9"),
    Case(
      "no end", "answer pass \"$(finding pass a)\"; sleep 60", .unknown, "did not answer in time",
      found: "no answer in time", milliseconds: 500),
    Case(
      "too much", "head -c 1048577 /dev/zero", .unknown, "wrote too much", found: "more than 1 MiB"),
    Case(
      "too much on standard error", "head -c 1200000 /dev/zero >&2", .unknown, "wrote too much"),
    Case("nothing", "true", .unknown, "cannot be read", found: "nothing"),
    Case("no JSON", "echo all is well", .unknown, "cannot be read", found: "json.unexpected-byte"),
    Case("no object", "echo '[]'", .unknown, "cannot be read", found: "expected an object"),
    Case(
      "two answers", "answer pass \"$(finding pass a)\"; answer pass \"$(finding pass a)\"", .unknown,
      "cannot be read", found: "json.trailing-bytes"),
    Case(
      "another nonce", "nonce=00; answer pass \"$(finding pass a)\"", .unknown, "does not count",
      found: "another nonce"),
    Case(
      "no nonce", #"echo '{"protocol":1,"status":"pass","findings":[]}'"#, .unknown, "cannot be read",
      found: "$.nonce"),
    Case(
      "another protocol",
      #"printf '{"protocol":2,"nonce":"%s","status":"pass","findings":[%s]}' "$nonce" "$(finding pass a)""#,
      .unknown, "cannot be read", found: "$.protocol: expected 1, found 2"),
    Case("no findings", "answer pass ''", .unknown, "does not count", found: "no findings"),
    Case(
      "a status that there is not", "answer ok \"$(finding pass a)\"", .unknown, "cannot be read",
      found: "expected pass, fail or unknown, found 'ok'"),
    Case(
      "pass, and a finding that failed", "answer pass \"$(finding pass a),$(finding fail b)\"", .unknown,
      "does not count", found: "status pass, and a finding with fail about 'b'"),
    Case(
      "pass, and a finding that is unknown", "answer pass \"$(finding unknown a)\"", .unknown,
      "does not count", found: "with unknown about 'a'"),
    Case(
      "fail, and findings that passed", "answer fail \"$(finding pass a)\"", .unknown, "does not count",
      found: "status fail, and a finding with pass"),
    Case(
      "unknown, and a finding that failed", "answer unknown \"$(finding fail a)\"", .unknown,
      "does not count"),
    Case(
      "a member too many",
      #"printf '{"protocol":1,"nonce":"%s","status":"pass","findings":[%s],"waive":true}' "$nonce" "$(finding pass a)""#,
      .unknown, "cannot be read", found: "$.waive"),
    Case(
      "a finding's member too many", finding(#","severity":"low""#), .unknown, "cannot be read",
      found: "$.findings[0].severity"),
    Case(
      "a finding without its message",
      #"answer pass '{"status":"pass","subject":"s","expected":"e","found":"f"}'"#, .unknown,
      "cannot be read", found: "$.findings[0].message"),
    Case(
      "a finding about nothing", "answer pass \"$(finding pass '')\"", .unknown, "cannot be read",
      found: "$.findings[0].subject: expected a text"),
    Case(
      "a finding that is a text", "answer pass '\"all well\"'", .unknown, "cannot be read",
      found: "expected an object"),
    Case(
      "a member twice", finding(#","found":"g""#), .unknown, "cannot be read", found: "json.duplicate-key"),
    Case(
      "a finding that has ended", finding(#","validUntil":"2001-01-01T00:00:00Z""#), .unknown,
      "does not count", found: "ended at 2001-01-01"),
    Case(
      "a time that is none", finding(#","validUntil":"tomorrow""#), .unknown, "cannot be read",
      found: "'tomorrow'"),
    Case(
      "a digest that is none", finding(#","artifact":{"name":"a","sha256":"AA"}"#), .unknown,
      "cannot be read", found: "$.findings[0].artifact.sha256"),
    Case(
      "an artifact with more", finding(#","artifact":{"name":"a","sha256":"","size":1}"#), .unknown,
      "cannot be read"),
    Case(
      "depth", "i=0; while [ $i -lt 100 ]; do printf '['; i=$((i+1)); done", .unknown, "cannot be read",
      found: "json.too-deep"),
    Case("bytes that are no text", "printf '\"\\377\"'", .unknown, "cannot be read", found: "json."),
  ]

  @Test("counts when it is as protocol 1 says", arguments: counted)
  func counts(_ each: Case) throws { try judge(each) }

  @Test("is none otherwise, and the gate stays closed", arguments: refused)
  func refuses(_ each: Case) throws { try judge(each) }

  private func judge(_ each: Case) throws {
    let world = try ScriptScene()
    world.scene.milliseconds = each.milliseconds
    let path = try world.script(each.body)
    let finding = try #require(try world.run(path).first)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(each.found.isEmpty || finding.found.contains(each.found), "\(finding)")
    if each.message != "m" {
      #expect(finding.subject == path)
      #expect(finding.hint != nil)
    }
  }

  @Test("keeps all that a finding may say")
  func whole() throws {
    let world = try ScriptScene()
    let digest = String(repeating: "a", count: 64)
    let path = try world.script(
      Self.finding(
        #","hint":"h","position":"a.txt:3","validUntil":"2099-01-01T00:00:00.5Z","artifact":{"name":"n","sha256":"\#(digest)"}"#
      ))
    #expect(
      try world.run(path) == [
        Finding(
          .pass, subject: "s", expected: "e", found: "f", message: "m", hint: "h", position: "a.txt:3",
          validUntil: Timestamp(rfc3339: "2099-01-01T00:00:00.5Z"),
          artifact: Finding.Artifact(name: "n", sha256: digest))
      ])
  }

  @Test("is that of one run: what was kept of another has its nonce")
  func replay() throws {
    let world = try ScriptScene()
    let path = try world.script(
      "[ -e '\(world.scene.folder)/kept' ] || answer pass \"$(finding pass a)\" > '\(world.scene.folder)/kept'\ncat '\(world.scene.folder)/kept'"
    )
    #expect(try world.run(path).map(\.status) == [.pass])
    world.scene.nonce = "0f0e0d0c0b0a09080706050403020100"
    let finding = try #require(try world.run(path).first)
    #expect(finding.status == .unknown && finding.found == "another nonce")
  }
}
