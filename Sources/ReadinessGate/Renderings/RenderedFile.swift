import DurableFiles

/// A rendering on disk, replaced in one step.
public enum RenderedFile {
  public static func write(_ text: String, to path: String) throws(GateFailure) {
    do throws(FileError) {
      try DurableFiles.requireNothingSpecial(at: path)
      try DurableFiles.replace(path, with: Array(text.utf8))
    } catch {
      throw GateFailure(
        "output.not-written", error.description,
        hint: "name a regular file, or none yet, in a folder that you can write", exitStatus: 74)
    }
  }

  /// What is written replaces what stands there, so it may not be what is read.
  ///
  /// - Parameters:
  ///   - option: how the path was given, such as `--report`.
  ///   - inputs: what each is, and its path.
  static func requireOwnPlace(
    _ path: String, option: String, inputs: [(what: String, path: String)]
  ) throws(GateFailure) {
    guard let output = status(of: path) else { return }
    for input in inputs where status(of: input.path).map(output.isSameFile(as:)) ?? false {
      throw GateFailure(
        "usage.output-is-input", "\(option) \(path) would replace \(input.what)",
        hint: "name a file of its own", exitStatus: 64)
    }
  }

  /// Nil where nothing can be seen, which is for whoever reads or writes there to say.
  private static func status(of path: String) -> FileStatus? {
    (try? DurableFiles.statusIfPresent(path)) ?? nil
  }
}
