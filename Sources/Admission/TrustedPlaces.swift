public import DurableFiles
import FilePaths

/// What a path depends on: whoever can change one of these places can put another file at its end.
public enum TrustedPlaces {
  /// Every folder that the kernel walks through from the root, links followed one by one, and the file itself; a
  /// missing end is left out.
  public static func places(of path: String) throws(FileError) -> [String] {
    var absolute = path
    if !absolute.isAbsolutePath { absolute = try DurableFiles.realPath(".").appendingPath(path) }
    let places = try PathWalk.places(of: absolute) { (place: String) throws(FileError) -> PathWalk.Entry? in
      guard let status = try DurableFiles.statusIfPresent(place, follow: false) else { return nil }
      guard status.kind == .symbolicLink else { return .other }
      return .link(target: try DurableFiles.linkTarget(place))
    }
    guard let places else { throw FileError(.resolve, path, .invalid("it has too many links")) }
    return places
  }
}
