import ArgumentParser
import DurableFiles
import Glibc

/// Measures the budgets of the gate, of the adapter, of the core's simulation and of the engine at work: ours, a floor that only does what
/// cannot be left out, and what people use today.
///
/// Every number comes from alternating runs on the same machine, and every ratio from runs that stood side by side.
/// Nothing is asserted: a machine that is busy with something else is no reason to fail.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readiness-benchmarks",
    abstract:
      "Measure the gate, the adapter, the simulation and the engine against their budgets, against peers and against floors.",
    discussion: """
      Build everything for release first, and leave the machine alone meanwhile:
        swift build -c release --static-swift-stdlib --disable-local-rpath
        .build/release/readiness-benchmarks
      """)

  @Option(help: "The gate; default: beside this program. A stripped copy is measured.") var readiness: String?
  @Option(help: "The engine; default: beside this program.") var engine: String?
  @Option(help: "Rounds of alternating runs.") var rounds = 21
  @Option(help: "Rounds with pytest-testinfra, which takes seconds.") var peerRounds = 5
  @Option(
    help: """
      Rows: check, check-without-programs, verify, verify-loop, audit, lint, admission, order, sign, open-orders, \
      simulation, fill, decision, trip, crash; default all.
      """)
  var only: [String] = []
  @Option(help: "Where the scratch folder is made; not below /tmp, where state files may not be.")
  var scratch = "/var/tmp"
  @Flag(help: "Leave the scratch folder for a look at it.") var keep = false

  func run() throws {
    let own = try DurableFiles.linkTarget("/proc/self/exe")
    let beside = String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])
    let folder = try ScratchFolder(in: scratch)
    defer { if keep { print("scratch folder: \(folder.path)") } else { folder.remove() } }
    let programs = try MeasuredPrograms(
      readiness: readiness ?? "\(beside)/readiness", engine: engine ?? "\(beside)/trading-engine", in: folder)
    let scene = try Scene(in: folder, programs: programs)
    print(programs.description)
    let rows: [(name: String, measure: () throws -> [Table])] = [
      ("check", { try CheckRows(scene, rounds, peerRounds).withPrograms() }),
      ("check-without-programs", { try CheckRows(scene, rounds, peerRounds).withoutPrograms() }),
      ("verify", { try VerifyRows(scene, rounds).process() }),
      ("verify-loop", { try VerifyRows(scene, rounds).loop() }),
      ("audit", { try AuditRows(scene, rounds).tables() }),
      ("lint", { try LintRows(scene, rounds).tables() }),
      ("order", { try OrderRows(scene, rounds).tables() }),
      ("sign", { try SigningRows(scene, rounds).tables() }),
      ("open-orders", { try OpenOrdersRows(scene, rounds).tables() }),
      ("admission", { try AdmissionRows(scene, rounds).tables() }),
      ("simulation", { try SimulationRows(rounds).tables() }),
      ("fill", { [try ProtectionRows(rounds).fills()] }),
      ("decision", { [try ProtectionRows(rounds).decisions()] }),
      ("trip", { [try ProtectionRows(rounds).trips()] }),
      ("crash", { [try ProtectionRows(rounds).crashes()] }),
    ]
    for row in rows where only.isEmpty || only.contains(row.name) {
      for table in try row.measure() { print("\n" + table.text) }
      fflush(nil)
    }
  }
}
