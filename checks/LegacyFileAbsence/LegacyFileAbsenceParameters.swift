public import DocumentSchema
import FilePaths
import StrictJSON
import StrictYAML

/// What a `legacy-file-absence` blocker asks for.
public struct LegacyFileAbsenceParameters: Sendable {
  /// One line of one file that may mention a legacy file.
  public struct Exception: Sendable, Hashable {
    /// As the policy writes it, relative to the root.
    public let path: String
    /// From 1.
    public let line: Int

    public init(path: String, line: Int) {
      self.path = path
      self.line = line
    }

    var text: String { "\(path):\(line)" }
  }

  /// Also stands for the service's working directory.
  public let root: DocumentPath
  public let files: [DocumentPath]
  public let ignoredByGit: [DocumentPath]
  public let mentionedNowhereIn: [DocumentPath]
  public let exceptions: [Exception]

  static let schema = Schema<LegacyFileAbsenceParameters>.object("the parameters of legacy-file-absence") {
    fields in
    let root = fields.required(
      "root", .path, "the folder that relative paths are relative to, and the service's working directory")
    let files = fields.required("files", someFiles, "the files that must not be there")
    let ignored = fields.optional(
      "ignored-by-git", anyFiles, default: .list([]),
      "the files that git must ignore and must not track")
    let places = fields.optional(
      "mentioned-nowhere-in", anyPlaces, default: .list([]),
      "files and folders in which no line may mention the files")
    let exceptions = fields.optional(
      "except", anyExceptions, default: .list([]),
      "lines, as path:line, that may mention them all the same")
    guard let root, let files, let ignored, let places, let exceptions else { return nil }
    if places.isEmpty, !exceptions.isEmpty {
      fields.report(
        "excuses-nothing", at: "except",
        "'except' excuses lines of 'mentioned-nowhere-in', which names nothing",
        hint: "take it out, or name where to look")
      return nil
    }
    return LegacyFileAbsenceParameters(
      root: root, files: files, ignoredByGit: ignored, mentionedNowhereIn: places, exceptions: exceptions)
  }

  // Made once, not once for each blocker.
  private static let someFiles = Schema<[DocumentPath]>.list(of: file, minimum: 1)
  private static let anyFiles = Schema<[DocumentPath]>.list(of: file)
  private static let anyPlaces = Schema<[DocumentPath]>.list(of: .pathInRoot)
  private static let anyExceptions = Schema<[Exception]>.list(of: exception)

  private static let file = Schema<DocumentPath>.pathInRoot.map { path, node, reading in
    guard !RelativePath.components(path.text).isEmpty, !path.text.endsInSlash else {
      reading.report("bad-value", at: node.position, "'\(path.text)' is not the path of a file")
      return nil as DocumentPath?
    }
    return path
  }

  private static let exception = Schema<Exception>.scalar(
    "a line as path:line, such as deploy/cleanup.sh:12",
    describe: ["type": "string", "pattern": "^.+:[1-9][0-9]*$"], resolved: { .string($0.text) },
    parse: { text in
      guard let colon = text.lastIndex(of: ":") else { return nil }
      let digits = String(text[text.index(after: colon)...])
      guard let line = Int(digits), line > 0, String(line) == digits, colon > text.startIndex else {
        return nil
      }
      return Exception(path: String(text[..<colon]), line: line)
    })
}
