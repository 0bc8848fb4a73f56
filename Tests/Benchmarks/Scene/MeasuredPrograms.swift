import DurableFiles

/// The programs under measurement, as they are deployed: stripped copies; and the floors, compiled here.
struct MeasuredPrograms: CustomStringConvertible {
  let readiness: String
  let engine: String
  private let folder: String

  init(readiness: String, engine: String, in scratch: ScratchFolder) throws {
    folder = "\(scratch.path)/bin"
    try write("", to: "\(folder)/.made")
    self.readiness = try Self.stripped(readiness, to: "\(folder)/readiness")
    self.engine = try Self.stripped(engine, to: "\(folder)/trading-engine")
  }

  /// The folder of the sources of floors and peers.
  static let sources = #filePath.replacing("Scene/MeasuredPrograms.swift", with: "Peers")

  /// Compiles a floor.
  func floor(_ name: String, libraries: [String]) throws -> String {
    let program = "\(folder)/\(name)"
    try Launch(
      ["cc", "-O2", "-o", program, "\(Self.sources)/\(name).c"] + libraries.map { "-l\($0)" }
    ).run()
    return program
  }

  private static func stripped(_ program: String, to copy: String) throws -> String {
    try Launch(["strip", "-o", copy, program]).run()
    return copy
  }

  var description: String {
    func size(_ path: String) -> String {
      "\(((try? DurableFiles.status(path).size) ?? 0) / 1_000) kB"
    }
    return "readiness \(size(readiness)), trading-engine \(size(engine)), both stripped"
  }
}
