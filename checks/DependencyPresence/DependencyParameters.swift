public import DocumentSchema
import StrictJSON
import StrictYAML

extension DependencyPresence {
  /// An environment, and the requirements files that say what has to be in it.
  public struct Python: Sendable {
    public let environment: DocumentPath
    /// Empty: everything installed is asked for its own requirements, as `pip check` does.
    public let requirements: [DocumentPath]
  }

  public struct Parameters: Sendable {
    public let root: DocumentPath?
    public let python: Python?
    /// A list for each element, since an element may hold several relations.
    let packages: [[DebianRelation]]
    let libraries: [VersionedName]
    let executables: [VersionedName]
  }

  public static var parameters: Schema<Parameters> {
    .object("the parameters of dependency-presence") { fields in
      let mistakes = fields.withReading { $0.diagnostics.count }
      let hasRoot = fields.isPresent("root")
      let root = fields.optional("root", .path, "what relative paths are relative to")
      let python = fields.optional(
        "python", python(inRoot: hasRoot), "a Python environment and what has to be installed in it")
      let packages = fields.optional(
        "packages", .list(of: relations), default: .list([]),
        "Debian packages, as relations of a control file: libcurl4 (>= 7.88)")
      let libraries = fields.optional(
        "libraries", .list(of: versionedName("a library such as libcurl >= 7.88")),
        default: .list([]),
        "shared libraries that the subject engine loads")
      let executables = fields.optional(
        "executables", .list(of: versionedName("an executable such as git >= 2.30")),
        default: .list([]), "programs on the system's path, or by absolute path")
      let keys = ["python", "packages", "libraries", "executables"]
      fields.addRule(["anyOf": .array(keys.map { ["required": [.string($0)]] })])
      if !keys.contains(where: { fields.isPresent($0) }) {
        fields.report(
          "missing-key", at: "with", "dependency-presence asks for nothing",
          hint: "give at least one of \(keys.joined(separator: ", "))")
        return nil
      }
      guard let packages, let libraries, let executables else { return nil }
      // A list whose elements are all mistakes comes back empty too, and has been told of already.
      let isSound = fields.withReading { $0.diagnostics.count } == mistakes
      if isSound, python == nil, packages.isEmpty, libraries.isEmpty, executables.isEmpty {
        fields.report(
          "asserts-nothing", at: keys.first { fields.isPresent($0) } ?? "with",
          "every list is empty, so nothing is asked", hint: "name what has to be installed")
        return nil
      }
      return Parameters(
        root: root, python: python, packages: packages, libraries: libraries, executables: executables)
    }
  }

  private static func python(inRoot hasRoot: Bool) -> Schema<Python> {
    let path = hasRoot ? Schema<DocumentPath>.pathInRoot : Schema<DocumentPath>.path
    return .object("a Python environment") { fields in
      let environment = fields.required(
        "environment", path,
        "a virtual environment, an installation prefix such as /usr, or a folder of packages")
      let requirements = fields.optional(
        "requirements", .list(of: path), default: .list([]), "requirements files, in pip's format")
      guard let environment, let requirements else { return nil }
      return Python(environment: environment, requirements: requirements)
    }
  }

  private static let relations = Schema<String>.text("a Debian relation", maximumLength: 1_024)
    .map { text, node, reading in
      reported("a relation such as \"libcurl4 (>= 7.88)\"", node, &reading) {
        () throws(DependencySyntaxError) in
        try DebianRelation.list(text)
      }
    }

  private static func versionedName(_ expectation: String) -> Schema<VersionedName> {
    Schema<String>.text(expectation, maximumLength: 1_024).map { text, node, reading in
      reported("\(expectation)", node, &reading) { () throws(DependencySyntaxError) in try VersionedName(text)
      }
    }
  }

  private static func reported<Value>(
    _ example: String, _ node: YAMLNode, _ reading: inout Reading,
    _ parse: () throws(DependencySyntaxError) -> Value
  ) -> Value? {
    do {
      return try parse()
    } catch {
      reading.report("bad-value", at: node.position, error.message, hint: "write \(example)")
      return nil
    }
  }
}
