/// `readiness policy lint`, whole process, schema and rules included, against libyaml's events alone.
struct LintRows {
  private static let lines = 100_000
  private let scene: Scene
  private let rounds: Int

  init(_ scene: Scene, _ rounds: Int) {
    self.scene = scene
    self.rounds = rounds
  }

  func tables() throws -> [Table] {
    let floor = try scene.programs.floor("yaml-events", libraries: ["yaml"])
    let whole = try contestants(lines: Self.lines, floor)
    let half = try contestants(lines: Self.lines / 2, floor)
    let series = try alternate(rounds: rounds, whole + half)
    var table = Table(
      "readiness policy lint: \(Self.lines) lines", budget: "at most 3 times libyaml's event loop, and linear"
    )
    table.add("ours", series[0])
    table.add("floor", series[1])
    table.add("ours", series[2])
    table.add(ratio: "ours : floor", series[0], to: series[1])
    table.add(ratio: "ours, \(Self.lines) lines : half of them", series[0], to: series[2])
    return [table]
  }

  private func contestants(lines: Int, _ floor: String) throws -> [Contestant] {
    let policy = "\(scene.folder)/etc/long-\(lines).yaml"
    try write(Policies.long(lines: lines), to: policy)
    let ours = Launch([scene.programs.readiness, "policy", "lint", policy])
    let events = Launch([floor, policy])
    return [
      Contestant(name: "readiness policy lint, \(lines) lines") { try ours.measured() },
      Contestant(name: "C: yaml_parser_parse, \(lines) lines") { try events.measured() },
    ]
  }
}
