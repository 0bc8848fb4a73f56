import CheckScene
import Glibc
import ReadinessCheck
import StatePath
import Testing

@Suite("state-path") struct StatePathTests {
  static let aspects = [
    "", " path", " place", " links", " parent", " file", " file system", " free space", " replacement",
    " content",
    " survives process",
  ]

  @Test("passes a sound place with one finding for everything asked, and leaves nothing behind")
  func pass() throws {
    let scene = try CheckScene.withEngine()
    let answer = try scene.run(StatePath.self, CheckScene.enginePaths)
    #expect(answer.closed == [])
    for variable in ["KILL_SWITCH_STATE_PATH", "INSTRUMENT_SPECS_CACHE_PATH"] {
      for aspect in Self.aspects { #expect(answer.statuses(of: variable + aspect) == [.pass], "\(aspect)") }
    }
    #expect(answer.findings.count == 2 * Self.aspects.count)
    #expect(
      answer.statePaths == [
        "KILL_SWITCH_STATE_PATH": "\(scene.folder)/system/data/kill_switch_state.json",
        "INSTRUMENT_SPECS_CACHE_PATH": "\(scene.folder)/system/data/instrument_specs_cache.json",
      ])
    #expect(scene.names(in: "system/data") == [".keep"])
  }

  @Test("passes json and opaque files by the gate's own writer and reader")
  func passOwn() throws {
    let scene = try CheckScene.withoutEngine()
    try scene.write("system/data/kill_switch_state.json", "{\"armed\":true}")
    try scene.write("system/data/trades.bin", "\u{0}anything")
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(answer.closed == [])
    #expect(answer.findings.count == 2 * Self.aspects.count)
    #expect(answer.statePaths["TRADE_LOG_PATH"] == "\(scene.folder)/system/data/trades.bin")
    #expect(scene.names(in: "system/data") == [".keep", "kill_switch_state.json", "trades.bin"])
  }

  /// A world that is not as it should be, and the findings that say so.
  struct Mishap: Sendable, CustomTestStringConvertible {
    let name: String
    var shell = ""
    var variables: [String: String] = [:]
    var files = CheckScene.ownPaths
    let closed: [String]
    /// A part of what one of these findings says under `found`.
    var found = ""
    var testDescription: String { name }

    static let all = [
      Mishap(
        name: "a near miss of the variable's name",
        variables: ["KILL_Switch_STATE_PATH": "/var/lib/x/k.json"],
        closed: ["fail KILL_SWITCH_STATE_PATH"], found: "KILL_Switch_STATE_PATH"),
      Mishap(
        name: "a folder that is missing", shell: "rm -r system/data",
        closed: ["fail KILL_SWITCH_STATE_PATH parent", "fail TRADE_LOG_PATH parent"],
        found: "system/data does not"),
      Mishap(
        name: "a file where the folder should be", shell: "rm -r system/data; touch system/data",
        closed: ["fail KILL_SWITCH_STATE_PATH parent", "fail TRADE_LOG_PATH parent"], found: "is a regular"),
      Mishap(
        name: "a circle of links", shell: "rm -r system/data; ln -s data system/data",
        closed: ["fail KILL_SWITCH_STATE_PATH parent", "fail TRADE_LOG_PATH parent"],
        found: "more than 40 links"),
      Mishap(
        name: "a folder that everybody may write", shell: "chmod 1777 system/data",
        closed: ["fail KILL_SWITCH_STATE_PATH parent", "fail TRADE_LOG_PATH parent"], found: "mode 1777"),
      Mishap(
        name: "a folder above that everybody may write", shell: "chmod 0777 system",
        closed: ["fail KILL_SWITCH_STATE_PATH parent", "fail TRADE_LOG_PATH parent"], found: "mode 0777"),
      Mishap(
        name: "a folder where the file should be", shell: "mkdir system/data/trades.bin",
        closed: ["fail TRADE_LOG_PATH file"], found: "it is a folder"),
      Mishap(
        name: "a link where the file should be", shell: "ln -s /nowhere system/data/trades.bin",
        closed: ["fail TRADE_LOG_PATH file"], found: "symbolic link"),
      Mishap(
        name: "a FIFO where the file should be", shell: "mkfifo system/data/trades.bin",
        closed: ["fail TRADE_LOG_PATH file"], found: "it is a fifo"),
      Mishap(
        name: "a second name of the file",
        shell: "touch system/data/trades.bin; ln system/data/trades.bin system/t",
        closed: ["fail TRADE_LOG_PATH file"], found: "2 names"),
      Mishap(
        name: "a file that everybody may write",
        shell: "touch system/data/trades.bin; chmod 666 system/data/trades.bin",
        closed: ["fail TRADE_LOG_PATH file"], found: "mode 0666"),
      Mishap(
        name: "content that does not load",
        shell: "echo '{\"a\":1,\"a\":2}' > system/data/kill_switch_state.json",
        closed: ["fail KILL_SWITCH_STATE_PATH content"], found: "byte"),
      Mishap(
        name: "an empty variable", variables: ["TRADE_LOG_PATH": ""], closed: ["fail TRADE_LOG_PATH path"]),
      Mishap(
        name: "a variable that names a folder", variables: ["TRADE_LOG_PATH": "/var/lib/"],
        closed: ["fail TRADE_LOG_PATH path"], found: "/var/lib/"),
      Mishap(
        name: "two states in one file", variables: ["TRADE_LOG_PATH": "data/../data/kill_switch_state.json"],
        closed: ["fail TRADE_LOG_PATH path"], found: "data/kill_switch_state.json"),
      Mishap(
        name: "too little room", files: CheckScene.ownPaths + "free-bytes: 900000TB\n",
        closed: ["fail KILL_SWITCH_STATE_PATH free space", "fail TRADE_LOG_PATH free space"],
        found: "bytes are free"),
      Mishap(
        name: "an environment file that is missing",
        files: CheckScene.ownPaths + "environment-files: [.env]\n",
        closed: ["unknown .env"], found: "ENOENT"),
      Mishap(
        name: "an environment file with a line that means nothing", shell: "echo 'KILL_SWITCH' > system/.env",
        files: CheckScene.ownPaths + "environment-files: [.env]\n", closed: ["unknown .env"], found: "no '='"),
      Mishap(
        name: "a value that readers take differently", shell: "echo 'TRADE_LOG_PATH=$HOME/x' > system/.env",
        files: CheckScene.ownPaths + "environment-files: [.env]\n", closed: ["unknown TRADE_LOG_PATH path"],
        found: "'$'"),
    ]
  }

  @Test("is closed by", arguments: Mishap.all)
  func mishap(_ mishap: Mishap) throws {
    let scene = try CheckScene.withoutEngine()
    scene.shell(mishap.shell)
    scene.serviceEnvironment = mishap.variables
    let before = scene.names(in: "system/data")
    let answer = try scene.run(StatePath.self, mishap.files)
    #expect(answer.closed == mishap.closed)
    let closed = answer.findings.filter { $0.status != .pass }
    #expect(mishap.found.isEmpty || closed.contains { $0.found.contains(mishap.found) }, "\(closed)")
    #expect(scene.names(in: "system/data") == before)
  }

  @Test("takes variables from environment files, the last of which wins")
  func environmentFiles() throws {
    let scene = try CheckScene.withoutEngine()
    scene.serviceEnvironment = ["TRADE_LOG_PATH": "/var/lib/a"]
    try scene.write("system/one.env", "TRADE_LOG_PATH=data/b\n")
    try scene.write("system/two.env", "# comment\nexport TRADE_LOG_PATH='data/c'\n")
    let answer = try scene.run(
      StatePath.self, CheckScene.ownPaths + "environment-files: [one.env, two.env]\n")
    #expect(answer.statePaths["TRADE_LOG_PATH"] == "\(scene.folder)/system/data/c")
    #expect(answer.closed == [])
  }

  @Test("points at the line of an environment file that holds the near miss")
  func nearMissPosition() throws {
    let scene = try CheckScene.withoutEngine()
    try scene.write("system/.env", "A=1\nexport KILL_Switch_STATE_PATH=/var/lib/x\n")
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths + "environment-files: [.env]\n")
    #expect(answer.closed == ["fail KILL_SWITCH_STATE_PATH"])
    #expect(answer.findings(on: "KILL_SWITCH_STATE_PATH").first?.position == ".env:2")
    #expect(answer.findings(on: "KILL_SWITCH_STATE_PATH").first?.found == "KILL_Switch_STATE_PATH")
  }

  @Test("refuses places that the next boot empties, whatever they are called on the way")
  func places() throws {
    let scene = try CheckScene.withoutEngine()
    scene.shell(
      "mkdir -p /tmp/readiness-state-path-tests; ln -s /tmp/readiness-state-path-tests system/short")
    defer { scene.shell("rm -r /tmp/readiness-state-path-tests") }
    scene.serviceEnvironment = [
      "KILL_SWITCH_STATE_PATH": "/dev/shm/kill.json", "TRADE_LOG_PATH": "short/trades.bin",
    ]
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(answer.statuses(of: "KILL_SWITCH_STATE_PATH place") == [.fail])
    #expect(answer.statuses(of: "TRADE_LOG_PATH place") == [.fail])
    scene.serviceEnvironment = ["RUNTIME_DIRECTORY": "/run/x:\(scene.folder)/system/data"]
    let runtime = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(runtime.closed == ["fail KILL_SWITCH_STATE_PATH place", "fail TRADE_LOG_PATH place"])
  }

  @Test("a loader variable in an environment file fails a live policy")
  func loaderVariable() throws {
    let scene = try CheckScene.withoutEngine()
    try scene.write("system/.env", "\nLD_PRELOAD=/x.so\n")
    scene.environment = "live"
    let yaml = CheckScene.ownPaths + "environment-files: [.env]\n"
    let answer = try scene.run(StatePath.self, yaml)
    #expect(answer.closed == ["fail LD_PRELOAD"])
    #expect(answer.findings(on: "LD_PRELOAD").first?.position == ".env:2")
    scene.environment = "simulator"
    #expect(try scene.run(StatePath.self, yaml).closed == [])
  }

  @Test("says what no real disk says on demand")
  func alteredAnswers() throws {
    let scene = try CheckScene.withoutEngine()
    func closed(_ alter: (inout AlteredFiles) -> Void, _ more: String = "") throws -> [String] {
      var files = AlteredFiles()
      alter(&files)
      scene.files = files
      let yaml = "root: system\npaths: [{ variable: TRADE_LOG_PATH, default: data/t, kind: opaque }]\n" + more
      return try scene.run(StatePath.self, yaml).closed
    }
    func system(_ type: String, inodes: Int64? = nil, isReadOnly: Bool = false) -> FileSystemInformation {
      FileSystemInformation(
        type: type, availableBytes: 1 << 40, availableInodes: inodes, isReadOnly: isReadOnly)
    }
    let other = FileAccessError(.other, "cannot inspect: input/output error (EIO)")
    #expect(try closed { $0.fileSystem = .success(system("btrfs")) } == [])
    #expect(try closed { $0.fileSystem = .success(system("tmpfs")) } == ["fail TRADE_LOG_PATH file system"])
    #expect(try closed { $0.fileSystem = .success(system("overlay")) } == ["fail TRADE_LOG_PATH file system"])
    #expect(try closed({ $0.fileSystem = .success(system("tmpfs")) }, "allow-file-systems: [tmpfs]\n") == [])
    #expect(
      try closed { $0.fileSystem = .success(system("fuse.new")) } == ["unknown TRADE_LOG_PATH file system"])
    #expect(
      try closed { $0.fileSystem = .success(system("ext4", isReadOnly: true)) } == [
        "fail TRADE_LOG_PATH file system"
      ])
    #expect(
      try closed { $0.fileSystem = .success(system("ext4", inodes: 63)) } == [
        "fail TRADE_LOG_PATH free space"
      ])
    #expect(try closed { $0.fileSystem = .success(system("ext4", inodes: 64)) } == [])
    #expect(try closed { $0.fileSystem = .failure(other) } == ["unknown TRADE_LOG_PATH file system"])
    #expect(try closed { $0.proof = other } == ["unknown TRADE_LOG_PATH replacement"])
    for reason in [FileAccessError.Reason.denied, .readOnly, .noSpace, .busy] {
      #expect(
        try closed { $0.proof = FileAccessError(reason, "cannot") } == ["fail TRADE_LOG_PATH replacement"])
    }
    #expect(try closed { $0.informations["/data/t"] = .failure(other) } == ["unknown TRADE_LOG_PATH file"])
    #expect(try closed { $0.informations["/system"] = .failure(other) } == ["unknown TRADE_LOG_PATH parent"])
    try scene.write("system/data/t", "x")
    #expect(try closed { $0.contents["/data/t"] = .failure(other) } == ["unknown TRADE_LOG_PATH content"])
    let denied = FileAccessError(.denied, "cannot open: permission denied (EACCES)")
    #expect(try closed { $0.contents["/data/t"] = .failure(denied) } == ["fail TRADE_LOG_PATH content"])
  }

  @Test("an immutable file cannot be replaced", .enabled(if: geteuid() == 0))
  func immutable() throws {
    let scene = try CheckScene.withoutEngine()
    try scene.write("system/data/trades.bin", "x")
    guard scene.shell("chattr +i system/data/trades.bin") == 0 else { return }
    defer { scene.shell("chattr -i system/data/trades.bin") }
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(answer.closed == ["fail TRADE_LOG_PATH file"])
    #expect(answer.findings(on: "TRADE_LOG_PATH file").first?.found.contains("immutable") == true)
  }

  @Test("a file that is a mount of its own cannot be replaced", .enabled(if: geteuid() == 0))
  func mountPoint() throws {
    let scene = try CheckScene.withoutEngine()
    try scene.write("system/data/trades.bin", "x")
    guard scene.shell("mount --bind system/data/trades.bin system/data/trades.bin") == 0 else { return }
    defer { scene.shell("umount system/data/trades.bin") }
    let answer = try scene.run(StatePath.self, CheckScene.ownPaths)
    #expect(answer.closed == ["fail TRADE_LOG_PATH file"])
    #expect(answer.findings(on: "TRADE_LOG_PATH file").first?.found.contains("mount point") == true)
  }

  @Test("root's link in a folder that only root writes is no objection", .enabled(if: geteuid() == 0))
  func rootsLink() throws {
    let scene = try CheckScene.withoutEngine()
    scene.shell("mv system/data system/real; ln -s real system/data")
    #expect(try scene.run(StatePath.self, CheckScene.ownPaths).closed == [])
    scene.shell("chown -h 65534 system/data")
    #expect(
      try scene.run(StatePath.self, CheckScene.ownPaths).closed == [
        "fail KILL_SWITCH_STATE_PATH links", "fail TRADE_LOG_PATH links",
      ])
  }
}
