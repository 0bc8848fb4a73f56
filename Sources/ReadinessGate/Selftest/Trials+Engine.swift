import ReadinessReport

extension Trial {
  static let configurationValid = Trial(
    "configuration-valid",
    """
    environment-files: [WORLD/etc/service.env]
    """,
    [
      Breakage(
        "a key has no such value", .fail, saying: "sideways' is not a margin mode [engine.unknown-value]",
        .edit("etc/engine.yaml", "margin-mode: isolated", becoming: "margin-mode: sideways")),
      Breakage(
        "a key is misspelled", .fail, saying: "unknown key 'helth' in the engine's configuration [engine.un",
        .edit("etc/engine.yaml", "health:", becoming: "helth:")),
      Breakage(
        "a placeholder was left in", .fail,
        saying: "expected a linear perpetual such as PF_XBTUSD, found 'change",
        .edit("etc/engine.yaml", "symbols: [PF_XBTUSD]", becoming: "symbols: [changeme]")),
      Breakage(
        "a secret stands in it", .fail,
        saying: "this looks like an API secret (64 bytes in base64), in a fil",
        .edit("etc/engine.yaml", "symbols:", becoming: "# secret=\(SelftestFiles.secret)\nsymbols:")),
      Breakage(
        "a limit is missing", .fail, saying: "max-daily-loss-usd' is missing [engine.missing-key]",
        .run(["sed", "-i", "/max-daily-loss/d", "WORLD/etc/engine.yaml"])),
      Breakage(
        "the environment file cannot be read", .unknown, saying: "cannot open",
        .run(["rm", "WORLD/etc/service.env"])),
    ])

  static let venueAccess = Trial(
    "venue-access",
    """
    symbols: [PF_XBTUSD]
    when-permissions-not-told: pass
    """,
    [
      Breakage("the venue does not answer", .unknown, saying: "the venue does not answer", .silentVenue),
      Breakage(
        "the key opens nothing", .fail,
        saying: "the venue does not take the key, or the engine cannot read i",
        .edit("keys/venue", "key=TESTKEY", becoming: "key=OTHERKEY")),
      Breakage(
        "there is no key", .fail, saying: "the key belongs to another account than the configured one",
        .run(["sed", "-i", "/credentials:/d", "WORLD/etc/engine.yaml"])),
      Breakage(
        "it is the key of another account", .fail,
        saying: "the key belongs to another account than the configured one",
        .run([
          "sed", "-i", "s/account: .*/account: 00000000-0000-4000-8000-000000000000/",
          "WORLD/etc/engine.yaml",
        ])),
      Breakage(
        "no account is pinned", .fail, saying: "the configuration pins no account, so any key would do",
        .run(["sed", "-i", "/account:/d", "WORLD/etc/engine.yaml"])),
      Breakage(
        "the engine does not trade a symbol that is asked for", .fail, saying: "the engine does not trade it",
        .parameters("PF_XBTUSD", becoming: "PF_NONEUSD")),
      Breakage(
        "the venue does not say what the key may do", .unknown, saying: "the venue's interface does not tell",
        .parameters("not-told: pass", becoming: "not-told: unknown")),
      Breakage(
        "nothing was recorded", .fail, saying: "there is no record of a probe",
        .parameters("symbols:", becoming: "record: WORLD/state/probe.json\nsymbols:")),
      Breakage(
        "the engine does not say", .unknown, saying: "the venue does not answer", .anotherProgram(other)),
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
        "the switch is tripped", .fail, saying: "the kill switch is latched",
        .run(["ENGINE", "kill-switch", "trip", "--config", "WORLD/etc/engine.yaml", "--reason", "selftest"])),
      Breakage(
        "its state is gone", .fail, saying: "there is no state",
        .run(["rm", "WORLD/state/kill_switch_state.json"])),
      Breakage(
        "its state does not load", .fail, saying: "the state cannot be read, which counts as tripped",
        .write("state/kill_switch_state.json", "{")),
      Breakage(
        "nobody has drilled", .fail, saying: "there is no record of a drill", .run(["rm", "WORLD/\(drill)"])),
      Breakage("another build has drilled", .fail, saying: "another engine was drilled", .anotherBuild),
      Breakage(
        "the drill is too old", .fail, saying: "too old",
        .member(drill, "at", becoming: "TWO-DAYS-AGO")),
      Breakage(
        "a step of the drill failed", .fail, saying: "the drill was not passed",
        .edit(drill, "\"passed\":true", becoming: "\"passed\":false")),
      Breakage(
        "the drill's record is none", .fail, saying: "the record is not a drill's", .write(drill, "{")),
      Breakage(
        "no running engine took part", .fail, saying: "no running engine acknowledged the trip",
        .parameters("max-drill-age: 1d", becoming: "acknowledged-by-engine: true")),
    ])
}
