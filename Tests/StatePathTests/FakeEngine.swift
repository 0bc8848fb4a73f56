import CheckScene

/// A script that answers the engine's `state` commands as the contract says, or in one of the wrong ways that the file
/// `mode` beside it names.
enum FakeEngine {
  static let script = #"""
    #!/usr/bin/python3
    import json, os, sys, time

    here = os.path.dirname(os.path.abspath(__file__))
    mode = open(here + "/mode").read().split() if os.path.exists(here + "/mode") else []
    arguments = sys.argv[1:]
    command = " ".join(arguments[:2])

    def option(name):
        return arguments[arguments.index(name) + 1] if name in arguments else None

    def files():
        return [a.split("=", 1) for i, a in enumerate(arguments) if i and arguments[i - 1] == "--file"]

    def replace(path, content):
        with open(path + ".new", "w") as file:
            file.write(content)
        os.rename(path + ".new", path)

    def paths():
        known = [
            ("KILL_SWITCH_STATE_PATH", "data/kill_switch_state.json", "kill-switch"),
            ("INSTRUMENT_SPECS_CACHE_PATH", "data/instrument_specs_cache.json", "instrument-specs"),
        ]
        if "forgets" in mode:
            known = known[1:]
        answers = []
        for variable, default, kind in known:
            if "other-kind" in mode:
                kind = "journal"
            if "other-default" in mode:
                default = "state/" + variable
            value, source = os.environ.get(variable), "environment"
            if not value:
                value, source = default, "default"
            if "relative" not in mode:
                value = os.path.join(option("--root"), value)
            answers.append({"variable": variable, "path": value, "source": source, "kind": kind})
        print(json.dumps({"paths": answers}))

    def exercise():
        if "cannot-write" in mode:
            sys.stderr.write("error: no space left\n")
            sys.exit(74)
        for kind, path in files():
            if "forgets-write" not in mode:
                token = "another" if "wrong-token" in mode else option("--token")
                replace(path, "broken" if "torn" in mode else json.dumps({"kind": kind, "note": token}))
        if "leaves-temporary" in mode:
            for kind, path in files():
                open(os.path.dirname(path) + "/." + os.path.basename(path) + ".0011.tmp", "w").close()
        if "silent" in mode:
            time.sleep(60)
        if "does-not-hold" in mode:
            sys.exit(64)
        print("written", flush=True)
        time.sleep(60)

    def show():
        answers = []
        for kind, path in files():
            present = os.path.exists(path)
            answer = {"kind": kind, "path": path, "present": present, "loads": False, "token": None, "reason": ""}
            if present:
                try:
                    answer["token"] = json.load(open(path))["note"]
                    answer["loads"] = True
                except Exception as error:
                    answer["reason"] = "it is torn"
            answers.append(answer)
        if "omits" in mode:
            answers = []
        print(json.dumps({"files": answers}))

    if "garbage" in mode:
        print("not json")
    elif "refuses " + command.split()[-1] in " ".join(mode):
        sys.stderr.write("error: unknown command\n")
        sys.exit(64)
    elif "hangs" in mode:
        time.sleep(60)
    elif command == "state paths":
        paths()
    elif command == "state exercise":
        exercise()
    elif command == "state show":
        show()
    else:
        sys.exit(64)
    """#
}

extension CheckScene {
  /// A system with an engine, a `data` folder, and both of the engine's state files declared.
  static func withEngine(mode: String = "") throws -> CheckScene {
    let scene = try CheckScene()
    try scene.writeEngine(FakeEngine.script)
    try scene.write("bin/mode", mode)
    try scene.write("system/data/.keep", "")
    return scene
  }

  static let enginePaths = """
    root: system
    paths:
      - { variable: KILL_SWITCH_STATE_PATH, default: data/kill_switch_state.json, kind: kill-switch }
      - { variable: INSTRUMENT_SPECS_CACHE_PATH, default: data/instrument_specs_cache.json, kind: instrument-specs }

    """

  /// A system with a `data` folder and two state files that the gate looks after.
  static func withoutEngine() throws -> CheckScene {
    let scene = try CheckScene()
    try scene.write("system/data/.keep", "")
    scene.gate = BuiltProducts.stateRole
    return scene
  }

  static let ownPaths = """
    root: system
    paths:
      - { variable: KILL_SWITCH_STATE_PATH, default: data/kill_switch_state.json, kind: json }
      - { variable: TRADE_LOG_PATH, default: data/trades.bin, kind: opaque }

    """
}
