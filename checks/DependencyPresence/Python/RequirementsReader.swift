import FilePaths
import ReadinessCheck

/// Reads requirements files with all that they include.
struct RequirementsReader {
  /// A requirement or constraint and the line it stands on.
  struct Entry: Sendable {
    let item: RequirementsItem
    let isConstraint: Bool
    /// `file:line`, the file as the policy or the including line names it.
    let position: String
    let notes: [String]
  }

  /// Something that could not be read or understood.
  struct Refusal: Sendable {
    let subject: String
    let message: String
    let hint: String?
    let position: String
  }

  let files: any FileAccess
  private(set) var entries: [Entry] = []
  private(set) var refusals: [Refusal] = []

  private static let longestFile = 1 << 20
  private static let mostFiles = 64
  private static let deepestInclude = 16

  /// What was read already, so that a diamond of includes asks once.
  private var read: Set<[UInt8]> = []

  init(files: any FileAccess) { self.files = files }

  /// - Parameters:
  ///   - path: absolute.
  ///   - name: for positions.
  mutating func read(_ path: String, named name: String) {
    read(path, named: name, isConstraints: false, includedFrom: [], at: name)
  }

  private mutating func read(
    _ path: String, named name: String, isConstraints: Bool, includedFrom stack: [String], at position: String
  ) {
    let kind = isConstraints ? "constraints" : "requirements"
    if stack.contains(where: path.isSamePath) {
      return refuse(name, "\(name) includes itself, by way of \(stack.count) files", at: position)
    }
    guard stack.count < Self.deepestInclude else {
      return refuse(name, "files include each other more than \(Self.deepestInclude) deep", at: position)
    }
    guard read.count < Self.mostFiles else {
      return refuse(name, "more than \(Self.mostFiles) files are included", at: position)
    }
    guard read.insert(Array("\(kind) \(path)".utf8)).inserted else { return }
    let bytes: [UInt8]
    do {
      bytes = try files.read(path, limit: Self.longestFile, naming: stack)
    } catch {
      return refuse(name, "the \(kind) file cannot be read: \(error.description)", at: position)
    }
    guard let text = RequirementsText(bytes) else {
      return refuse(
        name, "the \(kind) file is not UTF-8", at: position,
        hint: "save it as UTF-8, which pip reads by default")
    }
    var pendingNotes: [String] = []
    for line in text.lines {
      let position = "\(name):\(line.number)"
      for entry in RequirementsEntry.entries(of: line.text) {
        switch entry {
        case .nothing(let note): pendingNotes.append("\(position): \(note)")
        case .refused(let subject, let message, let hint):
          refuse(subject, message, at: position, hint: hint)
        case .requirement(let item, let notes):
          entries.append(
            Entry(item: item, isConstraint: isConstraints, position: position, notes: pendingNotes + notes))
          pendingNotes = []
        case .include(let target, let isConstraints):
          include(
            target, from: path, named: name, isConstraints: isConstraints, stack: stack + [path], at: position
          )
        }
      }
    }
  }

  private mutating func include(
    _ target: String, from path: String, named name: String, isConstraints: Bool, stack: [String],
    at position: String
  ) {
    var target = target
    if DistributionSource.isURL(target) {
      guard target.lowercased().hasPrefix("file:///") else {
        return refuse(target, "a file at a URL is included, and nothing is fetched", at: position)
      }
      target = String(target.dropFirst("file://".count))
    }
    read(
      PathText.joined(PathText.parent(of: path), target),
      named: PathText.joined(PathText.parent(of: name), target),
      isConstraints: isConstraints, includedFrom: stack, at: position)
  }

  private mutating func refuse(_ subject: String, _ message: String, at position: String, hint: String? = nil)
  {
    refusals.append(
      Refusal(
        subject: QuotedText.shown(subject), message: QuotedText.shown(message), hint: hint, position: position
      ))
  }
}
