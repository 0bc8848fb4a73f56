import ArgumentParser
import CommandUsage
import Glibc
import ReadinessGate

@main
struct Readiness: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "readiness",
    abstract: "Decide whether a trading system may go live, and sign the answer.",
    discussion: """
      A policy lists what has to hold before the engine may trade. `check` runs its checks and writes a signed \
      report; the engine refuses to start without one that it can verify.

      Exit status: 0 READY or valid, 1 BLOCKED with a failed blocker, 3 BLOCKED undecided, 4 policy, configuration, \
      key or keyring invalid, 5 report not trusted, 6 expired, 64 usage, 70 internal, 74 not written, 75 busy, \
      130 interrupted.

      Example: readiness check policies/simulator.yaml --key keys/gate.pem --report report.json
      """,
    version: GateRun.version,
    // Each subcommand names itself: a name that ArgumentParser derives from the type costs 2 ms at every start.
    subcommands: [
      Check.self, Verify.self, PolicyCommand.self, ConfigCommand.self, Keys.self, Approve.self, Waive.self,
      Audit.self, Selftest.self,
    ])

  /// A worker has to become somebody else before anything else runs, so it is asked for first.
  static func main() {
    if let status = Worker.runIfAsked(CommandLine.arguments, registry: .builtIn) { Glibc.exit(status) }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as PolicyMistakes {
      fail(error.rendered(), status: 4)
    } catch let error as ConfigurationMistakes {
      fail(error.rendered, status: LintAnswer.invalid)
    } catch let error as GateFailure {
      fail(error.rendered, status: error.exitStatus)
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      if let mistake = UsageMistake(error, of: Self.self) {
        let failure = GateFailure(
          UsageMistake.code, mistake.message, hint: mistake.hint, exitStatus: UsageMistake.exitStatus)
        fail(failure.rendered, status: failure.exitStatus)
      }
      // What the argument parser does not know it would report with status 1, which means BLOCKED here.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      fail("error: \(TerminalStyle.printable("\(error)")) [internal]", status: 70)
    }
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    Terminal.printError(text)
    Glibc.exit(status)
  }
}
