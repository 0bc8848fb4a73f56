import FilePaths
import ReadinessCheck

/// Looks for every form of a path: file, folder, link (also a broken one), in any case.
struct FormSearch {
  struct Form: Sendable, Hashable {
    let path: String
    /// `a file`, `a symbolic link to …`.
    let description: String
  }

  let files: any FileAccess
  /// Names in one folder.
  static let folderLimit = 200_000

  /// - Parameters:
  ///   - path: relative to `root`, or absolute.
  ///   - root: absolute.
  func forms(of path: String, in root: String) throws(FileAccessError) -> [Form] {
    let components = RelativePath.components(path)
    var folders = [path.isAbsolutePath ? "/" : root]
    for (index, component) in components.enumerated() {
      let isLast = index == components.count - 1
      var next: [String] = []
      for folder in folders {
        if component == ".." {
          next.append(RelativePath.appending("..", to: folder))
          continue
        }
        for name in try names(in: folder) where RelativePath.isCaseVariant(name, of: component) {
          let place = RelativePath.appending(name, to: folder)
          // What is there may be a link that leads nowhere: at the end only its own information counts.
          if isLast {
            next.append(place)
          } else if try files.information(place, followingLinks: true)?.kind == .folder {
            next.append(place)
          }
        }
      }
      folders = next
    }
    var forms: [Form] = []
    for place in folders {
      guard let information = try files.information(place, followingLinks: false) else { continue }
      forms.append(Form(path: place, description: try describe(place, information)))
    }
    return forms
  }

  private func names(in folder: String) throws(FileAccessError) -> [String] {
    try files.list(folder, limit: Self.folderLimit)
  }

  private func describe(_ path: String, _ information: FileInformation) throws(FileAccessError) -> String {
    guard information.kind == .link else {
      return information.kind == .regular ? "a file" : "a \(information.kind.rawValue)"
    }
    let target = try files.linkTarget(path)
    // A link in a circle cannot be followed, and leads nowhere either.
    let isBroken = (try? files.information(path, followingLinks: true)) == nil
    return "a \(isBroken ? "broken " : "")symbolic link to \(target)"
  }
}
