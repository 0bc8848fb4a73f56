public import Attestation
import DurableFiles
import StrictJSON

/// One head file: for one policy, the newest report about each pair of subjects.
///
/// Whoever holds an older report for the same pair holds a replay. The gate replaces the head before the report
/// itself, so a crash between the two closes the gate and never opens it.
public struct Head: Sendable, Hashable {
  /// Pairs that a head remembers; the oldest beyond are dropped.
  public static let limit = 64

  public let policyName: String
  /// Newest first; one for each pair of digests.
  public private(set) var entries: [HeadEntry]

  /// - Parameter entries: newest first, one for each pair of digests.
  public init(policyName: String, entries: [HeadEntry] = []) {
    self.policyName = policyName
    self.entries = entries
  }

  public func entry(engine: String?, configuration: String?) -> HeadEntry? {
    entries.first { $0.engine == engine && $0.configuration == configuration }
  }

  /// The same with a newer entry about its pair.
  func recording(_ entry: HeadEntry) -> Head {
    let others = entries.filter { !$0.isAboutSame(as: entry) }
    return Head(policyName: policyName, entries: [entry] + others.prefix(Self.limit - 1))
  }

  var encoded: [UInt8] { StrictDocument.encoded(.array(entries.map(\.json))) }

  /// - Returns: nil when there is no such file.
  static func read(_ path: String, policyName: String) throws(AuditLogError) -> Head? {
    guard let json = try StrictDocument.read(path, limit: 64 << 10) else { return nil }
    guard let items = json.arrayValue, items.count <= limit else {
      throw .damaged(path: path, reason: "it is not a list of at most \(limit) entries")
    }
    var entries: [HeadEntry] = []
    for (index, item) in items.enumerated() {
      let entry: HeadEntry
      do { entry = try HeadEntry(item, at: "$[\(index)]") } catch {
        throw .damaged(path: path, reason: error.description)
      }
      if let newer = entries.last, newer.sequence <= entry.sequence {
        throw .damaged(path: path, reason: "its entries are not newest first")
      }
      guard !entries.contains(where: { $0.isAboutSame(as: entry) }) else {
        throw .damaged(path: path, reason: "it has two entries about the same subjects")
      }
      entries.append(entry)
    }
    return Head(policyName: policyName, entries: entries)
  }
}

/// The head files of a store, for the engine that only reads them.
public enum Heads {
  /// Every head of an environment and scope, whatever the policy, in the order of the policies' names.
  ///
  /// A file that cannot be read, or is not what the gate writes, is an error and not a missing head.
  ///
  /// - Parameter folder: the store's folder; one without heads gives an empty list.
  public static func read(
    folder: String, environment: TradingEnvironment, scope: PermissionScope
  ) throws(AuditLogError) -> [Head] {
    let names: [String]
    do {
      // A name that is no text cannot be one of ours.
      names = try DurableFiles.list("\(folder)/heads", limit: 4_096).compactMap(\.name)
    } catch {
      if error.isNotFound { return [] }
      throw AuditLogError(error)
    }
    let prefix = "\(environment.rawValue).\(scope.rawValue)."
    var heads: [Head] = []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(".json") {
      let policyName = String(name.dropFirst(prefix.count).dropLast(".json".count))
      guard let head = try Head.read("\(folder)/heads/\(name)", policyName: policyName) else { continue }
      heads.append(head)
    }
    return heads
  }
}
