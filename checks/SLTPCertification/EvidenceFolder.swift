import Chronology
import FilePaths
import ReadinessCheck

/// What stands at the policy's `evidence` path.
enum EvidenceFolder {
  enum Content: Sendable {
    /// Nothing that could be evidence; what was found instead.
    case nothing(String)
    case unreadable(String)
    /// With the folder in which they, and their transcripts, lie.
    case documents([EvidenceDocument], folder: String)
  }

  /// Bytes of one file; the transcript is a file of its own.
  static let fileLimit = 8 << 20
  static let countLimit = 1_000

  static func read(
    _ path: String, from files: any FileAccess, keyring: KeyringAnswer, now: Timestamp
  ) -> Content {
    do throws(FileAccessError) {
      guard let information = try files.information(path, followingLinks: true) else {
        return .nothing("nothing at \(path)")
      }
      if information.kind != .folder {
        let name = lastComponent(path)
        let folder = path.dropLast(name.count + 1)
        return .documents(
          [document(named: name, at: path, files, keyring, now)],
          folder: folder.isEmpty ? "/" : String(folder))
      }
      let names = try files.list(path, limit: countLimit).filter {
        $0.hasSuffix(".json") && !$0.hasPrefix(".")
      }
      guard !names.isEmpty else { return .nothing("no *.json file in \(path)") }
      return .documents(
        names.map { document(named: $0, at: "\(path)/\($0)", files, keyring, now) }, folder: path)
    } catch {
      return .unreadable(error.description)
    }
  }

  private static func document(
    named name: String, at path: String, _ files: any FileAccess, _ keyring: KeyringAnswer, _ now: Timestamp
  ) -> EvidenceDocument {
    do throws(FileAccessError) {
      return EvidenceDocument(
        name: name, bytes: try files.read(path, limit: fileLimit), keyring: keyring, now: now)
    } catch {
      return EvidenceDocument(name: name, unreadable: error.description)
    }
  }

  private static func lastComponent(_ path: String) -> String {
    path.lastPathComponent ?? path
  }
}
