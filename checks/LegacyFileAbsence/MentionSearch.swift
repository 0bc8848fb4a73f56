import FilePaths
import ReadinessCheck

/// Reads the files and folders in which nothing may mention the legacy files.
///
/// Links inside a folder are not followed (what they lead to is scanned where it is), `.git` is passed over (its
/// objects are history), and so are binary files: those with a NUL byte in their first 8 KiB.
struct MentionSearch {
  struct Hit: Sendable, Hashable {
    /// Relative to the root where it is below it.
    let path: String
    let mention: MentionScan.Mention
  }

  /// What came of one place.
  struct Outcome: Sendable {
    var hits: [Hit] = []
    var textFiles = 0
    var binaryFiles = 0
    /// What could not be read, and why.
    var obstacles: [String] = []
  }

  let scan: MentionScan
  let root: String
  let files: any FileAccess
  let remainingMilliseconds: @Sendable () -> Int64

  /// Beyond these a place is not looked at to its end, and its finding says so.
  static let fileLimit = 50_000
  static let fileBytesLimit = 16 << 20
  static let totalBytesLimit = 1 << 30
  static let depthLimit = 64
  /// One that is left when there is no more time for reading.
  private static let reserveMilliseconds: Int64 = 200

  func search(_ place: String) -> Outcome {
    var outcome = Outcome()
    var budget = Budget()
    // Depth first with a stack of its own, in the order of names.
    var pending = [(path: RelativePath.tidied(place), depth: 0)]
    while let (path, depth) = pending.popLast() {
      guard remainingMilliseconds() > Self.reserveMilliseconds else {
        outcome.obstacles.append("\(path): there was no time left")
        break
      }
      let absolute = path.isAbsolutePath ? path : RelativePath.appending(path, to: root)
      do throws(FileAccessError) {
        guard let information = try files.information(absolute, followingLinks: depth == 0) else {
          if depth == 0 {
            outcome.obstacles.append("\(path) does not exist")
          } else if path.unicodeScalars.contains("\u{FFFD}") {
            outcome.obstacles.append("\(path): its name is not UTF-8, so it cannot be opened")
          }
          continue
        }
        switch information.kind {
        case .folder:
          guard depth < Self.depthLimit else {
            outcome.obstacles.append("\(path): folders are nested too deeply")
            continue
          }
          let names = try files.list(absolute, limit: Self.fileLimit).filter { $0 != ".git" }
          pending += names.reversed().map { (RelativePath.appending($0, to: path), depth + 1) }
        case .regular:
          guard budget.take(information.size) else {
            outcome.obstacles.append("\(path): the place holds more than can be looked at")
            return outcome
          }
          try read(path, absolute, &outcome)
        case .link, .fifo, .socket, .device: continue
        }
      } catch {
        outcome.obstacles.append(error.description)
      }
    }
    return outcome
  }

  private func read(_ path: String, _ absolute: String, _ outcome: inout Outcome) throws(FileAccessError) {
    let beginning = try files.readPrefix(absolute, count: 8_192)
    guard !beginning.contains(0) else {
      outcome.binaryFiles += 1
      return
    }
    let content = beginning.count < 8_192 ? beginning : try files.read(absolute, limit: Self.fileBytesLimit)
    outcome.textFiles += 1
    let name = RelativePath.below(root, path) ?? path
    outcome.hits += scan.mentions(in: content).map { Hit(path: name, mention: $0) }
  }

  private struct Budget {
    var files = MentionSearch.fileLimit
    var bytes = Int64(MentionSearch.totalBytesLimit)

    mutating func take(_ size: Int64) -> Bool {
      files -= 1
      bytes -= size
      return files >= 0 && bytes >= 0
    }
  }
}
