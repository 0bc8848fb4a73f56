import FilePaths
import ReadinessCheck

/// The way to a folder, one component at a time, with every link taken by hand so that each can be judged.
struct FolderWalk: Sendable {
  struct Folder: Sendable, Hashable {
    let path: String
    let information: FileInformation
  }

  struct Link: Sendable, Hashable {
    let path: String
    let target: String
    let information: FileInformation
    /// The folder that holds it.
    let container: FileInformation
  }

  enum Ending: Sendable, Hashable {
    case reached
    case missing(String)
    case notAFolder(String, FileInformation.Kind)
    case tooManyLinks
    case unreadable(String)
  }

  /// From `/` down; the last is the folder asked for, when it was reached.
  private(set) var folders: [Folder] = []
  private(set) var links: [Link] = []
  private(set) var ending = Ending.reached

  /// As many as Linux follows (path_resolution(7)).
  private static let maximumLinks = 40

  init(to path: String, in files: any FileAccess) {
    do throws(FileAccessError) { ending = try walk(path, files) } catch {
      ending = .unreadable(error.description)
    }
  }

  private mutating func walk(_ path: String, _ files: any FileAccess) throws(FileAccessError) -> Ending {
    guard let root = try files.information("/", followingLinks: false) else { return .missing("/") }
    folders = [Folder(path: "/", information: root)]
    var pending = components(path)
    while let component = pending.popLast() {
      if component == ".." {
        if folders.count > 1 { folders.removeLast() }
        continue
      }
      guard let here = folders.last else { return .missing("/") }
      let next = AbsolutePath.appending(component, to: here.path)
      guard let information = try files.information(next, followingLinks: false) else {
        return .missing(next)
      }
      switch information.kind {
      case .folder: folders.append(Folder(path: next, information: information))
      case .link:
        guard links.count < Self.maximumLinks else { return .tooManyLinks }
        let target = try files.linkTarget(next)
        links.append(Link(path: next, target: target, information: information, container: here.information))
        if target.isAbsolutePath { folders.removeLast(folders.count - 1) }
        pending += components(target)
      case .regular, .fifo, .socket, .device: return .notAFolder(next, information.kind)
      }
    }
    return .reached
  }

  /// The last component first.
  private func components(_ path: String) -> [String] {
    path.pathComponents.filter { $0 != "." }.reversed()
  }

  /// The folder that was reached, without links and `..`.
  var reached: Folder? { ending == .reached ? folders.last : nil }
}
