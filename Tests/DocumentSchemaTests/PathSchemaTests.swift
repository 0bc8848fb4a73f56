import DocumentSchema
import StrictYAML
import Testing

@Suite("A path in a document") struct PathSchemaTests {
  private static let environment = [
    "HOME": "/home/trading", "EMPTY": "", "EVIL": "a\u{1B}b", "DOLLAR": "${HOME}",
  ]

  @Test(
    "expands ${NAME} and ${NAME:-default}",
    arguments: [
      ("/var/lib", "/var/lib"), ("data/x.json", "data/x.json"), ("${HOME}/x", "/home/trading/x"),
      ("/a/${HOME}", "/a//home/trading"), ("${NONE:-/opt}/x", "/opt/x"), ("${EMPTY:-/opt}", "/opt"),
      ("${HOME:-/opt}", "/home/trading"), ("${NONE:-}x", "x"), ("${NONE:-a:-b}", "a:-b"),
      ("${HOME}${HOME}", "/home/trading/home/trading"), ("${DOLLAR}", "${HOME}"), ("a b", "a b"),
    ])
  func expansion(text: String, expected: String) {
    let answer = Schema<DocumentPath>.path.reading("'\(text)'", environment: Self.environment)
    #expect(answer.mistakes == [])
    #expect(answer.value?.text == expected)
  }

  @Test(
    "refuses half-written names",
    arguments: [
      ("$HOME/x", "bad-expansion"), ("a$", "bad-expansion"), ("$$", "bad-expansion"),
      ("${HOME", "bad-expansion"),
      ("${}", "bad-expansion"), ("${:-x}", "bad-expansion"), ("${1A}", "bad-expansion"),
      ("${A B}", "bad-expansion"), ("${HOME-x}", "bad-expansion"), ("${NONE:-$HOME}", "bad-expansion"),
      ("${NONE:-${HOME}}", "bad-expansion"), ("${EVIL}", "bad-expansion"), ("${NONE}", "unset-variable"),
      ("${EMPTY}", "unset-variable"), ("${NONE:-}", "bad-value"),
    ])
  func mistakes(text: String, code: String) {
    let answer = Schema<DocumentPath>.path.reading("'\(text)'", environment: Self.environment)
    #expect(answer.mistakes == ["1:1 test.\(code)"])
    #expect(answer.value == nil)
  }

  @Test("is at most 4095 bytes long after expansion")
  func length() {
    let longest = String(repeating: "a", count: 4_095)
    #expect(Schema<DocumentPath>.path.reading(longest).value?.text == longest)
    #expect(Schema<DocumentPath>.path.reading(longest + "a").mistakes == ["1:1 test.bad-value"])
    let long = ["X": String(repeating: "é", count: 2_048)]
    #expect(Schema<DocumentPath>.path.reading("${X}", environment: long).mistakes == ["1:1 test.bad-value"])
  }

  @Test("of an included file starts from that file's folder, of a root from the root")
  func rebasing() {
    for (text, based, inRoot) in [
      ("x.json", "sub/folder/x.json", "x.json"), ("/x.json", "/x.json", "/x.json"),
      ("../x", "sub/folder/../x", "../x"),
    ] {
      #expect(Schema<DocumentPath>.path.reading(text, folder: "sub/folder").resolved == "\"\(based)\"")
      #expect(Schema<DocumentPath>.pathInRoot.reading(text, folder: "sub/folder").resolved == "\"\(inRoot)\"")
    }
    #expect(Schema<DocumentPath>.path.reading("x").value?.resolved(in: "/etc/p") == "/etc/p/x")
    #expect(Schema<DocumentPath>.path.reading("x").value?.resolved(in: "/") == "/x")
    #expect(Schema<DocumentPath>.path.reading("/x").value?.resolved(in: "/etc/p") == "/x")
  }

  @Test("tells every variable it used, and whether the value was its own")
  func uses() {
    let schema = Schema<[DocumentPath]>.list(of: .path)
    let answer = schema.reading(
      "[ '${HOME}/a', '${NONE:-/b}', '${EMPTY:-/c}' ]", environment: Self.environment)
    #expect(answer.expansions.map(\.name) == ["HOME", "NONE", "EMPTY"])
    #expect(answer.expansions.map(\.value) == ["/home/trading", "/b", "/c"])
    #expect(answer.expansions.map(\.isSet) == [true, false, false])
    #expect(answer.expansions.map(\.position.column) == [3, 16, 31])
  }

  @Test("names variables as POSIX does")
  func names() {
    for name in ["A", "_", "a1", "PATH_2", String(repeating: "A", count: 256)] {
      #expect(isEnvironmentName(name))
      #expect(Schema<String>.environmentName.reading(name).value == name)
    }
    for name in ["", "1A", "A-B", "A B", "Ä", "A=B", String(repeating: "A", count: 257)] {
      #expect(!isEnvironmentName(name))
    }
  }
}
