import Cryptography
import FilePaths
import ReadinessCheck

/// The folders that systemd loads units from, in its order, as they are now.
struct UnitFolders {
  /// One of them that is there.
  private struct Folder {
    let path: String
    let names: [String]

    func holds(_ name: String) -> Bool { names.contains { $0.isSamePath(as: name) } }
  }

  /// What stands under a unit's name.
  struct Sighting: Sendable {
    enum Content: Sendable {
      /// A link to /dev/null, or an empty file.
      case mask
      case link(target: String)
      case other(FileInformation.Kind)
      case unreadable(String)
      /// - Parameters:
      ///   - writer: who besides root could change it, in words.
      ///   - fileSystem: the type of the one that holds it.
      case file(sha256: String, writer: String?, fileSystem: String)
    }

    let path: String
    let content: Content
  }

  /// A file that changes a unit.
  struct DropIn: Sendable {
    let path: String
    let name: String
    /// Nil for what is no readable regular file.
    let sha256: String?
    /// Who besides root could change it, in words.
    let writer: String?
  }

  /// A folder where others than root could put a unit or a drop-in.
  struct OpenFolder: Sendable {
    let path: String
    /// Who, in words.
    let writer: String
    let isLink: Bool
  }

  private struct Link {
    let path: String
    let name: String
    let target: String
  }

  private static let mostNames = 20_000
  private static let byteLimit = 1 << 20

  private let files: any FileAccess
  private let folders: [Folder]
  /// From names of units to names in these folders.
  private let links: [Link]

  /// - Throws: what kept a folder that is there from being read.
  init(_ paths: [String], in files: any FileAccess) throws(FileAccessError) {
    var folders: [Folder] = []
    // /lib/systemd/system is /usr/lib/systemd/system by another name.
    var seen: Set<[UInt8]> = []
    for path in paths {
      let canonical: String
      do throws(FileAccessError) { canonical = try files.canonicalPath(path) } catch {
        guard error.reason == .missing else { throw error }
        continue
      }
      guard seen.insert(Array(canonical.utf8)).inserted else { continue }
      folders.append(Folder(path: path, names: try files.list(path, limit: Self.mostNames)))
    }
    var links: [Link] = []
    for folder in folders {
      for name in folder.names where UnitName(name) != nil {
        let path = folder.path.appendingPath(name)
        guard try files.information(path, followingLinks: false)?.kind == .link else { continue }
        let target = try files.linkTarget(path)
        guard let end = target.lastPathComponent else { continue }
        let place = target.splitAtLastSlash?.folder ?? folder.path
        let absolute = place.isAbsolutePath ? place : folder.path.appendingPath(place)
        let isWithin =
          paths.contains { $0.isSamePath(as: absolute) }
          || (try? files.canonicalPath(absolute)).map { seen.contains(Array($0.utf8)) } == true
        if isWithin { links.append(Link(path: path, name: name, target: end)) }
      }
    }
    (self.files, self.folders, self.links) = (files, folders, links)
  }

  /// Everything under the unit's name; the first is what systemd loads.
  func sightings(of unit: UnitName) -> [Sighting] {
    folders.filter { $0.holds(unit.text) }.map { folder in
      let path = folder.path.appendingPath(unit.text)
      do throws(FileAccessError) {
        return Sighting(path: path, content: try content(at: path, in: folder.path))
      } catch {
        return Sighting(path: path, content: .unreadable(error.description))
      }
    }
  }

  private func content(at path: String, in folder: String) throws(FileAccessError) -> Sighting.Content {
    guard let entry = try files.information(path, followingLinks: false) else {
      return .unreadable("'\(path)' was removed while it was looked at")
    }
    switch entry.kind {
    case .link:
      let target = try files.linkTarget(path)
      return target.isSamePath(as: "/dev/null") ? .mask : .link(target: target)
    case .regular where entry.size == 0: return .mask
    case .regular:
      let bytes = try files.read(path, limit: Self.byteLimit)
      let holder = try files.information(folder, followingLinks: true)
      let writer =
        Self.writer(entry).map { "\($0) '\(path)'" }
        ?? holder.flatMap(Self.writer).map { "\($0) '\(folder)'" }
      return .file(
        sha256: SHA256.digest(of: bytes).hex, writer: writer,
        fileSystem: try files.fileSystem(holding: path).type)
    case .folder, .fifo, .socket, .device: return .other(entry.kind)
    }
  }

  /// Who besides root could change it, by owner and mode.
  private static func writer(_ entry: FileInformation) -> String? {
    if entry.owner != 0 { return "user \(entry.owner) owns" }
    if entry.mode & 0o020 != 0, entry.group != 0 { return "group \(entry.group) may write" }
    return entry.mode & 0o002 != 0 ? "everybody may write" : nil
  }

  /// Links by which the unit has another name, whose drop-ins change it as well.
  func aliases(of unit: UnitName) -> [String] {
    var names = [unit.text]
    var paths: [String] = []
    var rest = links.filter { !$0.name.isSamePath(as: unit.text) }
    while let index = rest.firstIndex(where: { link in names.contains { link.target.isSamePath(as: $0) } }) {
      let link = rest.remove(at: index)
      names.append(link.name)
      paths.append(link.path)
    }
    return paths
  }

  /// - Throws: what kept a folder of drop-ins from being read.
  func dropIns(of unit: UnitName) throws(FileAccessError) -> [DropIn] {
    var found: [DropIn] = []
    for place in dropInPlaces(of: unit) {
      // What is no folder is no folder of drop-ins.
      guard try files.information(place, followingLinks: true)?.kind == .folder else { continue }
      for file in try files.list(place, limit: Self.mostNames) where file.hasSuffix(".conf") {
        found.append(dropIn(file, at: place.appendingPath(file)))
      }
    }
    return found
  }

  private func dropInPlaces(of unit: UnitName) -> [String] {
    unit.dropInFolders.flatMap { name in
      folders.filter { $0.holds(name) }.map { $0.path.appendingPath(name) }
    }
  }

  private func dropIn(_ name: String, at path: String) -> DropIn {
    guard let entry = try? files.information(path, followingLinks: false), entry.kind == .regular,
      let bytes = try? files.read(path, limit: Self.byteLimit)
    else { return DropIn(path: path, name: name, sha256: nil, writer: nil) }
    return DropIn(
      path: path, name: name, sha256: SHA256.digest(of: bytes).hex, writer: Self.writer(entry))
  }

  /// The folders, empty ones too, by which others could change the unit at any time.
  ///
  /// - Throws: what kept a folder from being looked at.
  func openFolders(to unit: UnitName) throws(FileAccessError) -> [OpenFolder] {
    var open: [OpenFolder] = []
    for folder in folders {
      guard let writer = try files.information(folder.path, followingLinks: true).flatMap(Self.writer)
      else { continue }
      open.append(OpenFolder(path: folder.path, writer: writer, isLink: false))
    }
    for place in dropInPlaces(of: unit) {
      guard let entry = try files.information(place, followingLinks: false) else { continue }
      if entry.kind == .link {
        open.append(OpenFolder(path: place, writer: "whoever may change its end may write", isLink: true))
      } else if let writer = Self.writer(entry) {
        open.append(OpenFolder(path: place, writer: writer, isLink: false))
      }
    }
    return open
  }
}
