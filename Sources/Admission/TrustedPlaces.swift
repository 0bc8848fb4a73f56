import DurableFiles

/// What a path depends on: whoever can change one of these places can put another file at its end.
enum TrustedPlaces {
  /// Every folder that the kernel walks through from the root, links followed one by one, and the file itself; a
  /// missing end is left out.
  static func places(of path: String) throws(FileError) -> [String] {
    var absolute = path
    if !absolute.hasPrefix("/") { absolute = try DurableFiles.realPath(".") + "/" + path }
    var pending = absolute.split(separator: "/").map(String.init)
    var current = ""
    var places = ["/"]
    var links = 0
    while !pending.isEmpty {
      let name = pending.removeFirst()
      if name == "." { continue }
      if name == ".." {
        current = String(current[..<(current.lastIndex(of: "/") ?? current.startIndex)])
        continue
      }
      let next = "\(current)/\(name)"
      guard let status = try DurableFiles.statusIfPresent(next, follow: false) else { return places }
      if status.kind == .symbolicLink {
        links += 1
        guard links <= 40 else { throw FileError(.resolve, path, .invalid("it has too many links")) }
        let target = try DurableFiles.linkTarget(next)
        pending = target.split(separator: "/").map(String.init) + pending
        if target.hasPrefix("/") { current = "" }
        continue
      }
      current = next
      if !places.contains(next) { places.append(next) }
    }
    return places
  }
}
