import ArgumentParser
import Chronology
import OrderCertification
import Processes

/// The second process of `certify`, which only that starts.
struct CertificationWorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certification-worker", abstract: "Only for 'certify', which starts it.",
    shouldDisplay: false)

  @OptionGroup var scope: CertificationScope
  @Option(help: .hidden, transform: Self.time)
  var startedAt: Timestamp
  @Option(help: .hidden)
  var baseMilliseconds: Int64
  @OptionGroup var output: OutputOptions

  func run() async throws {
    guard let channel = ProcessChannel.inherited() else {
      throw output.fail(
        code: "certification.no-guardian", "nobody watches over this process",
        hint: "run 'trading-engine certify'", status: 64)
    }
    let settings = try scope.settings(output, origin: (startedAt, baseMilliseconds))
    await CertificationWorker.run(
      settings, link: WorkerLink(channel) { MonotonicInstant.now().nanoseconds / 1_000_000 },
      sleep: EngineWorld.sleep)
  }

  private static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(canonical: text) else { throw ValidationError("'\(text)' is no time") }
    return time
  }
}
