import Cryptography
import ReadinessReport

extension Trial {
  /// Whether a time service keeps the clock is not tried: no machine's clock is taken away from it for that.
  static let hostClock = Trial(
    "host-clock",
    """
    maximum-offset: 5s
    mark: WORLD/state/clock-mark.json
    """,
    [
      Breakage("the venue does not tell its time", .unknown, .silentVenue),
      Breakage("the engine does not tell the venue's time", .unknown, .anotherProgram(other)),
      Breakage(
        "there is no record of the venue's time", .fail,
        .parameters("maximum-offset: 5s", becoming: "record: WORLD/state/no-record.json")),
      Breakage(
        "the clock was set while the machine ran", .fail,
        .run([
          "sh", "-c",
          #"at='{"realtimeNanoseconds":1,"bootTimeNanoseconds":1}'; "#
            + #"printf '{"mark":"v1","bootId":"%s","planted":%s,"seen":%s}' "#
            + #""$(cat /proc/sys/kernel/random/boot_id)" "$at" "$at" >WORLD/state/clock-mark.json"#,
        ])),
      Breakage("the mark of earlier runs does not load", .unknown, .write("state/clock-mark.json", "{}")),
      Breakage(
        "the mark cannot be kept", .unknown,
        .parameters("state/clock-mark.json", becoming: "state/none/clock-mark.json")),
    ])

  static let external = Trial(
    "external", timeout: "5s",
    """
    run: WORLD/gate/check.sh
    sha256: \(SHA256.digest(of: Array(SelftestFiles.externalCheck.utf8)).hex)
    arguments: [answer, WORLD/state/note.json]
    """,
    [
      Breakage("what it asks for does not hold", .fail, .write("state/note.json", "")),
      Breakage("its program is missing", .fail, .run(["rm", "WORLD/gate/check.sh"])),
      Breakage("its program was changed", .fail, .run(["sh", "-c", "echo >>WORLD/gate/check.sh"])),
      Breakage(
        "its program is a link", .fail, .run(["mv", "WORLD/gate/check.sh", "WORLD/gate/other.sh"]),
        .run(["ln", "-s", "other.sh", "WORLD/gate/check.sh"])),
      Breakage("others may write its program", .fail, .run(["chmod", "0757", "WORLD/gate/check.sh"])),
      Breakage("others may exchange its program", .fail, .run(["chmod", "0777", "WORLD/gate"])),
      Breakage("it says nothing", .unknown, .parameters("[answer", becoming: "[silent")),
      Breakage("it repeats an earlier answer", .unknown, .parameters("[answer", becoming: "[stale")),
      Breakage(
        "it ends with another exit status than 0", .unknown, .parameters("[answer", becoming: "[angry")),
      Breakage("it does not end", .timeout, .parameters("[answer", becoming: "[stubborn")),
      Breakage(
        "a variable that it needs is not set", .unknown,
        .parameters("arguments:", becoming: "environment: [SELFTEST_UNSET]\narguments:")),
    ])
}
