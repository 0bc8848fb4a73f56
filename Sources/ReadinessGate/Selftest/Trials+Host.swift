import Cryptography
import ReadinessReport

extension Trial {
  /// A unit in folders of the world's own: those of this machine are nobody's to break.
  static let unitHardening = Trial(
    "unit-hardening",
    """
    units: [{ unit: selftest.service, sha256: \(SHA256.digest(of: Array(SelftestFiles.unit.utf8)).hex) }]
    search: [WORLD/units/etc, WORLD/units/lib]
    """, needsRoot: true,
    [
      Breakage(
        "the unit is not installed", .fail, saying: "the unit is not installed",
        .run(["rm", "WORLD/units/lib/selftest.service"])),
      Breakage(
        "the unit was edited", .fail, saying: "the unit is another one than the shipped one",
        .edit("units/lib/selftest.service", "=yes", becoming: "=no")),
      Breakage(
        "another unit stands in front of it", .fail, saying: "another file stands before the shipped unit",
        .write("units/etc/selftest.service", "[Service]\n")),
      Breakage(
        "a drop-in changes it", .fail, saying: "a drop-in changes the unit",
        .write("units/etc/selftest.service.d/override.conf", "[Service]\nUser=root\n")),
      Breakage(
        "a drop-in changes all services", .fail, saying: "a drop-in changes the unit",
        .write("units/etc/service.d/all.conf", "[Service]\n")),
      Breakage(
        "it is masked", .fail, saying: "the unit is masked", .run(["mkdir", "-p", "WORLD/units/etc"]),
        .run(["ln", "-s", "/dev/null", "WORLD/units/etc/selftest.service"])),
      Breakage(
        "others may write it", .fail, saying: "the unit's file can be changed by others",
        .run(["chmod", "0666", "WORLD/units/lib/selftest.service"])),
      Breakage(
        "it is too exposed", .fail, saying: "the unit is more exposed than the policy allows",
        .parameters("search:", becoming: "maximum-exposure: \"0.1\"\nsearch:")),
    ])
}
