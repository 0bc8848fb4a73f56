import DurableFiles
import FilePaths

/// The programs that take part, all from one folder, since a gate is tried with the engine that it is released with.
public struct SelftestPrograms: Sendable {
  let engine: String
  let simulator: String

  /// - Parameter folder: nil takes the one that holds this program.
  /// - Throws: `selftest.no-program` (64).
  public init(in folder: String?) throws(GateFailure) {
    let own = (try? DurableFiles.linkTarget("/proc/self/exe"))?.splitAtLastSlash?.folder
    guard let folder = folder ?? own else {
      throw GateFailure(
        "selftest.no-program", "the folder of this program cannot be told", hint: "--programs DIR",
        exitStatus: 64)
    }
    func program(_ name: String) throws(GateFailure) -> String {
      guard let path = try? DurableFiles.realPath("\(folder)/\(name)"),
        (try? DurableFiles.status(path).kind) == .regular
      else {
        throw GateFailure(
          "selftest.no-program", "there is no '\(name)' in '\(folder)'",
          hint:
            "name the folder of a release with readiness, trading-engine and kraken-simulator: --programs DIR",
          exitStatus: 64)
      }
      return path
    }
    engine = try program("trading-engine")
    simulator = try program("kraken-simulator")
  }
}
