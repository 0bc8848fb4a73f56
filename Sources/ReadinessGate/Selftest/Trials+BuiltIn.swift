import ReadinessReport

extension Trial {
  /// One for every built-in check; a check without one is an error.
  static let builtIn: [Trial] = [
    dependencyPresence, statePath, legacyFileAbsence, certification, lifecycle, promotedReport,
    configurationValid, unitHardening, venueAccess, killSwitchReady, hostClock, external,
  ]

  /// A program that answers nothing.
  static let other = "/bin/false"

  private static let dependencyPresence = Trial(
    "dependency-presence",
    """
    root: WORLD/app
    python: { environment: venv, requirements: [requirements.txt] }
    packages: [libc6 (>= 2.36)]
    libraries: [libcrypto >= 3.0, libcurl >= 7.88]
    executables: [git >= 2.30]
    """,
    [
      Breakage(
        "a Debian package is not installed", .fail, saying: "no-such-package is not installed",
        .parameters("libc6 (>= 2.36)", becoming: "no-such-package")),
      Breakage(
        "a Debian package is too old", .fail, saying: "does not satisfy libc6 (>= 99)",
        .parameters("2.36", becoming: "99")),
      Breakage(
        "the engine loads an older library", .fail, saying: "does not satisfy libcurl >= 99",
        .parameters("libcurl >= 7.88", becoming: "libcurl >= 99")),
      Breakage(
        "the engine does not load a library", .fail, saying: "the engine does not load libnone",
        .parameters("libcrypto >= 3.0", becoming: "libnone >= 1.0")),
      Breakage(
        "the engine does not tell its libraries", .unknown, saying: "the engine does not tell its libraries",
        .anotherProgram(other)),
      Breakage(
        "a program is missing", .fail, saying: "no-such-program is not on the path",
        .parameters("git >= 2.30", becoming: "no-such-program >= 1")),
      Breakage(
        "a program is too old", .fail, saying: "does not satisfy git >= 99",
        .parameters("git >= 2.30", becoming: "git >= 99")),
      Breakage(
        "a Python distribution is missing", .fail, saying: "selftest-missing is not installed",
        .write("app/requirements.txt", "selftest-missing\n")),
      Breakage(
        "a Python distribution is too old", .fail, saying: "selftest-sample",
        .write("app/requirements.txt", "selftest-sample >= 2\n")),
      Breakage(
        "what a Python distribution needs is missing", .fail,
        saying: "selftest-other is not installed (selftest-sample -> selftest",
        .run(["rm", "-r", "WORLD/\(SelftestFiles.site)/selftest_other-2.0.0.dist-info"])),
      Breakage(
        "the requirements cannot be read", .unknown,
        saying: "the requirements file cannot be read: cannot open",
        .run(["rm", "WORLD/app/requirements.txt"])),
      Breakage(
        "the Python environment is gone", .fail, saying: "there is no Python environment: nothing is there",
        .run(["rm", "-r", "WORLD/app/venv"])),
    ])

  private static let statePath = Trial(
    "state-path",
    """
    root: WORLD/state
    environment-files: [WORLD/etc/service.env]
    paths:
      - { variable: KILL_SWITCH_STATE_PATH, default: kill_switch_state.json, kind: kill-switch }
      - { variable: INSTRUMENT_SPECS_CACHE_PATH, default: instrument_specs_cache.json, kind: instrument-specs }
      - { variable: SELFTEST_NOTE_PATH, default: note.json, kind: json }
      - { variable: SELFTEST_BLOB_PATH, default: blob, kind: opaque }
    free-bytes: 1MB
    allow-file-systems: [FILESYSTEM]
    """,
    [
      Breakage(
        "the kill switch's state does not load", .fail, saying: "the engine cannot load what is there",
        .write("state/kill_switch_state.json", "{")),
      Breakage(
        "the instruments' cache does not load", .fail, saying: "the engine cannot load what is there",
        .write("state/instrument_specs_cache.json", "{}")),
      Breakage(
        "another state does not load", .fail, saying: "it is not strict JSON", .write("state/note.json", "{")),
      Breakage(
        "a variable has nearly the right name", .fail, saying: "",
        .write("etc/service.env", "KILL_Switch_STATE_PATH=x\n")
      ),
      Breakage(
        "a variable leads to a folder that is not there", .fail, saying: "the folder of the file is missing",
        .write("etc/service.env", "SELFTEST_BLOB_PATH=none/blob\n")),
      Breakage(
        "a variable leads below /run", .fail, saying: "what is written there is lost",
        .write("etc/service.env", "SELFTEST_BLOB_PATH=/run/blob\n")),
      Breakage(
        "two states share a file", .fail,
        saying: "SELFTEST_NOTE_PATH is the same file, so each would overwrite",
        .write("etc/service.env", "SELFTEST_BLOB_PATH=note.json\n")),
      Breakage(
        "the environment file cannot be read", .unknown,
        saying: "the environment file cannot be read, so the service's enviro",
        .run(["rm", "WORLD/etc/service.env"])),
      Breakage(
        "policy and engine mean different states", .fail,
        saying: "the engine keeps another kind of state there",
        .parameters("kind: kill-switch", becoming: "kind: instrument-specs")),
      Breakage(
        "a state is a link", .fail, saying: "the service cannot safely replace the file",
        .run(["ln", "-s", "note.json", "WORLD/state/blob"])),
      Breakage(
        "a state is a folder", .fail, saying: "the service cannot safely replace the file",
        .run(["mkdir", "WORLD/state/blob"])),
      Breakage(
        "a state has two names", .fail, saying: "the service cannot safely replace the file",
        .run(["ln", "WORLD/state/note.json", "WORLD/state/second.json"])),
      Breakage(
        "others may write the folder", .fail, saying: "somebody else decides what is in the folder",
        .run(["chmod", "0777", "WORLD/state"])),
      Breakage(
        "the disk has too little room", .fail, saying: "too little is free",
        .parameters("free-bytes: 1MB", becoming: "free-bytes: 1000000TB")),
      Breakage(
        "nothing shows that state survives a reboot", .unknown, saying: "a marker has been planted now",
        .parameters("free-bytes: 1MB", becoming: "survives: reboot")),
      Breakage(
        "the engine does not tell its paths", .unknown, saying: "the engine does not say where the file is",
        .anotherProgram(other)),
    ])

  private static let legacyFileAbsence = Trial(
    "legacy-file-absence",
    """
    root: WORLD/app
    files: [.kill_switch_state]
    ignored-by-git: [.kill_switch_state]
    mentioned-nowhere-in: [src]
    """,
    [
      Breakage(
        "the file is there", .fail, saying: "the legacy file is there", .write("app/.kill_switch_state", "")),
      Breakage(
        "the file is there in other letters", .fail, saying: "the legacy file is there",
        .write("app/.Kill_Switch_State", "")),
      Breakage(
        "a broken link is there", .fail, saying: "the legacy file is there",
        .run(["ln", "-s", "nowhere", "WORLD/app/.kill_switch_state"])),
      Breakage(
        "a folder is there", .fail, saying: "the legacy file is there",
        .run(["mkdir", "WORLD/app/.kill_switch_state"])),
      Breakage(
        "a source file mentions it", .fail, saying: ".kill_switch_state' is mentioned, so it may come back",
        .write("app/src/old.py", "open('.kill_switch_state')\n")),
      Breakage(
        "git would not ignore it", .fail, saying: "git does not ignore the file",
        .write("app/.gitignore", "/venv/\n")),
      Breakage(
        "git tracks it", .fail, saying: "git brings the file back with every checkout",
        .write("app/.kill_switch_state", ""),
        .run(["git", "-C", "WORLD/app", "add", "--force", ".kill_switch_state"]),
        .run(["rm", "WORLD/app/.kill_switch_state"])),
      Breakage(
        "there is no repository", .unknown, saying: "git gives no answer",
        .run(["rm", "-rf", "WORLD/app/.git"])),
      Breakage(
        "a place that is to be searched is gone", .unknown, saying: "not everything there could be read",
        .run(["rm", "-r", "WORLD/app/src"])),
      Breakage(
        "the engine makes it", .fail, saying: "the engine still writes the file",
        .edit("etc/engine.yaml", "WORLD/state/kill_switch_state.json", becoming: ".kill_switch_state")),
      Breakage(
        "the engine does not say what it makes", .unknown,
        saying: "whether the engine still writes the file is not known", .anotherProgram(other)),
    ])

  private static let evidence = "WORLD/state/certification"

  private static let certification = Trial(
    "sltp-certification",
    """
    evidence: WORLD/state/certification
    subject: engine
    accept: [simulator]
    binds: binary
    max-age: 1d
    max-spec-age: 1d
    symbols: [PF_XBTUSD]
    orders: [stop-loss, take-profit]
    positions: [long, short]
    triggers: [last]
    """,
    [
      Breakage(
        "there is no evidence", .fail, saying: "there is no evidence", .run(["sh", "-c", "rm \(evidence)/*"])),
      Breakage(
        "a byte of the evidence is another one", .fail, saying: "signature.invalid",
        .run([
          "sh", "-c",
          "f=$(ls \(evidence)/*.json) && sed -i 's/\"sig\":\"A/\"sig\":\"B/;t;s/\"sig\":\"./\"sig\":\"A/' \"$f\"",
        ])),
      Breakage(
        "the transcript is gone", .unknown,
        saying: "is missing",
        .run(["sh", "-c", "rm \(evidence)/*.jsonl"])),
      Breakage(
        "the transcript was altered", .fail, saying: "is not its transcript",
        .run(["sh", "-c", "echo '{}' >>\"$(ls \(evidence)/*.jsonl)\""])),
      Breakage("it is about another build", .fail, saying: "it is about another program", .anotherBuild),
      Breakage(
        "its environment does not count", .fail, saying: "it is from the environment simulator",
        .parameters("[simulator]", becoming: "[demo, live]")),
      Breakage(
        "a symbol is not covered", .fail, saying: "it does not hold the case",
        .parameters("[PF_XBTUSD]", becoming: "[PF_XBTUSD, PF_ETHUSD]")),
      Breakage(
        "a trigger is not covered", .fail, saying: "it does not hold the case",
        .parameters("[last]", becoming: "[last, mark]")),
      Breakage(
        "it is too old", .fail, saying: "which is too long ago",
        .sign(
          "state/certification/*.json", with: "certifier", member: "startedAt",
          becoming: "TWO-DAYS-AGO"),
        .sign(
          "state/certification/*.json", with: "certifier", member: "endedAt",
          becoming: "TWO-DAYS-AGO")),
      Breakage(
        "its signer is no certifier", .fail, saying: "key.wrong-role",
        .sign("state/certification/*.json", with: "approver", member: "environment", becoming: "simulator")),
      Breakage(
        "the instrument's specification is gone", .unknown,
        saying: "the cache of specifications cannot be read",
        .run(["rm", "WORLD/state/instrument_specs_cache.json"])),
    ])

  private static let lifecycle = Trial(
    "venue-api-lifecycle",
    """
    minimum-days-left: 1
    adapter: kraken-futures-rest-v3
    """,
    [
      Breakage(
        "the venue's interface ends too soon", .fail, saying: "the venue switches the interface off too soon",
        .parameters("days-left: 1", becoming: "days-left: 3650")
      ),
      Breakage(
        "the engine speaks another interface", .fail, saying: "the engine trades over another interface",
        .parameters("rest-v3", becoming: "rest-v2")),
      Breakage(
        "the engine does not tell its interface", .unknown,
        saying: "the engine does not say which venue interface it has", .anotherProgram(other)),
    ])

  private static let promotedReport = Trial(
    "promoted-report",
    """
    report: WORLD/gate/ci.json
    policy: selftest
    blockers: [venue-api-lifecycle]
    max-age: 1d
    """,
    [
      Breakage(
        "there is no report of CI's", .fail, saying: "there is no report of CI's",
        .run(["rm", "WORLD/gate/ci.json"])),
      Breakage(
        "a byte of the report is another one", .fail, saying: "signature.invalid",
        .run(["sed", "-i", "s/\"sig\":\"A/\"sig\":\"B/;t;s/\"sig\":\"./\"sig\":\"A/", "WORLD/gate/ci.json"])),
      Breakage(
        "it is about another build", .fail, saying: "CI's report is about another build", .anotherBuild),
      Breakage(
        "it is of another policy", .fail, saying: "CI's report is of another policy than other",
        .parameters("policy: selftest", becoming: "policy: other")),
      Breakage(
        "CI did not ask", .fail, saying: "CI did not ask",
        .parameters("[venue-api-lifecycle]", becoming: "[state-path]")),
      Breakage(
        "its environment does not count", .fail, saying: "CI's report is for another environment",
        .parameters("policy: selftest", becoming: "accept: [demo]")),
      Breakage(
        "it is too old", .fail, saying: "CI's report is too old",
        .sign("gate/ci.json", with: "gate", member: "startedAt", becoming: "TWO-DAYS-AGO"),
        .sign("gate/ci.json", with: "gate", member: "issuedAt", becoming: "TWO-DAYS-AGO")),
      Breakage(
        "its signer is no gate", .fail, saying: "key.wrong-role",
        .sign("gate/ci.json", with: "approver", member: "name", becoming: "selftest")),
    ])
}
