import FilePaths
import ReadinessCheck

/// What is installed along a search path, by name; the first copy on the path is the one that is imported.
struct DistributionIndex: Sendable {
  private(set) var distributions: [DistributionName: [InstalledDistribution]] = [:]
  /// Folders that could not be listed, each with the reason.
  private(set) var unreadableFolders: [(folder: String, reason: String)] = []

  /// Enough for any header; descriptions come after it.
  private static let firstRead = 16 << 10
  private static let longestHeader = 1 << 20
  private static let mostNames = 100_000

  init(searchPath: [String], files: any FileAccess) {
    for folder in searchPath {
      let names: [String]
      do {
        names = try files.list(folder, limit: Self.mostNames)
      } catch {
        if error.reason != .missing { unreadableFolders.append((folder, error.description)) }
        continue
      }
      if folder.hasSuffix(".egg"), names.contains("EGG-INFO") {
        let stem = (folder.lastPathComponent ?? "").dropLast(4)
        addFolder("EGG-INFO", stem: String(stem), metadata: "PKG-INFO", in: folder, files)
      }
      for name in names {
        // pip renames what it is about to remove to `~ame`; neither it nor Python takes that for installed.
        if name.hasPrefix("~") || name.hasPrefix("-") { continue }
        if name.hasSuffix(".dist-info") {
          addFolder(name, stem: String(name.dropLast(10)), metadata: "METADATA", in: folder, files)
        } else if name.hasSuffix(".egg-info") {
          let information = try? files.information("\(folder)/\(name)", followingLinks: true)
          addFolder(
            name, stem: String(name.dropLast(9)), metadata: information?.kind == .regular ? nil : "PKG-INFO",
            in: folder, files)
        }
      }
    }
  }

  var isEmpty: Bool { distributions.isEmpty }

  var names: [DistributionName] { distributions.keys.sorted() }

  /// The copies of a distribution, those in the first folder on the path that has any, and those behind.
  func copies(of name: DistributionName) -> (
    effective: [InstalledDistribution], shadowed: [InstalledDistribution]
  ) {
    let all = distributions[name] ?? []
    guard let location = all.first?.location else { return ([], []) }
    return (all.filter { $0.location == location }, all.filter { $0.location != location })
  }

  private mutating func addFolder(
    _ record: String, stem: String, metadata: String?, in folder: String, _ files: any FileAccess
  ) {
    let path = "\(folder)/\(record)"
    let file = metadata.map { "\(path)/\($0)" } ?? path
    let nameInPath = String(stem.split(separator: "-", maxSplits: 1).first ?? "")
    var name = DistributionName(normalizing: nameInPath)
    let state: InstalledDistribution.State
    do {
      var bytes = try files.readPrefix(file, count: Self.firstRead)
      var header = DistributionMetadata(bytes)
      if !header.isComplete, bytes.count == Self.firstRead {
        bytes = try files.readPrefix(file, count: Self.longestHeader)
        header = DistributionMetadata(bytes)
      }
      if !header.isComplete, bytes.count == Self.longestHeader {
        state = .unreadable("\(file) has a header longer than \(Self.longestHeader) bytes")
      } else if let written = header.name, !written.isEmpty, let version = header.version, !version.isEmpty {
        name = DistributionName(normalizing: written)
        if metadata == "PKG-INFO", header.requiresDist.isEmpty {
          header.requiresDist = try Self.eggRequirements(path, files)
        }
        state = .installed(header, version: version)
      } else {
        state = .broken("\(file) lacks the distribution's \(header.version == nil ? "version" : "name")")
      }
    } catch {
      state =
        error.reason == .missing || error.reason == .notAFolder
        ? .broken("\(file) is missing") : .unreadable(error.description)
    }
    distributions[name, default: []].append(
      InstalledDistribution(name: name, location: folder, record: path, state: state))
  }

  private static func eggRequirements(
    _ record: String, _ files: any FileAccess
  ) throws(FileAccessError) -> [String] {
    do {
      let bytes = try files.read("\(record)/requires.txt", limit: longestHeader)
      return EggRequirements.requiresDist(String(decoding: bytes, as: UTF8.self))
    } catch {
      // An egg without requirements has no such file.
      if error.reason == .missing { return [] }
      throw error
    }
  }
}
