/// What a path depends on, step by step as the kernel resolves it (path_resolution(7)).
public enum PathWalk {
  /// What stands at a place on the way.
  public enum Entry: Sendable {
    case link(target: String)
    case other
  }

  /// As many links as the kernel follows.
  private static let mostLinks = 40

  /// Every folder that the kernel walks through from the root, links followed one by one, and the file itself; a
  /// missing end is left out.
  ///
  /// - Parameters:
  ///   - path: absolute.
  ///   - entry: what stands at a path without links; nil for nothing.
  /// - Returns: nil for a path with more links than the kernel follows.
  public static func places<Failure: Error>(
    of path: String, entry: (String) throws(Failure) -> Entry?
  ) throws(Failure) -> [String]? {
    var pending = path.pathComponents
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
      guard let found = try entry(next) else { return places }
      if case .link(let target) = found {
        links += 1
        guard links <= mostLinks else { return nil }
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
