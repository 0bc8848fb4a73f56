import GateScene
import Glibc
import Processes
import StrictJSON

/// The package's targets and what they depend on, as Package.swift declares them, and what their sources import.
struct PackageMap: Sendable {
  struct Target: Sendable {
    let name: String
    /// `regular`, `executable`, `test` or `system`.
    let type: String
    /// Below the package's folder.
    let folder: String
    /// Targets of this package.
    let dependencies: Set<String>
    /// Products of other packages.
    let products: Set<String>
    /// Imported modules, each with one file that imports it.
    let imports: [String: String]
  }

  static let shared: Result<PackageMap, SceneError> = Result { () throws(SceneError) in try PackageMap() }

  let targets: [String: Target]

  private init() throws(SceneError) {
    let json = try Self.description()
    var targets: [String: Target] = [:]
    for item in json["targets"]?.arrayValue ?? [] {
      guard let name = item["name"]?.stringValue, let type = item["type"]?.stringValue else { continue }
      var dependencies: Set<String> = []
      var products: Set<String> = []
      for dependency in item["dependencies"]?.arrayValue ?? [] {
        guard let member = dependency.members?.first, let other = member.value.arrayValue?.first?.stringValue
        else {
          continue
        }
        if member.key == "product" { products.insert(other) } else { dependencies.insert(other) }
      }
      let folder = item["path"]?.stringValue ?? (type == "test" ? "Tests/" : "Sources/") + name
      targets[name] = Target(
        name: name, type: type, folder: folder, dependencies: dependencies, products: products,
        imports: Self.imports(in: folder))
    }
    self.targets = targets
  }

  /// The targets that a target is linked from, itself included.
  func closure(of name: String) -> Set<String> {
    var found: Set<String> = []
    var rest = [name]
    while let next = rest.popLast() {
      guard let target = targets[next], found.insert(next).inserted else { continue }
      rest += target.dependencies
    }
    return found
  }

  private static func imports(in folder: String) -> [String: String] {
    var imports: [String: String] = [:]
    for (file, text) in GateScene.sources(in: [folder]) {
      for line in text.split(separator: "\n") {
        var words = line.split(separator: " ")[...]
        while let first = words.first,
          ["public", "internal", "private", "package", "@testable"].contains(first)
        {
          words = words.dropFirst()
        }
        guard words.count >= 2, words.first == "import" else { continue }
        imports[String(words[words.startIndex + 1].prefix { $0 != "." })] = file
      }
    }
    return imports
  }

  /// A scratch folder of its own: the build's is locked by the `swift test` that runs this.
  private static func description() throws(SceneError) -> JSON {
    guard let variable = unsafe getenv("PATH") else { throw SceneError("no PATH") }
    let path = unsafe String(cString: variable)
    let home = unsafe getenv("HOME").map { unsafe String(cString: $0) } ?? "/"
    let found = path.split(separator: ":").map { "\($0)/swift" }.first { (path: String) in
      unsafe access(path, X_OK) == 0
    }
    guard let swift = found else { throw SceneError("swift is not on the path") }
    let scratch = "/var/tmp/architecture-tests-\(getpid())"
    let result = Processes.run(
      ProcessRequest(
        .path(swift),
        arguments: [
          "package", "--package-path", BuiltPrograms.package, "--scratch-path", scratch, "dump-package",
        ],
        environment: ["PATH": path, "HOME": home]), deadline: .now().advanced(byMilliseconds: 60_000))
    _ = Processes.run(
      ProcessRequest(.path("/bin/rm"), arguments: ["-rf", scratch]),
      deadline: .now().advanced(byMilliseconds: 10_000))
    guard result.isSuccess, let json = try? JSON.parse(result.standardOutput) else {
      throw SceneError("dump-package: \(result.errors)")
    }
    return json
  }
}
