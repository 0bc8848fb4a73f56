import CheckScene
import EnvironmentFiles
import External
import ReadinessCheck
import StrictJSON
import Testing

@Suite("An external check's request", .serialized) struct RequestTests {
  @Test("says who asks, what for, with which nonce and for how long")
  func request() throws {
    let world = try ScriptScene()
    world.scene.blocker = "backup"
    world.scene.serviceEnvironment = ["HOME": "/h"]
    let path = try world.script(
      "printf '%s' \"$request\" > '\(world.scene.folder)/request'; answer pass \"$(finding pass a)\"")
    let digest = try world.digest(path)
    let findings = try world.run(path, "arguments: [a, '', a]\nenvironment: [HOME]")
    #expect(findings.map(\.status) == [.pass])
    let json = try JSON.parse(try world.scene.files.read("\(world.scene.folder)/request", limit: 1 << 20))
    #expect(json.members?.map(\.key) == ["protocol", "id", "parameters", "nonce", "deadlineMilliseconds"])
    #expect(json["protocol"]?.integerValue == 1)
    #expect(json["id"]?.stringValue == "backup")
    #expect(json["nonce"]?.stringValue == world.scene.nonce)
    #expect(json["deadlineMilliseconds"]?.integerValue == world.scene.milliseconds)
    #expect(
      json["parameters"]?.text()
        == #"{"run":"\#(path)","sha256":"\#(digest)","arguments":["a","","a"],"environment":["HOME"]}"#)
  }

  @Test("comes with its arguments, in the root folder, and with no variable but those named and a fixed PATH")
  func world() throws {
    let world = try ScriptScene()
    world.scene.serviceEnvironment = [
      "HOME": "/h", "SECRET": "s", "EMPTY": "", "PATH": "/evil", "LD_PRELOAD": "/x.so",
    ]
    let path = try world.script(
      """
      printf '%s\\n' "$PWD" "$#" "$@" > '\(world.scene.folder)/seen'
      /usr/bin/env | sort >> '\(world.scene.folder)/seen'
      answer pass "$(finding pass a)"
      """)
    #expect(try world.run(path, "arguments: ['a b', '', '$HOME']\nenvironment: [HOME, EMPTY]").count == 1)
    let seen = String(
      decoding: try world.scene.files.read("\(world.scene.folder)/seen", limit: 1 << 20), as: UTF8.self)
    let lines = seen.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.prefix(5) == ["/", "3", "a b", "", "$HOME"])
    let variables = lines.dropFirst(5).filter { !$0.isEmpty && !$0.hasPrefix("_=") && !$0.hasPrefix("PWD=") }
    #expect(
      variables.sorted() == [
        "EMPTY=", "HOME=/h", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ])
  }

  @Test("is not made while a variable is missing")
  func variables() throws {
    let world = try ScriptScene()
    world.scene.serviceEnvironment = ["HOME": "/h"]
    let path = try world.script("touch '\(world.scene.folder)/ran'")
    let findings = try world.run(path, "environment: [HOME, BACKUP_ROOT, TOKEN]")
    #expect(findings.map(\.subject) == ["BACKUP_ROOT", "TOKEN"])
    #expect(findings.allSatisfy { $0.status == .unknown && $0.hint?.contains($0.subject) == true })
    #expect(!world.scene.names(in: "").contains("ran"))
  }

  @Test("may be longer than a pipe holds, and need not be read")
  func unread() throws {
    let world = try ScriptScene()
    let answer =
      #"{"protocol":1,"nonce":"\#(world.scene.nonce)","status":"pass","findings":[{"status":"pass","subject":"s","expected":"e","found":"f","message":"m"}]}"#
    let path = try world.scene.write("check.sh", "#!/bin/sh\nexec <&-\necho '\(answer)'\n", mode: 0o755)
    let many = (0..<40).map { "'\($0)\(String(repeating: "x", count: 4_000))'" }.joined(separator: ", ")
    let findings = try world.run(path, "arguments: [\(many)]")
    #expect(findings.map(\.status) == [.pass], "\(findings)")
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let with: String
    let message: String
    let hint: String
    var testDescription: String { with }
  }

  private static let digest = String(repeating: "ab", count: 32)

  static let mistakes = [
    Mistake(with: "run: /a", message: "'sha256' is missing", hint: "sha256sum"),
    Mistake(with: "sha256: \(digest)", message: "'run' is missing", hint: "absolute path"),
    Mistake(
      with: "run: checks/a.py\nsha256: \(digest)", message: "'checks/a.py' is not absolute",
      hint: "begin with a slash"),
    Mistake(with: "run: /a\nsha256: abc", message: "'abc' is no SHA-256 digest", hint: "sha256sum PROGRAM"),
    Mistake(with: "run: /a\nsha256: ''", message: "expected a SHA-256 digest", hint: "sha256sum PROGRAM"),
    Mistake(
      with: "run: /a\nsha256: \(digest)g", message: "here are 65 characters", hint: "sha256sum PROGRAM"),
    Mistake(
      with: "run: /a\nsha256: \(String(repeating: "AB", count: 32))", message: "upper-case digits",
      hint: "sha256: \(digest)"),
    Mistake(
      with: "run: /a\nsha256: \(digest)\nenvironment: [OPENSSL_CONF]",
      message: "OPENSSL_CONF would run foreign code", hint: "leave it out"),
    Mistake(
      with: "run: /a\nsha256: \(digest)\nenvironment: [PATH]", message: "PATH is the same",
      hint: "absolute paths"),
    Mistake(
      with: "run: /a\nsha256: \(digest)\nenvironment: ['A B']", message: "environment variable", hint: ""),
    Mistake(with: "run: /a\nsha256: \(digest)\nargument: [a]", message: "unknown key", hint: "'arguments'"),
  ]

  @Test("is not to be made by a policy with mistakes", arguments: mistakes)
  func refuses(_ each: Mistake) throws {
    let world = try ScriptScene()
    do {
      _ = try world.scene.read(External.self, each.with)
      Issue.record("no mistake was found")
    } catch let mistakes as SceneMistakes {
      let text = (mistakes.diagnostics + mistakes.hints).joined(separator: "\n")
      #expect(mistakes.diagnostics.count == 1)
      #expect(text.contains(each.message), "\(text)")
      #expect(text.contains(each.hint), "\(text)")
    }
  }

  @Test("takes no variable that the gate itself refuses", arguments: LoaderVariables.names)
  func loaderVariables(name: String) throws {
    let world = try ScriptScene()
    #expect(throws: SceneMistakes.self) {
      try world.scene.read(
        External.self, "run: /a\nsha256: \(String(repeating: "a", count: 64))\nenvironment: [\(name)]")
    }
  }
}
