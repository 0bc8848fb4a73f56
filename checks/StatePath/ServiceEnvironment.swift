import DocumentSchema
import EnvironmentFiles
import FilePaths
import ReadinessCheck

/// The variables that the service would see: the gate's own environment, overlaid by the environment files.
struct ServiceEnvironment: Sendable {
  /// Where a variable of an environment file stands.
  struct Source: Sendable, Hashable {
    /// As the policy writes it.
    let file: String
    let line: Int
    let doubt: String?

    var position: String { "\(file):\(line)" }
  }

  private(set) var variables: [String: String]
  /// Only of variables that an environment file sets.
  private(set) var sources: [String: Source] = [:]
  /// Why the environment is not known: files that could not be read, lines that mean nothing.
  private(set) var unknowns: [Finding] = []

  init(processEnvironment: [String: String]) {
    variables = processEnvironment.filter { isEnvironmentName($0.key) }
  }

  /// Reads one environment file over what is there.
  ///
  /// - Parameters:
  ///   - name: as the policy writes it, for findings.
  ///   - path: absolute.
  mutating func overlay(_ name: String, at path: String, from files: any FileAccess) {
    let expected = "a readable file of KEY=VALUE lines"
    let content: [UInt8]
    do { content = try files.read(path, limit: 1 << 20) } catch {
      unknowns.append(
        Finding(
          .unknown, subject: name, expected: expected, found: error.description,
          message: "the environment file cannot be read, so the service's environment is not known",
          hint: "make it readable for the blocker's user, or take it out of environment-files"))
      return
    }
    let file = EnvironmentFile(content)
    for mistake in file.mistakes {
      unknowns.append(
        Finding(
          .unknown, subject: name, expected: expected, found: mistake.message,
          message: "a line of the environment file means nothing, so the service's environment is not known",
          position: "\(name):\(mistake.line)"))
    }
    for assignment in file.assignments {
      variables[assignment.name] = assignment.value
      sources[assignment.name] = Source(file: name, line: assignment.line, doubt: assignment.doubt)
    }
  }

  /// The environment for a program: without the variables by which a loader runs foreign code.
  var withoutLoaderVariables: [String: String] { variables.filter { !Self.steersLoader($0.key) } }

  /// The loader variables that environment files set; the gate judges its own environment itself.
  var loaderVariablesOfFiles: [(name: String, source: Source)] {
    sources.filter { Self.steersLoader($0.key) }.map { (name: $0.key, source: $0.value) }
      .sorted { $0.name < $1.name }
  }

  /// ld.so(8), openssl-env(7), iconv's GCONV_PATH.
  private static func steersLoader(_ name: String) -> Bool {
    name.hasPrefix("LD_") || name.hasPrefix("OPENSSL_") || name == "GCONV_PATH" || name == "GLIBC_TUNABLES"
  }

  /// The folders that the service manager empties when the service stops.
  var runtimeFolders: [String] {
    ["RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"].flatMap { name in
      (variables[name] ?? "").utf8.split(separator: UInt8(ascii: ":"))
        .map { String(decoding: $0, as: UTF8.self) }.filter { $0.isAbsolutePath && $0 != "/" }
    }
  }
}
