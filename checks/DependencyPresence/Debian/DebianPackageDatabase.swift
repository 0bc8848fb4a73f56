import ReadinessCheck

/// What dpkg has recorded as installed: `/var/lib/dpkg/status`, the journal beside it, and `status.d`, where
/// images without dpkg keep one stanza a file.
struct DebianPackageDatabase: Sendable {
  private var packages: [String: [DebianPackage]] = [:]
  private var providers: [String: [(package: DebianPackage, version: DebianVersion?)]] = [:]
  /// The architecture that packages have which say nothing of another; nil when nothing tells.
  private let nativeArchitecture: String?

  static let folder = "/var/lib/dpkg"
  private static let longestStatus = 64 << 20
  private static let mostFiles = 10_000
  private static let fields: Set<String> = [
    "package", "status", "version", "architecture", "multi-arch", "provides",
  ]

  /// Reads the database of the running system.
  init(files: any FileAccess) throws(FileAccessError) {
    let reader = ControlStanzas(wanted: Self.fields)
    var stanzas: [(stanza: [String: String], hasStatus: Bool)] = []
    var missing: FileAccessError?
    do {
      let bytes = try files.read("\(Self.folder)/status", limit: Self.longestStatus)
      stanzas += reader.read(bytes).map { ($0, true) }
      // dpkg appends to numbered journal files and merges them now and then; the later word counts.
      for name in try Self.names("\(Self.folder)/updates", files) where name.utf8.allSatisfy(ASCII.isDigit) {
        let bytes = try files.read("\(Self.folder)/updates/\(name)", limit: Self.longestStatus)
        stanzas += reader.read(bytes).map { ($0, true) }
      }
    } catch {
      guard error.reason == .missing else { throw error }
      missing = error
    }
    let single = try Self.names("\(Self.folder)/status.d", files).filter { !$0.hasSuffix(".md5sums") }
    for name in single {
      let bytes = try files.read("\(Self.folder)/status.d/\(name)", limit: Self.longestStatus)
      stanzas += reader.read(bytes).map { ($0, false) }
    }
    if let missing, single.isEmpty { throw missing }
    self.init(stanzas)
  }

  private static func names(_ folder: String, _ files: any FileAccess) throws(FileAccessError) -> [String] {
    do {
      return try files.list(folder, limit: mostFiles)
    } catch {
      if error.reason == .missing { return [] }
      throw error
    }
  }

  private init(_ stanzas: [(stanza: [String: String], hasStatus: Bool)]) {
    var places: [String: Int] = [:]
    var all: [DebianPackage] = []
    for (stanza, hasStatus) in stanzas {
      guard let name = stanza["package"] else { continue }
      let package = Self.package(name, stanza, hasStatus: hasStatus)
      let key = "\(name):\(package.architecture)"
      if let place = places[key] {
        all[place] = package
      } else {
        places[key] = all.count
        all.append(package)
      }
    }
    let architectures = Set(all.filter(\.isInstalled).map(\.architecture)).subtracting(["all", ""])
    nativeArchitecture =
      all.first { $0.name == "dpkg" && $0.isInstalled }?.architecture
      ?? (architectures.count == 1 ? architectures.first : nil)
    for package in all {
      packages[package.name, default: []].append(package)
      guard package.isInstalled else { continue }
      for provision in package.provisions {
        providers[provision.name, default: []].append((package, provision.version))
      }
    }
  }

  private static func package(_ name: String, _ stanza: [String: String], hasStatus: Bool) -> DebianPackage {
    let versionText = stanza["version"] ?? ""
    // A field of several provisions; one that cannot be read provides nothing.
    let provisions = (stanza["provides"] ?? "").split(separator: ",").compactMap {
      text -> DebianPackage.Provision? in
      guard let relation = try? DebianRelation(String(text)), let only = relation.alternatives.first,
        relation.alternatives.count == 1
      else { return nil }
      guard let (operation, version) = only.version else {
        return DebianPackage.Provision(name: only.package, version: nil)
      }
      return operation == .equal ? DebianPackage.Provision(name: only.package, version: version) : nil
    }
    return DebianPackage(
      name: name, architecture: stanza["architecture"] ?? "",
      multiArch: stanza["multi-arch"].flatMap(DebianPackage.MultiArch.init) ?? .no,
      version: try? DebianVersion(versionText), versionText: versionText, provisions: provisions,
      status: stanza["status"] ?? (hasStatus ? "unknown ok not-installed" : "install ok installed"))
  }

  // MARK: Answers

  /// How an alternative fares: satisfied by what, or what is there instead.
  enum Answer: Sendable {
    case satisfied(found: String)
    case unsatisfied(found: String, reason: String)
  }

  func answer(_ wanted: DebianRelation.Alternative) -> Answer {
    let named = packages[wanted.package] ?? []
    for package in named where package.isInstalled && suits(package, wanted.architecture) {
      guard let (operation, version) = wanted.version else { return .satisfied(found: Self.found(package)) }
      if let installed = package.version, operation.holds(installed, version) {
        return .satisfied(found: Self.found(package))
      }
    }
    for (package, provided) in providers[wanted.package] ?? [] where suits(package, wanted.architecture) {
      let found = "\(wanted.package)\(provided.map { " \($0)" } ?? "") provided by \(Self.found(package))"
      guard let (operation, version) = wanted.version else { return .satisfied(found: found) }
      // A provision without a version satisfies no relation with one (policy §7.5).
      if let provided, operation.holds(provided, version) { return .satisfied(found: found) }
    }
    return unsatisfied(wanted, named)
  }

  private func unsatisfied(_ wanted: DebianRelation.Alternative, _ named: [DebianPackage]) -> Answer {
    let name = wanted.package
    let present = named.filter { !$0.isAbsent }
    let installed = present.filter(\.isInstalled)
    if let package = installed.first(where: { suits($0, wanted.architecture) }) {
      let reason =
        package.version == nil
        ? "the version of \(name), \"\(package.versionText)\", cannot be read"
        : "\(name) \(package.versionText) does not satisfy \(wanted)"
      return .unsatisfied(found: installed.map(Self.found).joined(separator: ", "), reason: reason)
    }
    if !installed.isEmpty {
      return .unsatisfied(
        found: installed.map(Self.found).joined(separator: ", "),
        reason: "\(name) is installed only for another architecture")
    }
    if let package = present.first {
      return .unsatisfied(
        found: "\(Self.found(package)) (\(package.status))",
        reason: "\(name) is not installed and configured: its status is \"\(package.status)\"")
    }
    if let (package, provided) = providers[name]?.first {
      return .unsatisfied(
        found: "\(name)\(provided.map { " \($0)" } ?? "") provided by \(Self.found(package))",
        reason: provided == nil
          ? "\(name) is only provided, without a version, by \(package.name)"
          : "\(name) is only provided, by \(package.name)")
    }
    return .unsatisfied(found: "not installed", reason: "\(name) is not installed")
  }

  /// dpkg's rule: no qualifier means the native architecture, unless the package serves foreign ones.
  private func suits(_ package: DebianPackage, _ qualifier: String?) -> Bool {
    if package.multiArch == .foreign, qualifier == nil || qualifier == "any" { return true }
    if qualifier == "any" { return package.multiArch == .allowed }
    let architecture =
      package.architecture == "all" || package.architecture.isEmpty
      ? nativeArchitecture ?? package.architecture : package.architecture
    guard let wanted = qualifier ?? nativeArchitecture else { return true }
    return architecture == wanted || (qualifier == "all" && package.architecture == "all")
  }

  private static func found(_ package: DebianPackage) -> String {
    "\(package.name) \(package.versionText)\(package.architecture.isEmpty ? "" : " \(package.architecture)")"
  }
}
