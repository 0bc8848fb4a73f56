import DurableFiles
import Glibc
import Processes
import Testing

@Suite("Git answers about a hostile repository and runs nothing of it")
struct HardenedGitTests {
  let scratch: ScratchFolder
  let repository: String
  let marker: String

  init() throws {
    scratch = try ScratchFolder()
    repository = "\(scratch.path)/repository"
    marker = "\(scratch.path)/marker"
    try DurableFiles.createFolder(repository)
    try DurableFiles.createFolder("\(repository)/sub")
    try scratch.file("repository/.gitignore", "*.log\nstate/\n!kept.log\n:odd\ntracked.txt\n")
    try scratch.file("repository/tracked.txt", "one\n")
    try scratch.file("repository/sub/deep.txt", "two\n")
    plain("init", "-q")
    plain("add", "-f", ".gitignore", "tracked.txt", "sub/deep.txt")
    plain("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "one")
  }

  @Test("it says where the repository begins, what is ignored by which rule, and what is tracked")
  func answers() throws {
    #expect(ask(.topLevel, in: "sub").output == repository + "\n")
    let paths = [
      "a.log", "kept.log", "state/x", "tracked.txt", ":odd", "new\nline.log", "other", "sub/b.log", ":/a.log",
    ]
    let rules = try #require(HardenedGit.ignoreRules(in: ask(.ignoreRules(paths: paths)).standardOutput))
    #expect(rules.map(\.path) == paths)
    #expect(rules.map(\.isIgnored) == [true, false, true, true, true, true, false, true, true])
    #expect(rules.map(\.line) == [1, 3, 2, 5, 4, 1, nil, 1, 1])
    #expect(rules.allSatisfy { $0.source == ".gitignore" || $0.path == "other" })

    func tracked(_ paths: [String]) -> [String]? {
      HardenedGit.paths(in: ask(.tracked(paths: paths)).standardOutput)
    }
    #expect(tracked(["tracked.txt", "a.log", "sub"]) == ["sub/deep.txt", "tracked.txt"])
    #expect(tracked(["*.txt", ":(glob)**"]) == [])
  }

  @Test("nothing that its configuration names is run, and plain git would have run it")
  func planted() throws {
    try plant()
    plain("status")
    #expect(try scratch.exists("marker"), "the plant has to be a real one")
    try DurableFiles.remove(marker)

    // Content that differs from the index makes git look through filters where it may.
    try scratch.file("repository/tracked.txt", "changed\n")
    for question in questions { #expect([.exited(0), .exited(1)].contains(ask(question).termination)) }
    #expect(try !scratch.exists("marker"))
  }

  @Test("a partial clone does not fetch what is missing, and plain git would have run its transport")
  func partialClone() throws {
    let transport = try scratch.file("transport", "#!/bin/sh\necho ran >> \(marker)\n", mode: 0o755)
    try scratch.file(
      "repository/.git/config",
      """
      [core]
      repositoryformatversion = 1
      sparseCheckout = true
      [extensions]
      partialClone = origin
      [remote "origin"]
      url = ext::\(transport)
      promisor = true
      partialclonefilter = blob:none
      [protocol "ext"]
      allow = always
      """)
    // The ignore file is to be read from the index, and its object is gone.
    plain("update-index", "--skip-worktree", ".gitignore")
    let object = plain("rev-parse", ":.gitignore").output.dropLast()
    try DurableFiles.remove("\(repository)/.git/objects/\(object.prefix(2))/\(object.dropFirst(2))")
    try DurableFiles.remove("\(repository)/.gitignore")
    plain("check-ignore", "a.log")
    #expect(try scratch.exists("marker"), "the plant has to be a real one")
    try DurableFiles.remove(marker)
    for question in questions { _ = ask(question) }
    #expect(try !scratch.exists("marker"))
  }

  @Test("a repository of another user is answered for", .enabled(if: isRoot, "needs root"))
  func otherOwner() throws {
    run("/bin/chown", ["-R", "nobody", repository])
    #expect(plain("rev-parse", "--show-toplevel").termination == .exited(128))
    #expect(ask(.topLevel).output == repository + "\n")
  }

  @Test("a bare repository planted as a folder is not taken for one")
  func bare() throws {
    run("/usr/bin/git", ["init", "-q", "--bare", "\(scratch.path)/bare"], environment: environment)
    let request = HardenedGit.request(.topLevel, in: "\(scratch.path)/bare", executable: "/usr/bin/git")
    #expect(Processes.run(request, deadline: soon(10_000)).termination == .exited(128))
  }

  @Test("no repository is a failure, not an answer")
  func none() throws {
    for question in questions {
      let request = HardenedGit.request(question, in: "/", executable: "/usr/bin/git")
      #expect(Processes.run(request, deadline: soon(10_000)).termination == .exited(128))
    }
  }

  @Test("a planted FIFO makes it late, not stuck", arguments: [".gitignore", ".git/info/exclude"])
  func fifo(_ name: String) throws {
    run("/bin/rm", ["-f", "\(repository)/\(name)"])
    _ = scratch.fifo("repository/\(name)")
    let git = HardenedGit.request(.ignoreRules(paths: ["a.log"]), in: repository, executable: "/usr/bin/git")
    #expect(Processes.run(git, deadline: soon(500)).termination == .deadline)
  }

  @Test("the system's and the user's configuration and the environment are out of play")
  func environmentClosed() throws {
    let request = HardenedGit.request(.topLevel, in: "/", executable: "/usr/bin/git")
    #expect(
      request.environment["GIT_CONFIG_NOSYSTEM"] == "1" && request.environment["HOME"] == "/nonexistent")
    #expect(request.environment["GIT_DIR"] == nil && request.environment["PATH"] == "/usr/bin:/bin")
    #expect(HardenedGit.executable().map { $0.hasSuffix("/git") } == true)
  }

  @Test(
    "output in another form is no answer",
    arguments: [
      "a", "a\0b\0c\0", "\0\0\0", "x\0y\0z\0path\0rest",
    ])
  func malformed(_ output: String) {
    #expect(HardenedGit.ignoreRules(in: Array(output.utf8)) == nil)
  }

  @Test("any bytes are parsed or refused, and what is parsed has a path for every four fields")
  func anyBytes() {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    for _ in 0..<2000 {
      let bytes = (0..<Int(next() % 24)).map { _ in [0, 0, 0x61, 0x21, 0x31, 0xFF][Int(next() % 6)] as UInt8 }
      guard let rules = HardenedGit.ignoreRules(in: bytes) else { continue }
      #expect(bytes.count { $0 == 0 } == rules.count * 4)
    }
  }

  private var questions: [HardenedGit.Question] {
    [.topLevel, .ignoreRules(paths: ["a.log", "tracked.txt"]), .tracked(paths: ["tracked.txt", "sub"])]
  }

  private var environment: [String: String] {
    ["PATH": "/usr/bin:/bin", "HOME": scratch.path, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"]
  }

  @discardableResult private func plain(_ arguments: String...) -> ProcessResult {
    run("/usr/bin/git", arguments, environment: environment, in: repository)
  }

  private func ask(_ question: HardenedGit.Question, in folder: String = ".") -> ProcessResult {
    let request = HardenedGit.request(question, in: "\(repository)/\(folder)", executable: "/usr/bin/git")
    return Processes.run(request, deadline: soon(10_000))
  }

  /// A configuration in which every key that can name a program names one that leaves a mark.
  private func plant() throws {
    let script = try scratch.file("script", "#!/bin/sh\necho \"$0 $*\" >> \(marker)\ncat\n", mode: 0o755)
    try DurableFiles.createFolder("\(repository)/.git/planted-hooks")
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"] {
      try scratch.file(
        "repository/.git/planted-hooks/\(hook)", "#!/bin/sh\necho \(hook) >> \(marker)\n", mode: 0o755)
    }
    try scratch.file("repository/.gitattributes", "* filter=evil diff=evil\n")
    let aliases = ["rev-parse", "ls-files", "check-ignore"].map { "\($0) = !\(script) alias" }.joined(
      separator: "\n")
    let pagers = ["rev-parse", "ls-files", "check-ignore"].map { "\($0) = \(script)" }.joined(separator: "\n")
    let config = """
      [core]
      repositoryformatversion = 0
      fsmonitor = \(script)
      hooksPath = \(repository)/.git/planted-hooks
      pager = \(script)
      sshCommand = \(script)
      askPass = \(script)
      editor = \(script)
      gitProxy = \(script)
      [filter "evil"]
      clean = \(script) clean
      smudge = \(script) smudge
      process = \(script) process
      required = true
      [diff]
      external = \(script)
      [diff "evil"]
      textconv = \(script)
      command = \(script)
      [credential]
      helper = !\(script)
      [protocol "ext"]
      allow = always
      [submodule]
      recurse = true
      [alias]
      \(aliases)
      [pager]
      \(pagers)
      """
    try scratch.file("repository/.git/config", config)
  }
}
