import Attestation
import Cryptography
import DocumentSchema
import FilePaths
import ReadinessReport
import StrictJSON
import StrictYAML

/// Reads a policy file and what it includes, and finds every mistake in one run.
public struct PolicyLoader: Sendable {
  static let maximumDepth = 8
  static let maximumFiles = 64

  let schema: PolicySchema
  /// Reads a file by its path, or says why it cannot be read.
  let read: @Sendable (String) -> Result<[UInt8], FileProblem>
  let environment: @Sendable (String) -> String?
  /// Whether a user has root's rights under whatever name.
  let isRoot: @Sendable (_ user: String) -> Bool

  public struct FileProblem: Error, Sendable {
    public let message: String
    public init(_ message: String) { self.message = message }
  }

  public init(
    registry: CheckRegistry, read: @escaping @Sendable (String) -> Result<[UInt8], FileProblem>,
    environment: @escaping @Sendable (String) -> String?,
    isRoot: @escaping @Sendable (_ user: String) -> Bool = { $0 == "root" }
  ) {
    schema = PolicySchema(registry: registry)
    self.read = read
    self.environment = environment
    self.isRoot = isRoot
  }

  /// - Parameters:
  ///   - path: as the user wrote it; messages use it.
  ///   - absoluteFolder: the folder that holds the file.
  public func load(_ path: String, absoluteFolder: String) throws(PolicyMistakes) -> LoadedPolicy {
    var state = State(reading: Reading(codePrefix: "policy", environment: environment))
    let slash = path.utf8.lastIndex(of: 0x2F)
    let prefix = slash.map { String(path[...$0]) } ?? ""
    let name = path.splitAtLastSlash?.name ?? path
    guard let root = parse(path, relative: name, &state, includedAt: nil) else { throw state.mistakes }
    let document = schema.document(root, &state.reading)
    var blockers: [Policy.Blocker] = []
    for include in document?.value.includes ?? [] {
      blockers += self.include(include, from: "", prefix: prefix, chain: [name], &state)
    }
    guard let document else { throw state.mistakes }
    blockers += document.value.blockers ?? []
    let rules = PolicyRules(
      head: document.value.head, blockers: blockers, declaredIds: state.declaredIds,
      isEmpty: document.value.blockers != nil && state.entryCount == 0, file: path, isRoot: isRoot)
    rules.check(&state.reading)
    guard !state.reading.hasErrors, let policy = Policy(document.value.head, blockers: blockers) else {
      throw state.mistakes
    }
    return LoadedPolicy(
      policy: policy, path: path, folder: absoluteFolder, files: state.files,
      expansions: state.reading.expansions, resolved: Self.merged(document.resolved, blockers))
  }

  private struct State {
    var reading: Reading
    var files: [ReadinessReport.Policy.File] = []
    var sources: [String: SourceText] = [:]
    /// Entries of all lists of blockers, those with mistakes as well.
    var entryCount = 0
    /// Of all blockers, those with mistakes as well.
    var declaredIds: [Located<String>] = []
    /// The files that were looked for, in this order.
    var order: [String] = []

    /// By file in the order of inclusion, then from the file's top to its bottom.
    var mistakes: PolicyMistakes {
      let rank = Dictionary(zip(order, order.indices), uniquingKeysWith: { first, _ in first })
      let sorted = reading.diagnostics.enumerated().sorted { left, right in
        let (one, other) = (left.element.position, right.element.position)
        return (rank[one.file] ?? .max, one.line, one.column, left.offset)
          < (rank[other.file] ?? .max, other.line, other.column, right.offset)
      }
      return PolicyMistakes(diagnostics: sorted.map(\.element), sources: sources)
    }
  }

  /// Reads and parses one file; nil after a mistake that leaves nothing to look at.
  private func parse(
    _ path: String, relative: String, _ state: inout State, includedAt position: SourcePosition?
  ) -> YAMLNode? {
    let bytes: [UInt8]
    state.order.append(path)
    switch read(path) {
    case .success(let content): bytes = content
    case .failure(let problem):
      state.reading.report(
        "unreadable", at: position ?? SourcePosition(file: path, line: 1, column: 1), problem.message,
        hint: "name a regular file of at most 16 MiB that this user can read")
      return nil
    }
    state.files.append(.init(path: relative, sha256: SHA256.digest(of: bytes).hex))
    let document = StrictYAML.parse(bytes, file: path)
    state.sources[path] = document.source
    document.diagnostics.forEach { state.reading.add($0) }
    let entries = Self.entries(in: document.root)
    state.entryCount += entries.count
    state.declaredIds += Self.declaredIds(of: entries)
    return document.root
  }

  private static func entries(in root: YAMLNode?) -> [YAMLNode] {
    guard case .mapping(let members)? = root?.content,
      case .sequence(let entries)? = members.first(where: { $0.key == "blockers" })?.value.content
    else { return [] }
    return entries
  }

  private static func declaredIds(of entries: [YAMLNode]) -> [Located<String>] {
    entries.compactMap { blocker in
      guard case .mapping(let members) = blocker.content,
        let node = members.first(where: { $0.key == "id" })?.value, case .scalar(let id) = node.content,
        !id.isEmpty
      else { return nil }
      return Located(id, at: node.position)
    }
  }

  private func include(
    _ include: Located<String>, from folder: String, prefix: String, chain: [String], _ state: inout State
  ) -> [Policy.Blocker] {
    guard let relative = Self.normalised(include.value, in: folder) else {
      state.reading.report(
        "include-outside", at: include.position,
        "'\(include.value)' is not below the folder of the top policy file",
        hint: "move the file there, or copy its blockers")
      return []
    }
    guard !chain.contains(relative) else {
      state.reading.report(
        "include-cycle", at: include.position,
        "'\(relative)' includes itself: \((chain + [relative]).joined(separator: " -> "))")
      return []
    }
    guard chain.count <= Self.maximumDepth, state.files.count < Self.maximumFiles else {
      state.reading.report(
        "include-depth", at: include.position,
        "includes go deeper than \(Self.maximumDepth) files, or name more than \(Self.maximumFiles)")
      return []
    }
    guard let root = parse(prefix + relative, relative: relative, &state, includedAt: include.position) else {
      return []
    }
    let outer = state.reading.folder
    state.reading.folder = relative.pathComponents.dropLast().joined(separator: "/")
    defer { state.reading.folder = outer }
    guard let fragment = schema.fragment(root, &state.reading)?.value else { return [] }
    let inner = state.reading.folder
    var blockers: [Policy.Blocker] = []
    for include in fragment.includes {
      blockers += self.include(include, from: inner, prefix: prefix, chain: chain + [relative], &state)
    }
    return blockers + fragment.blockers
  }

  /// A path relative to the top file's folder, or nil when it is absolute or leads above it.
  static func normalised(_ path: String, in folder: String) -> String? {
    guard !path.isAbsolutePath, !path.utf8.contains(0) else { return nil }
    var parts = folder.pathComponents
    for part in path.pathComponents {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else if part != "." {
        parts.append(part)
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }

  /// The resolved top file with the included blockers before its own, and without `include`.
  private static func merged(_ top: JSON, _ blockers: [Policy.Blocker]) -> JSON {
    .object(
      (top.members ?? []).compactMap { member in
        switch member.key {
        case "include": nil
        case "blockers": JSONMember("blockers", .array(blockers.map(\.resolved)))
        default: member
        }
      })
  }
}

extension Policy {
  /// - Returns: nil when a required part had a mistake.
  init?(_ head: PolicySchema.Head, blockers: [Blocker]) {
    guard let name = head.name, let environment = head.environment?.value, let scope = head.scope,
      let grants = head.grants, let subjects = head.subjects
    else { return nil }
    self.name = name
    self.environment = environment
    self.scope = scope
    self.grants = grants
    self.subjects = subjects
    description = head.description
    validFor = head.validFor
    deadline = head.deadline
    maximumWaivers = head.maximumWaivers
    maximumWaiverLifetime = head.maximumWaiverLifetime
    self.blockers = blockers
  }
}
