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
}
