import ReadinessCheck
import StrictJSON

/// The shared libraries that the subject `engine` has loaded, as `trading-engine dependencies --json` tells.
struct EngineLibraries {
  struct Library: Hashable {
    let file: String?
    let version: String
  }

  struct Failure: Error {
    let message: String
  }

  let libraries: [String: Library]

  /// Asks the engine: `{"libraries": [{"name": "libcurl", "file": "/…/libcurl.so.4", "version": "7.88.1"}]}`.
  init(askedFrom programs: any ProgramAccess) throws(Failure) {
    let answer = programs.run(ProgramRun(.engine, ["dependencies", "--json"]))
    guard let output = answer.successfulOutput else {
      throw Failure(message: "the engine does not tell its libraries: \(answer.summary)")
    }
    do {
      libraries = try Self.libraries(in: try JSON.parse(output))
    } catch let error as JSONError {
      throw Failure(message: "the engine's answer about its libraries is no JSON: \(error.description)")
    } catch {
      throw Failure(message: "the engine's answer about its libraries has not the agreed shape: \(error)")
    }
  }

  private static func libraries(in json: JSON) throws(JSONShapeError) -> [String: Library] {
    var reader = try JSONObjectReader(json)
    var libraries: [String: Library] = [:]
    for var library in try reader.objects("libraries") {
      libraries[try library.string("name")] = Library(
        file: library.has("file") ? try library.optionalString("file") : nil,
        version: try library.string("version"))
    }
    return libraries
  }

  func examine(_ wanted: VersionedName) -> FindingLedger.Entry {
    var entry = FindingLedger.Entry(
      status: .fail, expected: wanted.description, found: "not loaded",
      message: "the engine does not load \(wanted.name)")
    guard let library = libraries[wanted.name] else {
      let names = libraries.keys.sorted().joined(separator: ", ")
      entry.hint = "it loads \(names.isEmpty ? "none that it reports" : names)"
      return entry
    }
    let place = library.file.map { " in \($0)" } ?? ""
    entry.found = library.version + place
    if wanted.clauses.isEmpty {
      entry.status = .pass
      entry.message = "the engine loads \(wanted.name) \(library.version)"
      return entry
    }
    guard let version = DottedVersion(library.version) else {
      entry.status = .unknown
      entry.message =
        "\"\(library.version)\", the version of \(wanted.name), is not one of numbers with points"
      return entry
    }
    if wanted.isSatisfied(by: version) {
      entry.status = .pass
      entry.message = "the engine loads \(wanted.name) \(library.version)"
    } else {
      entry.message = "\(wanted.name) \(library.version), which the engine loads, does not satisfy \(wanted)"
    }
    return entry
  }
}
