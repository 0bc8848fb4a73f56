import ReadinessCheck

/// The folders that `import` would search: site folders, and what their `.pth` files add.
struct SearchPath {
  let files: any FileAccess
  private(set) var folders: [String] = []
  private var seen: Set<Identity> = []

  /// lib64 is often a link to lib, and a folder counts once under whatever name.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private static let pathFileLimit = 1 << 20
  private static let mostNames = 100_000

  init(files: any FileAccess) { self.files = files }

  /// Adds site folders in order; the entries of a folder's `.pth` files come right behind the folder.
  mutating func addSite(_ sites: [String]) {
    for site in sites {
      guard add(site), let names = try? files.list(site, limit: Self.mostNames) else { continue }
      for name in names where name.hasSuffix(".pth") && !name.hasPrefix(".") {
        addEntries(of: name, in: site)
      }
      // `setup.py develop` leaves both a .pth line and this; the link alone still says where the egg is.
      for name in names where name.hasSuffix(".egg-link") { addEntries(of: name, in: site, onlyFirst: true) }
    }
  }

  private mutating func addEntries(of name: String, in site: String, onlyFirst: Bool = false) {
    guard let bytes = try? files.read("\(site)/\(name)", limit: Self.pathFileLimit) else { return }
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      let entry = PythonCharacter.stripped(line)
      // Python executes lines that begin with `import`; nothing is executed here.
      if entry.isEmpty || entry.hasPrefix("#") || entry.hasPrefix("import ") || entry.hasPrefix("import\t") {
        continue
      }
      add(PathText.joined(site, entry))
      if onlyFirst { return }
    }
  }

  @discardableResult
  private mutating func add(_ folder: String) -> Bool {
    guard let information = try? files.information(folder, followingLinks: true), information.kind == .folder,
      seen.insert(Identity(device: information.device, inode: information.inode)).inserted
    else { return false }
    folders.append(folder)
    return true
  }
}
