import DocumentSchema
import Glibc
import Processes
import ReadinessGate

// The gate with checks that misbehave: `gate-probe POLICY [--key PEM --report FILE --state DIR]` runs a policy as
// `readiness check --format json` does.

if let status = Worker.runIfAsked(CommandLine.arguments, registry: .hostile) { exit(status) }

func value(of option: String) -> String? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
  return arguments[index + 1]
}

func end(_ text: String, _ status: Int32) -> Never {
  StandardOutput.writeError(text + "\n")
  exit(status)
}

do {
  let key = value(of: "--key")
  let result = try GateRun(
    .init(
      policyPath: CommandLine.arguments.dropFirst().first ?? "",
      signing: key.flatMap { key in value(of: "--report").map { (key, $0) } },
      keyringPath: value(of: "--keyring"), stateFolder: value(of: "--state") ?? "/nonexistent",
      only: value(of: "--only").map { [$0] } ?? [], environment: GateRun.Options.ownEnvironment()),
    registry: .hostile
  ).run()
  _ = StandardOutput.write(Array(ReportFormat.json.render(result, style: .plain).utf8))
  exit(result.exitStatus(isStrict: false))
} catch let error as PolicyMistakes {
  end(error.rendered(), 4)
} catch let error as GateFailure {
  end(error.rendered, error.exitStatus)
} catch {
  end("\(error)", 70)
}
