import CheckScene
import LegacyFileAbsence
import ReadinessCheck
import Testing

@Suite("legacy-file-absence") struct LegacyFileAbsenceTests {
  static let file = "root: system\nfiles: [.kill_switch_state]\n"

  /// A folder `system` without the file, not in a repository.
  static func scene() throws -> CheckScene {
    let scene = try CheckScene()
    try scene.write("system/src/app.py", "print('hello')\n")
    return scene
  }

  @Test("passes where nothing is, and asks nothing else unless told to")
  func absent() throws {
    let answer = try Self.scene().run(LegacyFileAbsence.self, Self.file)
    #expect(answer.findings.map(\.subject) == [".kill_switch_state"])
    #expect(answer.closed == [])
  }

  @Test(
    "sees the file as",
    arguments: [
      ("touch system/.kill_switch_state", "a file at"), ("mkdir system/.kill_switch_state", "a folder at"),
      ("ln -s src system/.kill_switch_state", "a symbolic link to src"),
      ("ln -s /nowhere system/.kill_switch_state", "a broken symbolic link to /nowhere"),
      ("ln -s .kill_switch_state system/.kill_switch_state", "a broken symbolic link to .kill_switch_state"),
      ("mkfifo system/.kill_switch_state", "a fifo at"),
      ("touch system/.Kill_Switch_STATE", ".Kill_Switch_STATE"),
    ])
  func present(shell: String, found: String) throws {
    let scene = try Self.scene()
    #expect(scene.shell(shell) == 0)
    let answer = try scene.run(LegacyFileAbsence.self, Self.file)
    #expect(answer.closed == ["fail .kill_switch_state"])
    #expect(answer.findings.first?.found.contains(found) == true, "\(answer.findings)")
  }

  @Test("sees every case of every folder on the way")
  func nestedCases() throws {
    let scene = try Self.scene()
    try scene.write("system/Data/Old.json", "")
    try scene.write("system/data/other.json", "")
    try scene.write("system/DATA", "")
    let yaml = "root: system\nfiles: [data/old.json, data/older.json, src/app.py/x, missing/x]\n"
    let answer = try scene.run(LegacyFileAbsence.self, yaml)
    #expect(answer.closed == ["fail data/old.json"])
    #expect(answer.findings.first?.found == "a file at \(scene.folder)/system/Data/Old.json")
  }

  @Test("does not know what is in a folder that cannot be listed")
  func unknown() throws {
    let scene = try Self.scene()
    var files = AlteredFiles()
    files.lists["/system"] = FileAccessError(.denied, "cannot list: permission denied (EACCES)")
    scene.files = files
    #expect(try scene.run(LegacyFileAbsence.self, Self.file).closed == ["unknown .kill_switch_state"])
    #expect(
      try scene.run(LegacyFileAbsence.self, "root: nowhere\nfiles: [.kill_switch_state]\n").closed == [
        "unknown .kill_switch_state"
      ])
  }

  // MARK: git

  static let git = file + "ignored-by-git: [.kill_switch_state, data/kill_switch_state.json]\n"
  static let subjects = [".kill_switch_state in git", "data/kill_switch_state.json in git"]

  static func repository(ignoring rules: String) throws -> CheckScene {
    let scene = try scene()
    try scene.write("system/.gitignore", rules)
    #expect(scene.shell("cd system && git init -q . && git add -f .gitignore src") == 0)
    return scene
  }

  @Test("passes what git ignores, and names the rule")
  func ignored() throws {
    let answer = try Self.repository(ignoring: "# state\n.kill_switch_state\n/data/\n")
      .run(LegacyFileAbsence.self, Self.git)
    #expect(answer.closed == [])
    #expect(answer.findings(on: Self.subjects[0]).first?.position == ".gitignore:2")
    #expect(answer.findings(on: Self.subjects[1]).first?.found == "ignored by /data/")
  }

  @Test(
    "fails what git",
    arguments: [
      ("does not ignore", ".kill_switch_state\n", "", [1]), ("knows no rule about", "", "", [0, 1]),
      ("takes back in", "/data/*\n.kill*\n!.kill_switch_state\n", "", [0]),
      (
        "tracks", ".kill_switch_state\n/data/\n",
        "mkdir data; touch data/kill_switch_state.json; git add -f data", [1]
      ),
      (
        "tracks below it", ".kill_switch_state\n/data/\n",
        "mkdir .kill_switch_state; touch .kill_switch_state/x; git add -f .kill_switch_state; rm -r .kill_switch_state",
        [0]
      ),
    ] as [(String, String, String, [Int])])
  func notIgnored(what: String, rules: String, shell: String, failing: [Int]) throws {
    let scene = try Self.repository(ignoring: rules)
    #expect(scene.shell("cd system; \(shell)") == 0)
    #expect(
      try scene.run(LegacyFileAbsence.self, Self.git).closed == failing.map { "fail \(Self.subjects[$0])" })
  }

  @Test("does not know without a repository, with a broken one, or with a git that waits for ever")
  func noRepository() throws {
    let unknown = Self.subjects.map { "unknown \($0)" }
    #expect(try Self.scene().run(LegacyFileAbsence.self, Self.git).closed == unknown)
    let broken = try Self.repository(ignoring: ".kill_switch_state\n/data/\n")
    broken.shell("echo x > system/.git/HEAD")
    #expect(try broken.run(LegacyFileAbsence.self, Self.git).closed == unknown)
    let waiting = try Self.repository(ignoring: "x\n")
    waiting.shell(
      "rm system/.gitignore; mkfifo system/.git/info/exclude2; rm -f system/.git/info/exclude; "
        + "mkdir -p system/.git/info; mkfifo system/.git/info/exclude")
    waiting.milliseconds = 500
    #expect(try waiting.run(LegacyFileAbsence.self, Self.git).closed == unknown)
  }

  @Test("runs nothing that the repository's own configuration names")
  func hostileRepository() throws {
    let scene = try Self.repository(ignoring: ".kill_switch_state\n/data/\n")
    scene.shell("git -C system config core.fsmonitor 'touch \(scene.folder)/ran; false'")
    #expect(try scene.run(LegacyFileAbsence.self, Self.git).closed == [])
    #expect(!scene.names(in: "").contains("ran"))
  }

  // MARK: mentions

  @Test("finds mentions with their lines, excuses what is excused, and passes over binaries and .git")
  func mentions() throws {
    let scene = try Self.scene()
    try scene.write(
      "system/src/state.py", "import os\n\npath = \".kill_switch_state\"\nself.kill_switch_state = 1\n")
    try scene.write("system/src/deep/er/x.sh", "rm -f root/.KILL_SWITCH_STATE.bak\n")
    try scene.write("system/src/x.pyc", "\u{0}.kill_switch_state")
    try scene.write("system/src/.git/config", ".kill_switch_state")
    try scene.write("system/deploy/cleanup.sh", "#!/bin/sh\nrm -f .kill_switch_state\n")
    try scene.write("system/.env.local", "A=1\n")
    scene.shell("ln -s ../../elsewhere system/src/link")
    let yaml =
      Self.file + "mentioned-nowhere-in: [src, deploy, .env.local]\nexcept: [\"deploy/cleanup.sh:2\"]\n"
    let answer = try scene.run(LegacyFileAbsence.self, yaml)
    #expect(answer.closed == ["fail src", "fail src"])
    #expect(answer.findings(on: "src").map(\.position) == ["src/deep/er/x.sh:1", "src/state.py:3"])
    #expect(answer.findings(on: "deploy").first?.found == "none in 1 files, 1 excused")
    #expect(answer.findings(on: ".env.local").first?.found == "none in 1 files")
    scene.shell("rm system/src/state.py system/src/deep/er/x.sh")
    #expect(
      try scene.run(LegacyFileAbsence.self, yaml).findings(on: "src").first?.found
        == "none in 1 files, 1 binary files passed over")
  }

  @Test("an exception that excuses nothing fails, unless not everything was read")
  func idleException() throws {
    let scene = try Self.scene()
    let yaml = Self.file + "mentioned-nowhere-in: [src]\nexcept: [\"src/app.py:1\", \"deploy/x:3\"]\n"
    #expect(try scene.run(LegacyFileAbsence.self, yaml).closed == ["fail deploy/x:3", "fail src/app.py:1"])
    var files = AlteredFiles()
    files.contents["app.py"] = .failure(FileAccessError(.denied, "cannot open: EACCES"))
    scene.files = files
    #expect(try scene.run(LegacyFileAbsence.self, yaml).closed == ["unknown src"])
  }

  @Test("does not know about a place that is missing, empty, unreadable in part, or too slow to read")
  func unreadPlaces() throws {
    let scene = try Self.scene()
    scene.shell("mkdir system/empty system/binary; printf '\\0' > system/binary/x")
    let yaml = Self.file + "mentioned-nowhere-in: [missing, empty, binary]\n"
    #expect(
      try scene.run(LegacyFileAbsence.self, yaml).closed == [
        "unknown binary", "unknown empty", "unknown missing",
      ])
    try scene.write("system/src/secret", "x")
    var files = AlteredFiles()
    files.contents["/secret"] = .failure(FileAccessError(.denied, "cannot open: EACCES"))
    scene.files = files
    #expect(
      try scene.run(LegacyFileAbsence.self, Self.file + "mentioned-nowhere-in: [src]\n").closed == [
        "unknown src"
      ])
    scene.milliseconds = 100
    #expect(
      try Self.scene(milliseconds: 100).run(
        LegacyFileAbsence.self, Self.file + "mentioned-nowhere-in: [src]\n"
      ).closed
        == ["unknown src"])
  }

  private static func scene(milliseconds: Int64) throws -> CheckScene {
    let scene = try scene()
    scene.milliseconds = milliseconds
    return scene
  }

  @Test(
    "are not known where a file or a folder has a name that is not UTF-8", arguments: ["name", "folder/name"])
  func undecodableNames(name: String) throws {
    let scene = try Self.scene()
    let path = "system/src/$(printf '\\377\\376')\(name)"
    #expect(scene.shell("mkdir -p \"$(dirname \"\(path)\")\" && echo .kill_switch_state > \"\(path)\"") == 0)
    let answer = try scene.run(LegacyFileAbsence.self, Self.file + "mentioned-nowhere-in: [src]\n")
    let finding = answer.findings.first { $0.subject == "src" }
    #expect(finding?.status == .unknown)
    #expect(finding?.found.contains("not UTF-8") == true)
  }

  @Test("counts what is too much to list")
  func manyMentions() throws {
    let scene = try Self.scene()
    try scene.write("system/src/many", String(repeating: ".kill_switch_state\n", count: 250))
    let answer = try scene.run(LegacyFileAbsence.self, Self.file + "mentioned-nowhere-in: [src]\n")
    #expect(answer.findings(on: "src").count == 101)
    #expect(answer.findings(on: "src").last?.found == "150 more")
  }

  // MARK: exercise

  static func withEngine(_ body: String) throws -> CheckScene {
    let scene = try scene()
    try scene.writeEngine(
      """
      #!/bin/sh
      [ "$1 $2 $3 $5" = "state exercise --root --config" ] || exit 64
      mkdir -p "$4/data"; echo x > "$4/data/kill_switch_state.json"
      \(body)
      """)
    scene.subjects["configuration"] = .init(path: "/etc/engine.yaml", sha256: "")
    return scene
  }

  static let written = "echo '{\"written\":[\"data/kill_switch_state.json\"]}'"
  static let exercised = ".kill_switch_state after state exercise"

  struct Exercise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: String
    let closed: [String]
    var milliseconds: Int64 = 20_000
  }

  static let exercises = [
    Exercise(testDescription: "writes its new files only", body: written, closed: []),
    Exercise(
      testDescription: "writes the file", body: "echo > \"$4/.kill_switch_state\"; \(written)",
      closed: ["fail"]),
    Exercise(
      testDescription: "writes a case variant", body: "mkdir \"$4/.Kill_Switch_State\"; \(written)",
      closed: ["fail"]),
    Exercise(testDescription: "refuses", body: "exit 64", closed: ["unknown"]),
    Exercise(testDescription: "says nothing", body: "", closed: ["unknown"]),
    Exercise(testDescription: "writes nothing", body: "echo '{\"written\":[]}'", closed: ["unknown"]),
    Exercise(
      testDescription: "says that it wrote what is not there", body: "echo '{\"written\":[\"data/x\"]}'",
      closed: ["unknown"]),
    Exercise(
      testDescription: "writes elsewhere", body: "echo '{\"written\":[\"/etc/passwd\"]}'", closed: ["unknown"]
    ),
    Exercise(testDescription: "never answers", body: "sleep 60", closed: ["unknown"], milliseconds: 300),
  ]

  @Test("lets the engine write its state, which", arguments: exercises)
  func exercise(_ exercise: Exercise) throws {
    let scene = try Self.withEngine(exercise.body)
    scene.milliseconds = exercise.milliseconds
    let answer = try scene.run(LegacyFileAbsence.self, Self.file)
    #expect(answer.closed == exercise.closed.map { "\($0) \(Self.exercised)" })
    #expect(answer.findings(on: Self.exercised).count == 1)
    #expect(scene.names(in: "") == ["bin", "system"])
  }

  @Test("runs no engine unless the policy names engine and configuration, and needs a scratch folder")
  func exerciseConditions() throws {
    let scene = try Self.withEngine(Self.written)
    scene.subjects["configuration"] = nil
    #expect(try scene.run(LegacyFileAbsence.self, Self.file).findings(on: Self.exercised).isEmpty)
    scene.subjects["configuration"] = .init(path: "/etc/engine.yaml", sha256: "")
    #expect(
      try scene.run(LegacyFileAbsence.self, "root: system\nfiles: [/elsewhere/x, \(scene.folder)/system/y]\n")
        .findings
        .map(\.subject) == [
          "/elsewhere/x", "\(scene.folder)/system/y", "\(scene.folder)/system/y after state exercise",
        ])
    var files = AlteredFiles()
    files.scratch = FileAccessError(.noSpace, "cannot create the folder: ENOSPC")
    scene.files = files
    #expect(try scene.run(LegacyFileAbsence.self, Self.file).closed == ["unknown \(Self.exercised)"])
  }
}
