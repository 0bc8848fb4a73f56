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
      Breakage("the unit is not installed", .fail, .run(["rm", "WORLD/units/lib/selftest.service"])),
      Breakage("the unit was edited", .fail, .edit("units/lib/selftest.service", "=yes", becoming: "=no")),
      Breakage(
        "another unit stands in front of it", .fail, .write("units/etc/selftest.service", "[Service]\n")),
      Breakage(
        "a drop-in changes it", .fail,
        .write("units/etc/selftest.service.d/override.conf", "[Service]\nUser=root\n")),
      Breakage(
        "a drop-in changes all services", .fail, .write("units/etc/service.d/all.conf", "[Service]\n")),
      Breakage(
        "it is masked", .fail, .run(["mkdir", "-p", "WORLD/units/etc"]),
        .run(["ln", "-s", "/dev/null", "WORLD/units/etc/selftest.service"])),
      Breakage("others may write it", .fail, .run(["chmod", "0666", "WORLD/units/lib/selftest.service"])),
      Breakage(
        "it is too exposed", .fail, .parameters("search:", becoming: "maximum-exposure: \"0.1\"\nsearch:")),
    ])
}
