import FilePaths
import ReadinessCheck
import StrictJSON

/// Lets the engine write all of its state in an empty folder, and looks at what is there then.
struct StateExercise {
  /// Why nothing can be said.
  struct Silence: Error, Sendable {
    let reason: String
  }

  let context: CheckContext
  /// The engine's configuration, absolute.
  let configuration: String

  /// What was found under the names of the legacy files.
  ///
  /// - Parameter paths: relative to the root.
  func forms(of paths: [String]) throws(Silence) -> [String: [String]] {
    let scratch: String
    do throws(FileAccessError) { scratch = try context.files.makeScratchFolder() } catch {
      throw Silence(reason: error.description)
    }
    defer { context.files.removeScratchFolder(scratch) }
    let written: [String]
    do {
      var reader = try context.askEngine(
        ["state", "exercise", "--root", scratch, "--config", configuration, "--json"])
      written = try reader.strings("written")
      try reader.finish()
    } catch {
      throw Silence(reason: "\(error)")
    }
    guard !written.isEmpty else { throw Silence(reason: "the engine wrote nothing") }
    do throws(FileAccessError) {
      // An engine that says more than it did has not been exercised.
      for path in written {
        let place = path.isAbsolutePath ? path : RelativePath.appending(path, to: scratch)
        guard RelativePath.below(scratch, place) != nil,
          try context.files.information(place, followingLinks: false) != nil
        else {
          throw FileAccessError(.missing, "the engine says that it wrote '\(path)', which is not there")
        }
      }
      let search = FormSearch(files: context.files)
      var forms: [String: [String]] = [:]
      for path in paths {
        forms[path] = try search.forms(of: path, in: scratch).map {
          "\($0.description) at \(RelativePath.below(scratch, $0.path) ?? $0.path)"
        }
      }
      return forms
    } catch {
      throw Silence(reason: error.description)
    }
  }
}
