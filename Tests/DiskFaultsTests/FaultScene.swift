import DurableFiles
import GateScene
import Processes
import StrictJSON
import Testing

/// A folder whose disk fails under programs as a plan says.
final class FaultScene {
  private let scene: GateScene

  init() throws {
    scene = try GateScene()
    try DurableFiles.createFolder(data)
  }

  /// What lies in here counts.
  var data: String { scene["data"] }
  subscript(_ name: String) -> String { scene[name] }
  func bytes(_ name: String) throws -> [UInt8] { try DurableFiles.read(scene[name], limit: 1 << 24) }

  /// - Parameter plan: nil for a run without faults.
  @discardableResult
  func run(_ program: String, _ arguments: [String], plan: String?) -> ProcessResult {
    var environment: [String: String] = [:]
    if let plan {
      environment = [
        "LD_PRELOAD": "\(BuiltPrograms.folder)/libdisk-faults.so", "DISK_FAULTS_UNDER": data,
        "DISK_FAULTS_COUNT": scene["counts"], "DISK_FAULTS_PLAN": plan,
      ]
    }
    return scene.run(program, arguments, environment: environment)
  }

  /// How often each operation was seen in the last run.
  func counts() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in try scene.read("counts").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { counts[String(words[0])] = Int(words[1]) }
    }
    return counts
  }
}

extension ProcessResult {
  var wasKilled: Bool { termination == .signalled(9) }
}
