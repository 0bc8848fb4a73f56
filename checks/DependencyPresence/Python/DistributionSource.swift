import FilePaths
import StrictJSON

/// Where a distribution is to come from, or came from: a URL, perhaps of a repository at some revision.
struct DistributionSource: Sendable, Hashable {
  /// As written.
  let text: String
  /// Without credentials, fragment and revision, for comparison.
  let location: String
  /// `git`, `hg`, `svn` or `bzr`.
  let system: String?
  let revision: String?
  /// `egg=` of the fragment.
  let egg: String?

  /// Reads a requirement's URL, in pip's notation: `git+https://host/repository@revision#egg=name`.
  init(url text: String) {
    self.text = text
    var rest = text[...]
    var egg: String?
    if let hash = rest.firstIndex(of: "#") {
      for part in rest[rest.index(after: hash)...].split(separator: "&") where part.hasPrefix("egg=") {
        egg = String(part.dropFirst(4))
      }
      rest = rest[..<hash]
    }
    let system = Self.systems.first { rest.hasPrefix("\($0)+") }
    if let system { rest = rest.dropFirst(system.count + 1) }
    var revision: String?
    if system != nil, let path = Self.path(of: rest), let sign = rest[path...].lastIndex(of: "@") {
      revision = String(rest[rest.index(after: sign)...])
      rest = rest[..<sign]
    }
    self.egg = egg
    self.system = system
    self.revision = revision
    location = Self.comparable(rest)
  }

  /// A folder or file, by its absolute path.
  init(path: String) { self.init(url: "file://\(path)") }

  private static let systems = ["git", "hg", "svn", "bzr"]
  private static let schemes = ["http", "https", "file", "ftp", "ssh"]

  /// Whether pip takes a requirement line for a URL.
  static func isURL(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    let scheme = text[..<colon].lowercased()
    return schemes.contains(scheme) || systems.contains(scheme)
      || systems.contains { scheme.hasPrefix("\($0)+") && scheme.count > $0.count + 1 }
  }

  /// The file name at the end, such as `name-1.0-py3-none-any.whl`.
  var fileName: Substring { (location.lastPathComponent ?? "")[...] }

  /// Where the path of a URL begins: at the slash after the authority.
  private static func path(of url: Substring) -> Substring.Index? {
    guard let colon = url.firstIndex(of: ":") else { return nil }
    return url[colon...].dropFirst(3).utf8.firstIndex(of: UInt8(ascii: "/"))
  }

  /// Scheme and host in lower case, no credentials, percent-escapes undone, no slash at the end.
  private static func comparable(_ url: Substring) -> String {
    guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return decoded(url) }
    let afterScheme = url[colon...].dropFirst(3)
    let path = afterScheme.utf8.firstIndex(of: UInt8(ascii: "/")) ?? url.endIndex
    var authority = afterScheme[..<path]
    if let sign = authority.lastIndex(of: "@") { authority = authority[authority.index(after: sign)...] }
    let scheme = url[..<colon].lowercased()
    let host = scheme == "file" && authority == "localhost" ? "" : authority.lowercased()
    var rest = decoded(url[path...])
    while rest.endsInSlash { rest.removeLast() }
    return "\(scheme)://\(host)\(rest)"
  }

  private static func decoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        result.append(value)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// What `direct_url.json` records of an installation from a URL (PEP 610).
struct DirectURL: Sendable, Hashable {
  let source: DistributionSource
  let system: String?
  let requestedRevision: String?
  let commit: String?
  let isEditable: Bool

  /// Nil when the bytes are not such a record.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSON.parse(bytes), let url = json["url"]?.stringValue else { return nil }
    source = DistributionSource(url: url)
    system = json["vcs_info"]?["vcs"]?.stringValue
    requestedRevision = json["vcs_info"]?["requested_revision"]?.stringValue
    commit = json["vcs_info"]?["commit_id"]?.stringValue
    isEditable = json["dir_info"]?["editable"]?.boolValue ?? false
  }

  /// Whether this is the place, and the revision if one is asked for.
  func satisfies(_ wanted: DistributionSource) -> Bool {
    guard source.location == wanted.location, system == wanted.system else { return false }
    guard let revision = wanted.revision else { return true }
    return revision == requestedRevision || revision == commit
  }

  var description: String {
    let place = system.map { "\($0)+\(source.location)" } ?? source.location
    return place + ((requestedRevision ?? commit).map { "@\($0)" } ?? "")
  }
}
