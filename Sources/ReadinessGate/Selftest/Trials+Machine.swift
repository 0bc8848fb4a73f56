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
      Breakage(
        "the venue does not tell its time", .unknown,
        saying: "the engine does not say how far the venue's clock is", .silentVenue),
      Breakage(
        "the engine does not tell the venue's time", .unknown,
        saying: "the engine does not say how far the venue's clock is", .anotherProgram(other)),
      Breakage(
        "there is no record of the venue's time", .fail, saying: "there is no record of a probe",
        .parameters("maximum-offset: 5s", becoming: "record: WORLD/state/no-record.json")),
      Breakage(
        "the clock was set while the machine ran", .fail,
        saying: "the wall clock was set while the machine ran",
        .run([
          "sh", "-c",
          #"at='{"realtimeNanoseconds":1,"bootTimeNanoseconds":1}'; "#
            + #"printf '{"mark":"v1","bootId":"%s","planted":%s,"seen":%s}' "#
            + #""$(cat /proc/sys/kernel/random/boot_id)" "$at" "$at" >WORLD/state/clock-mark.json"#,
        ])),
      Breakage(
        "the mark of earlier runs does not load", .unknown,
        saying: "the mark of an earlier run cannot be read", .write("state/clock-mark.json", "{}")),
      Breakage(
        "the mark cannot be kept", .unknown, saying: "whether the clock was set cannot be told",
        .parameters("state/clock-mark.json", becoming: "state/none/clock-mark.json")),
    ])

  static let external = Trial(
    "external", timeout: "10s",
    """
    run: WORLD/gate/check.sh
    sha256: \(SHA256.digest(of: Array(SelftestFiles.externalCheck.utf8)).hex)
    arguments: [answer, WORLD/state/note.json]
    """,
    [
      Breakage(
        "what it asks for does not hold", .fail, saying: "a note is to be there",
        .write("state/note.json", "")),
      Breakage(
        "its program is missing", .fail, saying: "the program is missing",
        .run(["rm", "WORLD/gate/check.sh"])),
      Breakage(
        "its program was changed", .fail, saying: "the program is not the one that the policy pins",
        .run(["sh", "-c", "echo >>WORLD/gate/check.sh"])),
      Breakage(
        "its program is a link", .fail, saying: "the program is a link",
        .run(["mv", "WORLD/gate/check.sh", "WORLD/gate/other.sh"]),
        .run(["ln", "-s", "other.sh", "WORLD/gate/check.sh"])),
      Breakage(
        "others may write its program", .fail, saying: "others can write the program",
        .run(["chmod", "0757", "WORLD/gate/check.sh"])),
      Breakage(
        "others may exchange its program", .fail, saying: "others can replace the program",
        .run(["chmod", "0777", "WORLD/gate"])),
      Breakage(
        "it says nothing", .unknown, saying: "the program's answer cannot be read",
        .parameters("[answer", becoming: "[silent")),
      Breakage(
        "it repeats an earlier answer", .unknown, saying: "the program's answer does not count",
        .parameters("[answer", becoming: "[stale")),
      Breakage(
        "it ends with another exit status than 0", .unknown,
        saying: "the program did not end with exit status 0", .parameters("[answer", becoming: "[angry")),
      Breakage(
        "it does not end", .timeout, saying: "the check did not answer in time and was ended",
        .parameters("[answer", becoming: "[stubborn")),
      Breakage(
        "a variable that it needs is not set", .unknown,
        saying: "SELFTEST_UNSET is not set, so the program was not started",
        .parameters("arguments:", becoming: "environment: [SELFTEST_UNSET]\narguments:")),
    ])
}
