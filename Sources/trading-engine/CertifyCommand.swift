import Admission
import ArgumentParser
import Attestation
import CertificationEvidence
import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import FilePaths
import Glibc
import OrderCertification
import Processes
import StrictJSON
import Trading
import TradingEngine

struct CertifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Prove at the venue that stop-loss and take-profit orders do what they are for.",
    discussion: """
      Opens the smallest positions that the venue takes, lets a stop-loss and a take-profit fire on each side, and signs
      what the venue answered. --plan says what that costs at worst, and sends nothing. Where a Grant is required, it is
      one of scope certification. Two processes: one trades, the other watches, and removes what is left when the first
      one ends, whichever way.

      Exit status 0 when every case passed, 1 when one did not, 74 when the evidence could not be written, 75 when the
      venue does not answer, 78 when it is not permitted, 130 when it was stopped.

      EXAMPLE
        trading-engine certify --config engine.yaml --symbols PF_XBTUSD --out certification --key keys/certifier.pem
        trading-engine certify --config engine.yaml --symbols PF_XBTUSD --plan
        trading-engine certify --judge certification/<sha256>.transcript.jsonl
      """)

  @OptionGroup var scope: CertificationScope
  @Option(
    help: ArgumentHelp("The folder for the evidence and its transcript.", valueName: "folder"),
    completion: .directory)
  var out: String?
  @Option(help: ArgumentHelp("The certifier's private key.", valueName: "PEM"), completion: .file())
  var key: String?
  @Flag(help: "Say what would be done and what it costs at worst, and send nothing.")
  var plan = false
  @Option(
    help: ArgumentHelp("Judge a transcript again, offline, instead of certifying.", valueName: "file"),
    completion: .file())
  var judge: String?
  @Flag(help: "Say every order as it is sent.")
  var verbose = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if judge != nil {
      guard scope.config == nil, out == nil, key == nil, !plan else {
        throw ValidationError("--judge takes a transcript and nothing else")
      }
      return
    }
    guard scope.config != nil, !scope.symbols.isEmpty else {
      throw ValidationError("give --config and --symbols, or --judge")
    }
    guard plan || (out != nil && key != nil) else {
      throw ValidationError("give --out and --key, or --plan")
    }
  }

  func run() async throws {
    if let judge { return try judgeAgain(judge) }
    let settings = try scope.settings(output)
    if plan {
      let plan: CertificationPlan
      do { plan = try await CertificationGuardian.plan(settings) } catch { throw output.failure(error) }
      return try output.print(plan.json, plan.lines)
    }
    let writer = try evidenceWriter()
    RunSignals.stopWhenTold()
    let progress = CertificationTerminal(isVerbose: verbose)
    let guardian = CertificationGuardian(
      settings, writer: writer, workerArguments: scope.workerArguments(settings),
      environment: ProcessEnvironment.current(), sleep: EngineWorld.sleep,
      isStopped: { RunSignals.isStopRequested }, isTripped: { RunSignals.isTripRequested },
      onProgress: progress.show)
    let result: CertificationGuardian.Result
    do { result = try await guardian.run() } catch { throw output.failure(error) }
    try report(result)
    if let status = result.exitStatus { throw ExitCode(RunSignals.isStopRequested ? 130 : status) }
  }

  private func evidenceWriter() throws -> EvidenceWriter {
    guard let out, let key else { throw ValidationError("give --out and --key") }
    let folder = out.isAbsolutePath ? out : "\(WorkingDirectory.current)/\(out)"
    let writer: EvidenceWriter
    do {
      writer = EvidenceWriter(
        folder: folder, key: try CertifierKey.read(key, credentialsFolder: scope.credentialsFolder))
    } catch {
      throw output.fail(code: error.code, error.message, hint: error.hint, status: 78)
    }
    do { try writer.proveWritable() } catch {
      throw output.fail(
        code: "evidence.not-writable", "the folder for the evidence cannot be written to: \(error)",
        hint: "as root, for the engine's user: install -d -o USER -m 0700 '\(folder)'", status: 74)
    }
    return writer
  }

  private func report(_ result: CertificationGuardian.Result) throws {
    let judgement = result.written.judgement
    let json: JSON = [
      "ending": .string(result.ending.how.rawValue), "reason": .string(result.ending.reason),
      "environment": .string(judgement.environment.rawValue),
      "evidence": .string(result.written.evidencePath), "transcript": .string(result.written.transcriptPath),
      "transcriptSha256": .string(result.written.transcriptSha256), "judgement": judgement.json,
      "left": result.left.map(JSON.string) ?? .null,
    ]
    var lines = judgement.lines
    if result.ending.how != .completed {
      lines.append("\(result.ending.how.rawValue): \(result.ending.reason)")
    }
    if let left = result.left { lines.append("NOT CLEAN: \(left)") }
    lines += ["evidence \(result.written.evidencePath)", "transcript \(result.written.transcriptPath)"]
    try output.print(json, lines)
  }

  private func judgeAgain(_ path: String) throws {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: CertificationTranscript.fileLimit) } catch {
      throw output.fail(
        code: "transcript.unreadable", "the transcript cannot be read: \(error)",
        hint: "name the file that 'certify' printed behind 'transcript'", status: 74)
    }
    let transcript: CertificationTranscript
    do { transcript = try CertificationTranscript(bytes) } catch {
      throw output.fail(
        code: error.code.rawValue, "the transcript is damaged, line \(error.line): \(error.message)",
        hint: "take it from where evidence is archived: its name begins with its sha256sum", status: 1)
    }
    guard let adapter = TranscriptAdapters.named(transcript.header.adapter) else {
      throw output.fail(
        code: "transcript.adapter", "this build cannot judge the adapter \(transcript.header.adapter)",
        hint: "use the release that made it", status: 1)
    }
    let judgement = TranscriptJudgement(transcript, adapter: adapter)
    let digest = SHA256.digest(of: bytes).hex
    let ending = transcript.ending.how
    try output.print(
      [
        "transcriptSha256": .string(digest), "ending": .string(ending.rawValue),
        "environment": .string(judgement.environment.rawValue), "judgement": judgement.json,
      ],
      judgement.lines + [
        "judged offline by judge \(TranscriptJudgement.judgeVersion) from \(transcript.records.count + 2) lines, "
          + "sha256 \(digest), \(judgement.environment.rawValue), run \(ending.rawValue)"
      ])
    guard ending == .completed, judgement.cases.allSatisfy({ $0.verdict == .pass }) else { throw ExitCode(1) }
  }
}

extension CertificationGuardian.Result {
  /// Nil when everything is as wished.
  fileprivate var exitStatus: Int32? {
    ending.how == .completed && left == nil && written.judgement.cases.allSatisfy { $0.verdict == .pass }
      ? nil : 1
  }
}
