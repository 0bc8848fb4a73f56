import Glibc
import ReadinessGate

/// `readiness check` of the four blockers, whole process, signed and synced.
struct CheckRows {
  private let scene: Scene
  private let rounds: Int
  private let peerRounds: Int

  init(_ scene: Scene, _ rounds: Int, _ peerRounds: Int) {
    self.scene = scene
    self.rounds = rounds
    self.peerRounds = peerRounds
  }

  /// With the engine's answers and git's.
  func withPrograms() throws -> [Table] {
    // Counted with strace: five workers, seven questions to the engine, two to git; files replaced by the proof,
    // the engine's two exercises and the store.
    let floor = try floor(
      processes: 14, replacements: 13, hashing: [scene.programs.engine, scene.programs.readiness])
    let ours = ours("four")
    var table = Table(
      "readiness check: four blockers, \(PythonSite.count) Python distributions, engine and git, signed and synced",
      budget: "at most 60 ms; at least 12 times as fast as pytest-testinfra, goal 30")
    let series = try alternate(rounds: rounds, [ours, floor.contestant])
    table.add("ours", series[0])
    table.add("floor", series[1])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    guard scene.site.hasPip, let peer = Testinfra(scene) else {
      table.add(note: "pytest-testinfra is skipped: PyPI is out of reach, or python3-venv is not installed")
      return [table]
    }
    let pairs = try alternate(rounds: peerRounds, [ours, peer.contestant])
    table.add("ours", pairs[0])
    table.add("peer", pairs[1])
    table.add(ratio: "peer : ours", pairs[1], to: pairs[0])
    return [table]
  }

  /// About another system's program: nothing is started but the gate itself.
  func withoutPrograms() throws -> [Table] {
    // Four workers, the facts, and the writer and the reader of probes.
    let floor = try floor(processes: 7, replacements: 7, hashing: [scene.programs.readiness])
    var table = Table(
      "readiness check: four blockers, \(PythonSite.count) Python distributions, neither engine nor git",
      budget: "at most 15 ms and hashing")
    let hashing = Contestant(name: "sha256 of the gate's own file") {
      try Launch([floor.program, "0", "0", "/", "/dev/null", scene.programs.readiness]).measured()
    }
    let series = try alternate(rounds: rounds, [ours("foreign"), floor.contestant, hashing])
    table.add("ours", series[0])
    table.add("floor", series[1])
    table.add("hashing", series[2])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    return [table]
  }

  private func ours(_ policy: String) -> Contestant {
    // BLOCKED, undecided: evidence has no judge yet.
    let launch = Launch(
      [
        scene.programs.readiness, "check", "\(scene.folder)/etc/\(policy).yaml", "--key", scene.keys.keyPath,
        "--report", "\(scene.folder)/gate/\(policy).json", "--state", "\(scene.folder)/gate",
      ], expected: [0, 1, 3])
    return Contestant(name: "readiness check") { try launch.measured() }
  }

  private struct Floor {
    let program: String
    let contestant: Contestant
  }

  private func floor(processes: Int, replacements: Int, hashing files: [String]) throws -> Floor {
    let program = try scene.programs.floor("check-floor", libraries: ["crypto"])
    let list = "\(scene.folder)/read"
    try Launch([
      "find", "\(scene.folder)/opt/venv/lib", "-name", "METADATA",
    ]).run(output: list)
    try write(
      text(of: list) + "/var/lib/dpkg/status\n"
        + (0..<40).map { "\(scene.folder)/opt/src/module_\($0).py\n" }.joined(), to: list)
    let launch = Launch([program, "\(processes)", "\(replacements)", "\(scene.folder)/gate", list] + files)
    return Floor(
      program: program,
      contestant: Contestant(
        name: "C: \(processes) empty processes, \(files.count) files hashed, \(replacements) replaced"
      ) { try launch.measured() })
  }
}
