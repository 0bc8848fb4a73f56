import DurableFiles

/// Programs and sources, found from where the tests' own executable and source lie.
public enum BuiltPrograms {
  public static let readiness = "\(folder)/readiness"
  public static let gateProbe = "\(folder)/gate-probe"
  public static let engine = "\(folder)/trading-engine"

  /// The folder of the build's products.
  public static let folder: String = {
    let program = (try? DurableFiles.realPath("/proc/self/exe")) ?? ""
    return program.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }()

  /// The folder that holds Package.swift.
  public static let package: String =
    #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
}
