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
  private static let fields: [StaticString] = [
    "package", "status", "version", "architecture", "multi-arch", "provides",
  ]
  private enum Field {
    static let package = 0
    static let status = 1
    static let version = 2
    static let architecture = 3
    static let multiArch = 4
    static let provides = 5
  }

  /// Reads the database of the running system.
  ///
  /// - Parameter wanted: the names that will be asked for; of the rest only the architecture is kept.
  init(files: any FileAccess, wanted: Set<String>) throws(FileAccessError) {
    var builder = Builder(wanted: wanted)
    var missing: FileAccessError?
    do {
      builder.add(try files.read("\(Self.folder)/status", limit: Self.longestStatus), hasStatus: true)
      // dpkg appends to numbered journal files and merges them now and then; the later word counts.
      for name in try Self.names("\(Self.folder)/updates", files) where name.utf8.allSatisfy(ASCII.isDigit) {
        let path = "\(Self.folder)/updates/\(name)"
        builder.add(try files.read(path, limit: Self.longestStatus), hasStatus: true)
      }
    } catch {
      guard error.reason == .missing else { throw error }
      missing = error
    }
    let single = try Self.names("\(Self.folder)/status.d", files).filter { !$0.hasSuffix(".md5sums") }
    for name in single {
      let path = "\(Self.folder)/status.d/\(name)"
      builder.add(try files.read(path, limit: Self.longestStatus), hasStatus: false)
    }
    if let missing, single.isEmpty { throw missing }
    self.init(builder)
  }

  private static func names(_ folder: String, _ files: any FileAccess) throws(FileAccessError) -> [String] {
    do {
      return try files.list(folder, limit: mostFiles)
    } catch {
      if error.reason == .missing { return [] }
      throw error
    }
  }

  private init(_ builder: Builder) {
    nativeArchitecture =
      builder.kept.first { $0.name == "dpkg" && $0.isInstalled }?.architecture
      ?? (builder.architectures.count == 1 ? builder.architectures.first : nil)
    for package in builder.kept {
      packages[package.name, default: []].append(package)
      guard package.isInstalled else { continue }
      for provision in package.provisions {
        providers[provision.name, default: []].append((package, provision.version))
      }
    }
  }

  /// Gathers packages from stanzas, of which most are of no interest.
  private struct Builder {
    let wanted: Set<String>
    var kept: [DebianPackage] = []
    var architectures: Set<String> = []
    private var places: [String: Int] = [:]

    init(wanted: Set<String>) { self.wanted = wanted }

    /// - Parameter hasStatus: whether stanzas without a status are of packages that are not installed.
    mutating func add(_ bytes: [UInt8], hasStatus: Bool) {
      var seen = architectures
      var found: [DebianPackage] = []
      ControlStanzas.read(bytes, wanted: DebianPackageDatabase.fields) { stanza in
        guard let name = stanza.text(Field.package) else { return }
        if let architecture = stanza.text(Field.architecture), architecture != "all" {
          seen.insert(architecture)
        }
        let provides = stanza[Field.provides]
        let isProvider = provides.map { text in wanted.contains { Self.mentions(text, $0) } } ?? false
        guard isProvider || name == "dpkg" || wanted.contains(name) else { return }
        found.append(DebianPackageDatabase.package(name, stanza, hasStatus: hasStatus))
      }
      architectures = seen
      for package in found {
        let key = "\(package.name):\(package.architecture)"
        if let place = places[key] {
          kept[place] = package
        } else {
          places[key] = kept.count
          kept.append(package)
        }
      }
    }

    private static func mentions(_ text: ArraySlice<UInt8>, _ name: String) -> Bool {
      let length = name.utf8.count
      guard length <= text.count else { return false }
      return (text.startIndex...(text.endIndex - length)).contains { text[$0...].starts(with: name.utf8) }
    }
  }

  private static func package(
    _ name: String, _ stanza: ControlStanzas.Stanza, hasStatus: Bool
  ) -> DebianPackage {
    let versionText = stanza.text(Field.version) ?? ""
    // A field of several provisions; one that cannot be read provides nothing.
    let provides = (stanza.text(Field.provides) ?? "").split(separator: ",")
    let provisions = provides.compactMap { text -> DebianPackage.Provision? in
      guard let relation = try? DebianRelation(String(text)), let only = relation.alternatives.first,
        relation.alternatives.count == 1
      else { return nil }
      guard let (operation, version) = only.version else {
        return DebianPackage.Provision(name: only.package, version: nil)
      }
      return operation == .equal ? DebianPackage.Provision(name: only.package, version: version) : nil
    }
    return DebianPackage(
      name: name, architecture: stanza.text(Field.architecture) ?? "",
      multiArch: stanza.text(Field.multiArch).flatMap(DebianPackage.MultiArch.init) ?? .no,
      version: try? DebianVersion(versionText), versionText: versionText, provisions: provisions,
      status: stanza.text(Field.status) ?? (hasStatus ? "unknown ok not-installed" : "install ok installed"))
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
    if package.multiArch == .foreign, qualifier == nil { return true }
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
