import ReadinessReport

extension Trial {
  static let configurationValid = Trial(
    "configuration-valid",
    """
    environment-files: [WORLD/etc/service.env]
    """,
    [
      Breakage(
        "a key has no such value", .fail,
        .edit("etc/engine.yaml", "margin-mode: isolated", becoming: "margin-mode: sideways")),
      Breakage("a key is misspelled", .fail, .edit("etc/engine.yaml", "health:", becoming: "helth:")),
      Breakage(
        "a placeholder was left in", .fail,
        .edit("etc/engine.yaml", "symbols: [PF_XBTUSD]", becoming: "symbols: [changeme]")),
      Breakage(
        "a secret stands in it", .fail,
        .edit("etc/engine.yaml", "symbols:", becoming: "# secret=\(SelftestFiles.secret)\nsymbols:")),
      Breakage(
        "a limit is missing", .fail, .run(["sed", "-i", "/max-daily-loss/d", "WORLD/etc/engine.yaml"])),
      Breakage(
        "the environment file cannot be read", .unknown, .run(["rm", "WORLD/etc/service.env"])),
    ])

  static let venueAccess = Trial(
    "venue-access",
    """
    symbols: [PF_XBTUSD]
    when-permissions-not-told: pass
    """,
    [
      Breakage("the venue does not answer", .unknown, .silentVenue),
      Breakage("the key opens nothing", .fail, .edit("keys/venue", "key=TESTKEY", becoming: "key=OTHERKEY")),
      Breakage("there is no key", .fail, .run(["sed", "-i", "/credentials:/d", "WORLD/etc/engine.yaml"])),
      Breakage(
        "it is the key of another account", .fail,
        .run([
          "sed", "-i", "s/account: .*/account: 00000000-0000-4000-8000-000000000000/",
          "WORLD/etc/engine.yaml",
        ])),
      Breakage("no account is pinned", .fail, .run(["sed", "-i", "/account:/d", "WORLD/etc/engine.yaml"])),
      Breakage("the venue does not trade a symbol", .fail, .parameters("PF_XBTUSD", becoming: "PF_NONEUSD")),
      Breakage(
        "the venue does not say what the key may do", .unknown,
        .parameters("not-told: pass", becoming: "not-told: unknown")),
      Breakage(
        "nothing was recorded", .fail,
        .parameters("symbols:", becoming: "record: WORLD/state/probe.json\nsymbols:")),
      Breakage("the engine does not say", .unknown, .anotherProgram(other)),
    ])

  private static let drill = "state/kill_switch_drill.json"

  static let killSwitchReady = Trial(
    "kill-switch-ready",
    """
    drill: WORLD/state/kill_switch_drill.json
    max-drill-age: 1d
    """,
    [
      Breakage(
        "the switch is tripped", .fail,
        .run(["ENGINE", "kill-switch", "trip", "--config", "WORLD/etc/engine.yaml", "--reason", "selftest"])),
      Breakage("its state is gone", .fail, .run(["rm", "WORLD/state/kill_switch_state.json"])),
      Breakage("its state does not load", .fail, .write("state/kill_switch_state.json", "{")),
      Breakage("nobody has drilled", .fail, .run(["rm", "WORLD/\(drill)"])),
      Breakage("another build has drilled", .fail, .anotherBuild),
      Breakage("the drill is too old", .fail, .edit(drill, "\"at\":\"20", becoming: "\"at\":\"19")),
      Breakage(
        "a step of the drill failed", .fail, .edit(drill, "\"passed\":true", becoming: "\"passed\":false")),
      Breakage("the drill's record is none", .fail, .write(drill, "{")),
      Breakage(
        "no running engine took part", .fail,
        .parameters("max-drill-age: 1d", becoming: "acknowledged-by-engine: true")),
    ])
}
