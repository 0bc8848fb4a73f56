public import DocumentSchema
public import ExactDecimal
import FilePaths
import StrictJSON
import StrictYAML

/// What a `unit-hardening` blocker asks for.
public struct UnitHardeningParameters: Sendable {
  /// A unit and the file that was shipped for it.
  public struct Unit: Sendable {
    let name: UnitName
    let sha256: String
  }

  /// A file that may change a unit.
  public struct AllowedDropIn: Sendable {
    let file: String
    let sha256: String
  }

  /// At least one; every name once.
  public let units: [Unit]
  /// Where systemd looks, in its order.
  public let search: [DocumentPath]
  /// Empty: none at all.
  public let allowedDropIns: [AllowedDropIn]
  /// Nil: not asked.
  public let maximumExposure: ExactDecimal?

  /// systemd.unit(5), "System Unit Search Path"; `lookup_paths_init` in systemd's path-lookup.c; `systemd-analyze
  /// unit-paths`. Debian 12 (systemd 252) names all of them, Debian 13 (257) leaves out /lib/systemd/system, which is
  /// /usr/lib/systemd/system by another name.
  static let loadPath = [
    "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
    "/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached",
    "/run/systemd/system", "/run/systemd/system.attached", "/run/systemd/generator",
    "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system",
    "/run/systemd/generator.late",
  ]

  static let schema = Schema<UnitHardeningParameters>.object("the parameters of unit-hardening") { fields in
    let units = fields.required(
      "units", .list(of: unit, minimum: 1), "the units, each with the digest of the file that was shipped")
    let search = fields.optional(
      "search", .list(of: folder, minimum: 1), default: .list(loadPath.map { .text($0) }),
      "the folders that systemd loads units from, the first one wins: systemd-analyze unit-paths")
    let allowed = fields.optional(
      "drop-ins", dropIns, default: .text("refuse"),
      "refuse, or a list of {file, sha256}: the drop-ins that may change these units")
    let asksExposure = fields.isPresent("maximum-exposure")
    let exposure = fields.optional(
      "maximum-exposure", exposure,
      "what systemd-analyze security may give a service, 0 to 10; not asked by default"
    )
    for (index, unit) in (units ?? []).enumerated()
    where units?[..<index].contains(where: { $0.name == unit.name }) == true {
      fields.report("duplicate", at: "units", "the unit \(unit.name.text) stands in the list twice")
    }
    guard let units, let search, let allowed, (exposure != nil) == asksExposure else { return nil }
    return UnitHardeningParameters(
      units: units, search: search, allowedDropIns: allowed, maximumExposure: exposure)
  }

  private static let unit = Schema<Unit>.object("a unit") { fields in
    let name = fields.required("unit", name, "its name, such as trading-engine.service")
    let sha256 = fields.required("sha256", .sha256, "of the shipped file: sha256sum deploy/systemd/UNIT")
    guard let name, let sha256 else { return nil }
    return Unit(name: name, sha256: sha256)
  }

  private static let name: Schema<UnitName> = .scalar(
    "a unit's name such as trading-engine.service; templates and instances are not asked about",
    describe: ["type": "string", "pattern": "^[A-Za-z0-9:_.\\\\-]+\\.[a-z]+$", "maxLength": 255],
    resolved: { .string($0.text) }, parse: UnitName.init)

  /// The search path is handed to systemd's tool with colons between its folders.
  private static let folder = Schema<DocumentPath>.path.map { path, node, reading -> DocumentPath? in
    guard !path.text.utf8.contains(0x3A) else {
      reading.report(
        "bad-value", at: node.position, "'\(path.text)' has a colon, which separates folders for systemd")
      return nil
    }
    return path
  }

  private static let refused = Schema<[AllowedDropIn]>.choice("refuse or a list", [("refuse", [])])
  private static let listed = Schema<[AllowedDropIn]>.list(of: dropIn, minimum: 1)
  private static let dropIns = Schema<[AllowedDropIn]>(
    describe: { ["anyOf": [refused.describe(), listed.describe()]] },
    read: { node, reading in
      if case .scalar = node.content { return refused(node, &reading) }
      return listed(node, &reading)
    })

  private static let dropIn = Schema<AllowedDropIn>.object("an allowed drop-in") { fields in
    let file = fields.required("file", fileName, "its name, such as 50-memory.conf, in whatever folder")
    let sha256 = fields.required("sha256", .sha256, "of its content: sha256sum FILE")
    guard let file, let sha256 else { return nil }
    return AllowedDropIn(file: file, sha256: sha256)
  }

  private static let fileName: Schema<String> = .scalar(
    "a file's name that ends in .conf", describe: ["type": "string", "pattern": "^[^/]+\\.conf$"],
    resolved: JSON.string,
    parse: { $0.hasSuffix(".conf") && $0.splitAtLastSlash == nil && $0.utf8.count > 5 ? $0 : nil })

  private static let exposure: Schema<ExactDecimal> = .scalar(
    "an exposure from 0 to 10 such as \"4.0\"",
    describe: ["type": ["string", "number"], "pattern": "^[0-9]+(\\.[0-9]+)?$"],
    resolved: { .string($0.description) },
    parse: { text in ExactDecimal(text).flatMap { $0 >= .zero && $0 <= ExactDecimal(10) ? $0 : nil } })
}
