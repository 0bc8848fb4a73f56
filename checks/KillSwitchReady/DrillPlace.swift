import Cryptography
import ReadinessCheck

/// What stands at the policy's `drill` path: one record, or a folder that keeps those of several releases.
enum DrillPlace {
  /// The record that counts, and why other files of the folder do not.
  case record(DrillRecord, Finding.Artifact, passedOver: [String])
  /// Nothing that could be a record; what was found instead.
  case missing(String)
  /// Records, none of which is this engine's.
  case others(String)
  /// A file that is no record.
  case foreign(String, Finding.Artifact?)
  /// It could be a record, also of a drill that failed.
  case unreadable(String, path: String)

  static let fileLimit = 1 << 16
  static let countLimit = 1_000

  /// - Parameter engine: whose drills count in a folder; nil: everybody's.
  static func read(_ path: String, engine: String?, from files: any FileAccess) -> DrillPlace {
    let names: [String]
    do throws(FileAccessError) {
      let information = try files.information(path, followingLinks: true)
      guard information?.kind == .folder else { return file(path, files) }
      names = try files.list(path, limit: countLimit).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
    } catch {
      return .unreadable(error.description, path: path)
    }
    guard !names.isEmpty else { return .missing("no *.json file in \(path)") }
    return newest(names, in: path, engine, files)
  }

  private static func newest(
    _ names: [String], in folder: String, _ engine: String?, _ files: any FileAccess
  ) -> DrillPlace {
    var newest: (record: DrillRecord, artifact: Finding.Artifact)?
    var passedOver: [String] = []
    var others = 0
    for name in names {
      switch file("\(folder)/\(name)", files) {
      case .record(let record, let artifact, _):
        guard engine == nil || record.engineSha256 == engine else {
          others += 1
          continue
        }
        // Of two at the same time the one that failed.
        if let newest,
          record.at < newest.record.at || record.at == newest.record.at && record.shortfall == nil
        {
          continue
        }
        newest = (record, artifact)
      // A newer drill that failed could stand there.
      case .unreadable(let found, let path): return .unreadable(found, path: path)
      case .foreign(let found, _), .missing(let found), .others(let found):
        passedOver.append("\(name): \(found)")
      }
    }
    if let newest { return .record(newest.record, newest.artifact, passedOver: passedOver) }
    guard others == 0 else {
      return .others("\(others) of other engines in \(folder)\(note(passedOver))")
    }
    return .foreign("no record in \(folder)\(note(passedOver))", nil)
  }

  /// The first few; a folder may hold a thousand files.
  static func note(_ passedOver: [String]) -> String {
    guard !passedOver.isEmpty else { return "" }
    let more = passedOver.count > 3 ? "; and \(passedOver.count - 3) more" : ""
    return "; no records: \(passedOver.prefix(3).joined(separator: "; "))\(more)"
  }

  private static func file(_ path: String, _ files: any FileAccess) -> DrillPlace {
    let bytes: [UInt8]
    do throws(FileAccessError) { bytes = try files.read(path, limit: fileLimit) } catch {
      switch error.reason {
      case .missing: return .missing(error.description)
      case .tooLarge, .notARegularFile: return .foreign(error.description, nil)
      default: return .unreadable(error.description, path: path)
      }
    }
    let artifact = Finding.Artifact(name: path, sha256: SHA256.digest(of: bytes).hex)
    do { return .record(try DrillRecord(bytes), artifact, passedOver: []) } catch {
      return .foreign("\(error)", artifact)
    }
  }
}
