import ReadinessCheck

/// Finds out what a folder is as a Python environment.
struct PythonEnvironmentLocator {
  let files: any FileAccess
  let kernel: KernelIdentity?

  private static let configurationLimit = 64 << 10
  private static let mostNames = 100_000

  /// What is known without any environment: the platform.
  var platformMarkers: [String: String] {
    var values = ["os_name": "posix", "platform_system": "Linux", "sys_platform": "linux"]
    values["platform_machine"] = kernel?.machine
    values["platform_release"] = kernel?.release
    values["platform_version"] = kernel?.version
    return values
  }

  func locate(_ folder: String) throws(PythonEnvironment.LocationError) -> PythonEnvironment {
    let information: FileInformation?
    do {
      information = try files.information(folder, followingLinks: true)
    } catch {
      throw .unreadable(error.description)
    }
    guard let information else { throw .missing("nothing is there") }
    guard information.kind == .folder else { throw .missing("it is no folder") }
    if let configuration = try readConfiguration(of: folder) {
      return try virtualEnvironment(folder, configuration)
    }
    for prefix in prefixes(within: folder) where !(try installations(of: prefix).isEmpty) {
      return try plainPrefix(prefix)
    }
    return try plainFolder(folder)
  }

  /// The installation prefixes in a folder: a whole root has them in `usr`, anything else is one itself.
  private func prefixes(within folder: String) -> [String] {
    let root = folder == "/" ? "" : folder
    guard exists("\(root)/usr/lib") || exists("\(root)/usr/local/lib") else { return [folder] }
    // What Debian has in /usr/local/lib belongs to the interpreter in /usr, unless there is another one.
    let ownsLocal = exists("\(root)/usr/local/bin/python3")
    return (ownsLocal ? ["\(root)/usr/local"] : []) + ["\(root)/usr"]
  }

  private func exists(_ path: String) -> Bool {
    (try? files.information(path, followingLinks: true)) != nil
  }

  private func readConfiguration(
    of prefix: String
  ) throws(PythonEnvironment.LocationError) -> VirtualEnvironmentConfiguration? {
    do {
      let bytes = try files.read("\(prefix)/pyvenv.cfg", limit: Self.configurationLimit)
      return VirtualEnvironmentConfiguration(String(decoding: bytes, as: UTF8.self))
    } catch {
      if error.reason == .missing || error.reason == .notAFolder { return nil }
      throw .unreadable(error.description)
    }
  }

  // MARK: Virtual environments

  private func virtualEnvironment(
    _ prefix: String, _ configuration: VirtualEnvironmentConfiguration
  ) throws(PythonEnvironment.LocationError) -> PythonEnvironment {
    var environment = PythonEnvironment()
    let found = try installations(of: prefix)
    let installation =
      found.first { $0.version != nil && $0.version == configuration.version }
      ?? chosen(among: found, prefix: prefix)
    guard let installation else {
      if !found.isEmpty {
        environment.doubts.append("\(prefix)/lib holds several Pythons: \(listed(found))")
      }
      environment.markers = MarkerEnvironment(platformMarkers)
      return environment
    }
    var fullVersion = configuration.fullVersion
    let expected = configuration.version
    if let expected, let actual = installation.version, expected != actual {
      environment.doubts.append(
        "pyvenv.cfg says Python \(expected), but the packages are in lib/\(installation.folderName)")
      fullVersion = nil
    }
    environment.markers = markers(installation, fullVersion: fullVersion, named: configuration.implementation)
    var path = SearchPath(files: files)
    path.addSite(siteFolders(prefix, installation))
    if configuration.includesSystemSitePackages, let home = configuration.home {
      path.addSite(siteFolders(PathText.parent(of: home), installation))
    }
    environment.searchPath = path.folders
    return environment
  }

  // MARK: Installation prefixes and plain folders

  private func plainPrefix(
    _ prefix: String
  ) throws(PythonEnvironment.LocationError) -> PythonEnvironment {
    var environment = PythonEnvironment()
    let found = try installations(of: prefix)
    guard let installation = chosen(among: found, prefix: prefix) else {
      environment.doubts.append("\(prefix)/lib holds several Pythons: \(listed(found))")
      environment.markers = MarkerEnvironment(platformMarkers)
      return environment
    }
    environment.markers = markers(
      installation, fullVersion: versionInHeaders(prefix, installation), named: nil)
    var path = SearchPath(files: files)
    path.addSite(siteFolders(prefix, installation))
    environment.searchPath = path.folders
    return environment
  }

  /// A folder that packages were put into directly, perhaps a `site-packages` itself.
  private func plainFolder(_ folder: String) throws(PythonEnvironment.LocationError) -> PythonEnvironment {
    var environment = PythonEnvironment()
    var path = SearchPath(files: files)
    path.addSite([folder])
    environment.searchPath = path.folders
    let library = PathText.parent(of: folder)
    if let installation = PythonInstallation(folderName: PathText.lastComponent(of: library)) {
      let prefix = PathText.parent(of: PathText.parent(of: library))
      let configuration = try readConfiguration(of: prefix)
      let fullVersion = configuration?.version == installation.version ? configuration?.fullVersion : nil
      environment.markers = markers(
        installation, fullVersion: fullVersion ?? versionInHeaders(prefix, installation),
        named: configuration?.implementation)
    } else {
      environment.markers = MarkerEnvironment(platformMarkers)
    }
    return environment
  }

  // MARK: Parts

  /// The Pythons below `lib` and `lib64`, by name.
  private func installations(
    of prefix: String
  ) throws(PythonEnvironment.LocationError) -> [PythonInstallation] {
    var names: Set<String> = []
    for library in ["lib", "lib64", "local/lib"] {
      do {
        names.formUnion(try files.list("\(prefix)/\(library)", limit: Self.mostNames))
      } catch {
        if error.reason != .missing, error.reason != .notAFolder { throw .unreadable(error.description) }
      }
    }
    return names.sorted().compactMap { PythonInstallation(folderName: $0) }.filter { installation in
      siteFolders(prefix, installation).contains { folder in
        (try? files.information(folder, followingLinks: true))?.kind == .folder
      }
    }
  }

  /// The only one with a version, or the one that `bin/python3` is.
  private func chosen(among found: [PythonInstallation], prefix: String) -> PythonInstallation? {
    let versioned = found.filter { $0.version != nil }
    if versioned.count <= 1 {
      // Debian's modules for every Python 3 are in lib/python3; which one runs them, bin/python3 says.
      return versioned.first ?? found.first.map { interpreter(of: prefix, orElse: $0) }
    }
    let name = interpreterName(of: prefix)
    return versioned.first { $0.folderName == name }
  }

  private func interpreter(of prefix: String, orElse installation: PythonInstallation) -> PythonInstallation {
    interpreterName(of: prefix).flatMap { PythonInstallation(folderName: $0) } ?? installation
  }

  /// `python3.11`, from the links that end at the interpreter.
  private func interpreterName(of prefix: String) -> String? {
    for name in ["python3", "python", "pypy3"] {
      if let path = try? files.canonicalPath("\(prefix)/bin/\(name)") {
        return PathText.lastComponent(of: path)
      }
    }
    return nil
  }

  /// Where the interpreter of a prefix searches for packages, in its order; most will not exist.
  private func siteFolders(_ prefix: String, _ installation: PythonInstallation) -> [String] {
    let prefix = prefix == "/" ? "" : prefix
    let name = installation.folderName
    // Fedora's builds have platform modules of their own in lib64; elsewhere it is a link to lib.
    let library = try? files.information("\(prefix)/lib64", followingLinks: false)
    return (library?.kind == .folder ? ["\(prefix)/lib64/\(name)/site-packages"] : []) + [
      "\(prefix)/lib/\(name)/site-packages",
      // Debian, in the order of its site.py.
      "\(prefix)/local/lib/\(name)/dist-packages", "\(prefix)/lib/python3/dist-packages",
      "\(prefix)/lib/\(name)/dist-packages",
    ]
  }

  private func markers(
    _ installation: PythonInstallation, fullVersion: String?, named implementation: String?
  ) -> MarkerEnvironment {
    var values = platformMarkers
    values["python_version"] = installation.version
    values["python_full_version"] = fullVersion
    switch implementation?.lowercased() ?? (installation.isPyPy ? "pypy" : "cpython") {
    case "cpython":
      values["implementation_name"] = "cpython"
      values["platform_python_implementation"] = "CPython"
      values["implementation_version"] = fullVersion
    case "pypy":
      values["implementation_name"] = "pypy"
      values["platform_python_implementation"] = "PyPy"
    default: break
    }
    return MarkerEnvironment(values)
  }

  /// `PY_VERSION` in the headers of the installation, where they are installed.
  private func versionInHeaders(_ prefix: String, _ installation: PythonInstallation) -> String? {
    let path = "\(prefix)/include/\(installation.folderName)/patchlevel.h"
    guard let bytes = try? files.readPrefix(path, count: 8 << 10) else { return nil }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      guard words.count == 3, words[0].elementsEqual("#define".utf8),
        words[1].elementsEqual("PY_VERSION".utf8)
      else { continue }
      let version = String(decoding: words[2].filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
      return version.hasPrefix("\(installation.version ?? "").") ? version : nil
    }
    return nil
  }

  private func listed(_ found: [PythonInstallation]) -> String {
    found.map(\.folderName).joined(separator: ", ")
  }
}
