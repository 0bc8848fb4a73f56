public import DurableFiles
import FilePaths

/// What a path depends on: whoever can change one of these places can put another file at its end.
public enum TrustedPlaces {
  /// Every folder that the kernel walks through from the root, links followed one by one, and the file itself; a
  /// missing end is left out.
  public static func places(of path: String) throws(FileError) -> [String] {
    var absolute = path
    if !absolute.isAbsolutePath { absolute = try DurableFiles.realPath(".").appendingPath(path) }
    var pending = absolute.pathComponents
    // The folders and the name below the root that the walk has come to.
    var current: [String] = []
    var places = ["/"]
    var seen: Set<[UInt8]> = []
    var links = 0
    while !pending.isEmpty {
      let name = pending.removeFirst()
      if name == "." { continue }
      if name == ".." {
        _ = current.popLast()
        continue
      }
      let next = "/" + (current + [name]).joined(separator: "/")
      guard let status = try DurableFiles.statusIfPresent(next, follow: false) else { return places }
      if status.kind == .symbolicLink {
        links += 1
        guard links <= 40 else { throw FileError(.resolve, path, .invalid("it has too many links")) }
        let target = try DurableFiles.linkTarget(next)
        pending = target.pathComponents + pending
        if target.isAbsolutePath { current = [] }
        continue
      }
      current.append(name)
      if seen.insert(Array(next.utf8)).inserted { places.append(next) }
    }
    return places
  }
}
