import ReadinessCheck
import Testing

@Suite("dependency-presence, the Python part")
struct DependencyPresenceTests {
  private static let policy = "python: { environment: /opt/venv, requirements: [/srv/requirements.txt] }"

  private func lines(_ requirements: String, _ world: WorldInMemory) throws -> [String] {
    var world = world
    world.contents["/srv/requirements.txt"] = Array(requirements.utf8)
    return try CheckRun(world: world).lines(Self.policy)
  }

  private func findings(_ requirements: String, _ world: WorldInMemory) throws -> [Finding] {
    var world = world
    world.contents["/srv/requirements.txt"] = Array(requirements.utf8)
    return try CheckRun(world: world).findings(Self.policy)
  }

  @Test("The seed document's requirements pass when both distributions are there")
  func seed() throws {
    let world = WorldInMemory.environment([("ccxt", "4.1.2", []), ("structlog", "23.1.0", [])])
    let found = try findings("ccxt>=4.0.0\nstructlog>=23.0.0\n", world)
    #expect(found.map(\.status) == [.pass, .pass])
    #expect(found[0].subject == "ccxt")
    #expect(found[0].expected == "ccxt>=4.0.0")
    #expect(found[0].found == "4.1.2 in \(WorldInMemory.site)")
    #expect(found[0].message == "ccxt 4.1.2 is installed")
    #expect(found[0].position == "/srv/requirements.txt:1")
  }

  @Test("A missing distribution fails, an old one fails, and each is one finding")
  func missing() throws {
    let found = try findings(
      "ccxt>=4.0.0\nstructlog>=23.0.0\nCCXT != 5\nstructlog\n", .environment([("structlog", "22.3.0", [])]))
    #expect(
      found.map { "\($0.status) \($0.subject): \($0.found)" } == [
        "fail ccxt: not installed", "fail structlog: 22.3.0 in \(WorldInMemory.site)",
      ])
    #expect(found[0].expected == "ccxt>=4.0.0; CCXT!=5")
    #expect(found[1].message == "structlog 22.3.0 does not satisfy structlog>=23.0.0")
    #expect(found[1].position == "/srv/requirements.txt:2")
  }

  @Test("A broken transitive requirement is found, with the chain that leads to it")
  func transitive() throws {
    let world = WorldInMemory.environment([
      (
        "ccxt", "4.1.2",
        ["aiohttp (>=3.8)", "certifi>=2018.1.18", "typing-extensions; python_version < \"3.8\""]
      ),
      ("aiohttp", "3.9.1", ["yarl<2.0,>=1.0", "ccxt"]), ("certifi", "2017.1", []),
    ])
    let found = try findings("ccxt", world)
    #expect(
      found.map { "\($0.status) \($0.subject)" } == [
        "pass ccxt", "pass aiohttp", "fail certifi", "fail yarl",
      ])
    #expect(found[2].expected == "certifi>=2018.1.18 (for ccxt)")
    #expect(found[2].message == "certifi 2017.1 does not satisfy certifi>=2018.1.18 (ccxt -> certifi)")
    #expect(found[3].message == "yarl is not installed (ccxt -> aiohttp -> yarl)")
    #expect(found[3].position == "/srv/requirements.txt:1")
  }

  @Test("Extras bring their requirements in, also through other extras, and only when asked for")
  func extras() throws {
    let requires = [
      "pysocks; extra == \"socks\"", "big[sock_s]; extra == 'all'", "base", "other; extra == \"none\"",
    ]
    var world = WorldInMemory.environment([("base", "1", [])])
    world.install(
      "big", "1", requires + ["deep; extra == 'Sock.S'"],
      extra: "Provides-Extra: socks\nProvides-Extra: sock-s\nProvides-Extra: all\n")
    #expect(
      try lines("big", world) == [
        "pass big: 1 in \(WorldInMemory.site)", "pass base: 1 in \(WorldInMemory.site)",
      ])
    #expect(
      try findings("big[socks]", world).map { "\($0.status) \($0.subject)" } == [
        "pass big", "pass base", "fail pysocks",
      ])
    #expect(
      try findings("big[ALL]", world).map { "\($0.status) \($0.subject)" } == [
        "pass big", "pass base", "fail deep",
      ])
    let unknown = try findings("big[typo]", world)[0]
    #expect(unknown.status == .pass)
    #expect(unknown.message == "big 1 is installed; big 1 provides no extra typo")
  }

  @Test("A requirement whose marker is false asks for nothing; when none is left, nothing is asserted")
  func markers() throws {
    let world = WorldInMemory.environment([("here", "1", [])])
    #expect(
      try findings("here\nwinonly; sys_platform == 'win32'\nold; python_full_version < '3.11.2'\n", world)
        .map(\.subject) == ["here"])
    let nothing = try findings("winonly; sys_platform == 'win32'\n# comment\n", world)
    #expect(nothing.map(\.status) == [.unknown])
    #expect(nothing[0].message == "/srv/requirements.txt asks for nothing in this environment")
    #expect(try lines("x; sys_platform ~= 'linux'", world) == ["unknown x: undecided"])
    #expect(
      try lines("x; platform_machine == 'x86_64' and os_name == 'posix'", world) == ["fail x: not installed"])
  }

  @Test("A missing environment fails, and so does everything that should be in it")
  func noEnvironment() throws {
    let found = try lines("ccxt>=4.0.0", WorldInMemory())
    #expect(found == ["fail /opt/venv: missing", "fail ccxt: not installed"])
    var denied = WorldInMemory.environment()
    denied.denied = ["/opt/venv/pyvenv.cfg"]
    #expect(try lines("ccxt", denied)[0] == "unknown /opt/venv: unreadable")
  }

  @Test(
    "Without requirements files everything installed is asked for what it needs; nothing at all is unknown")
  func everything() throws {
    let world = WorldInMemory.environment([("a", "1", ["b>=2", "c"]), ("b", "1", [])])
    let run = CheckRun(world: world)
    #expect(
      try run.findings("python: { environment: /opt/venv }").map { "\($0.status) \($0.subject)" } == [
        "pass a", "fail b", "fail c",
      ])
    let empty = try CheckRun(world: .environment()).findings("python: { environment: /opt/venv }")
    #expect(
      empty.map { "\($0.status) \($0.subject): \($0.found)" } == ["unknown /opt/venv: nothing installed"])
  }

  @Test("Metadata that is missing fails, and metadata that cannot be read is unknown")
  func metadata() throws {
    var world = WorldInMemory.environment([("unread", "1", [])])
    world.contents["\(WorldInMemory.site)/broken-1.0.dist-info/RECORD"] = []
    world.contents["\(WorldInMemory.site)/nameless-1.0.dist-info/METADATA"] = Array("Version: 1.0\n".utf8)
    world.denied = ["\(WorldInMemory.site)/unread-1.dist-info/METADATA"]
    world.contents["\(WorldInMemory.site)/~gone-1.0.dist-info/METADATA"] = Array(
      "Name: gone\nVersion: 1.0\n".utf8)
    #expect(
      try lines("broken\nunread\nnameless\ngone\n", world) == [
        "fail broken: broken in \(WorldInMemory.site)", "unknown unread: unreadable in \(WorldInMemory.site)",
        "fail nameless: broken in \(WorldInMemory.site)", "fail gone: not installed",
      ])
  }

  @Test("Requirements that cannot be read are unknown, beside the others")
  func badRequirements() throws {
    var world = WorldInMemory.environment([
      ("holder", "1", ["fine", "not a requirement", "x; bad == '1'"]), ("fine", "1", []),
    ])
    #expect(
      try lines("holder\nfine = 1\n", world) == [
        "unknown fine: none", "unknown holder: 1 in \(WorldInMemory.site)",
      ])
    world.install("holder", "1")
    let missing = try CheckRun(world: world).findings(Self.policy)
    #expect(missing.map(\.status) == [.unknown])
    #expect(missing[0].message.hasPrefix("the requirements file cannot be read: cannot open"))
  }

  @Test("Constraints bind what is asked for, and ask for nothing themselves")
  func constraints() throws {
    var world = WorldInMemory.environment([("a", "1", ["b"]), ("b", "3", [])])
    world.contents["/srv/constraints.txt"] = Array("b<3\nabsent==1\n".utf8)
    let found = try findings("-c constraints.txt\na\n", world)
    #expect(found.map { "\($0.status) \($0.subject)" } == ["pass a", "fail b"])
    #expect(found[1].message == "b 3 does not satisfy b<3, which is a constraint")
    #expect(found[1].position == "/srv/constraints.txt:1")
    #expect(found[1].expected == "b (for a); b<3 (constraint)")
  }

  @Test("The first copy on the path counts; two in one folder both have to do")
  func copies() throws {
    var world = WorldInMemory.environment([("twice", "1.0", []), ("once", "1.0", [])])
    world.install("twice", "2.0")
    world.contents["\(WorldInMemory.site)/more.pth"] = Array(
      "import os; os.abort()\n/srv/more\n# c\n\n/srv/absent\n".utf8)
    world.install("once", "2.0", in: "/srv/more")
    world.install("only", "5", in: "/srv/more")
    let found = try findings("twice>=2\nonce<2\nonly\n", world)
    #expect(
      found.map { "\($0.status) \($0.subject): \($0.found)" } == [
        "fail twice: 1.0 in \(WorldInMemory.site)", "pass once: 1.0 in \(WorldInMemory.site)",
        "pass only: 5 in /srv/more",
      ])
    #expect(found[1].message == "once 1.0 is installed; hidden behind it: 2.0 in /srv/more")
  }

  @Test("Eggs are installed distributions too, with the requirements in requires.txt")
  func eggs() throws {
    var world = WorldInMemory.environment([("dep", "1", [])])
    let site = WorldInMemory.site
    world.contents["\(site)/folder_egg.egg-info/PKG-INFO"] = Array("Name: folder-egg\nVersion: 1\n\n".utf8)
    world.contents["\(site)/folder_egg.egg-info/requires.txt"] = Array(
      "dep>=2\n\n[x]\nextra-only\n\n[:python_version<'3']\nold\n".utf8)
    world.contents["\(site)/file_egg-2.0-py3.11.egg-info"] = Array("Name: file.egg\nVersion: 2.0\n".utf8)
    world.contents["\(site)/develop.egg-link"] = Array("/srv/project\n.".utf8)
    world.contents["/srv/project/develop.egg-info/PKG-INFO"] = Array("Name: develop\nVersion: 3\n".utf8)
    world.contents["\(site)/easy-install.pth"] = Array("./zipped-4-py3.11.egg\n".utf8)
    world.contents["\(site)/zipped-4-py3.11.egg/EGG-INFO/PKG-INFO"] = Array("Name: zipped\nVersion: 4\n".utf8)
    let found = try findings("folder-egg\nfile_egg\ndevelop\nzipped", world)
    #expect(
      found.map { "\($0.status) \($0.subject)" } == [
        "pass folder-egg", "fail dep", "pass file-egg", "pass develop", "pass zipped",
      ])
    #expect(try lines("folder-egg[x]", world).last == "fail extra-only: not installed")
  }

  @Test("Distributions from URLs and editable ones are told by what pip recorded")
  func sources() throws {
    var world = WorldInMemory.environment([("tool", "1.5", []), ("mine", "0.1", []), ("plain", "1", [])])
    let site = WorldInMemory.site
    world.contents["\(site)/tool-1.5.dist-info/direct_url.json"] = Array(
      #"{"url":"https://example.com/tool.git","vcs_info":{"vcs":"git","requested_revision":"v1.5","commit_id":"abc"}}"#
        .utf8)
    world.contents["\(site)/mine-0.1.dist-info/direct_url.json"] = Array(
      #"{"url":"file:///etc/readiness/mine","dir_info":{"editable":true}}"#.utf8)
    let good = [
      "tool @ git+https://user:secret@example.com/tool.git@v1.5",
      "git+https://example.com/tool.git@abc#egg=tool",
      "git+https://example.com/tool.git", "-e ./mine", "-e mine", "--editable=file:///etc/readiness/mine/",
      "plain @ https://example.com/plain-1.tar.gz", "https://example.com/plain-1-py3-none-any.whl",
    ]
    for line in good { #expect(try findings(line, world).map(\.status) == [.pass], "\(line)") }
    let bad = [
      "tool @ git+https://example.com/tool.git@v2", "tool @ git+https://example.org/tool.git", "-e ./other",
      "tool @ https://example.com/tool.git", "git+https://example.com/other.git",
      "https://example.com/plain-2-py3-none-any.whl", "./wheels/plain-2-py3-none-any.whl",
    ]
    for line in bad { #expect(try findings(line, world).map(\.status) == [.fail], "\(line)") }
  }

  @Test("A distribution that does not admit the environment's Python fails")
  func requiresPython() throws {
    var world = WorldInMemory.environment()
    world.install("new", "1", extra: "Requires-Python: >=3.12\n")
    world.install("fine", "1", extra: "Requires-Python: >=3.8,!=3.9.*\n")
    let found = try findings("new\nfine", world)
    #expect(found.map(\.status) == [.fail, .pass])
    #expect(found[0].message == "new 1 needs Python >=3.12, and the environment has 3.11.2")
  }

  @Test("Hashes and installers' options are noted and change nothing")
  func options() throws {
    let world = WorldInMemory.environment([("a", "1", [])])
    let found = try findings(
      "--index-url https://example.com/simple\na==1 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\n", world)
    #expect(found.map(\.status) == [.pass])
    #expect(found[0].position == "/srv/requirements.txt:2")
    #expect(
      found[0].message
        == "a 1 is installed; /srv/requirements.txt:1: --index-url is for installers and not checked; "
        + "hashes are of archives and not checked against what is installed")
  }

  @Test("Distributions that all ask for each other end")
  func dense() throws {
    let names = (0..<60).map { "d\($0)" }
    let world = WorldInMemory.environment(
      names.map { name in (name, "1.0", names.map { "\($0)>=1; python_version>'3'" }) })
    let found = try findings(names.joined(separator: "\n"), world)
    #expect(found.count == 60)
    #expect(found.allSatisfy { $0.status == .pass })
  }
}
