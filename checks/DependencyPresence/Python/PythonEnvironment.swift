import ReadinessCheck

/// A Python environment on disk: where its interpreter would search, and what its markers are.
///
/// Virtual environments (`pyvenv.cfg`), installation prefixes such as `/usr`, whole roots, and plain folders
/// filled by `pip install --target`. Nothing of it is executed: not the interpreter, and not the `import`
/// lines of `.pth` files.
struct PythonEnvironment: Sendable {
  /// Folders in the order of `sys.path`, existing ones only.
  var searchPath: [String] = []
  var markers = MarkerEnvironment([:])
  /// Where the environment contradicts itself, or keeps its version to itself; each is a reason for unknown.
  var doubts: [String] = []

  enum LocationError: Error, Equatable {
    case missing(String)
    case unreadable(String)
  }
}

/// One `pythonX.Y` folder below `lib`.
struct PythonInstallation: Sendable, Hashable {
  /// `3.11`; nil for Debian's `python3`.
  let version: String?
  let folderName: String
  let isPyPy: Bool

  /// Reads `python3.11`, `python3.13t`, `pypy3.10` or `python3`.
  init?(folderName: String) {
    let isPyPy = folderName.hasPrefix("pypy")
    guard isPyPy || folderName.hasPrefix("python") else { return nil }
    var number = folderName.dropFirst(isPyPy ? 4 : 6)
    if number.hasSuffix("t") { number = number.dropLast() }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ASCII.isDigit) })
    else { return nil }
    self.folderName = folderName
    self.isPyPy = isPyPy
    version = parts.count == 2 ? String(number) : nil
  }
}
