import DocumentSchema
import DurableFiles
import Glibc
import Processes
import ReadinessCheck
import ReadinessGate
import StrictJSON

extension CheckRegistry {
  static let hostile = CheckRegistry([
    RegisteredCheck(HostileCheck.self), RegisteredCheck(DigestReader.self), RegisteredCheck(FactStater.self),
  ])
}

/// A check that does one bad thing, or tells what its process is like.
struct HostileCheck: ReadinessCheck {
  enum Deed: String, CaseIterable, Sendable {
    case pass, fail, unknown
    case failAndUnknown = "fail-and-unknown"
    case assertsNothing = "asserts-nothing"
    case crash
    case trap
    case exit3 = "exit-3"
    case openFIFO = "open-fifo"
    case stopItself = "stop-itself"
    case flood
    case floodErrors = "flood-errors"
    case nonsense
    case silence
    case unknownFields = "unknown-fields"
    case answersTwice = "answers-twice"
    case deep
    case spin
    case ignoresDeadline = "ignores-deadline"
    case leavesGrandchild = "leaves-grandchild"
    case startsChild = "starts-child"
    case tellsIdentity = "tells-identity"
    case tellsDescriptors = "tells-descriptors"
    case terminalText = "terminal-text"
    case statesLibrary = "states-library"
    case statesPath = "states-path"
    case statesBehaviour = "states-behaviour"
  }

  struct Parameters: Sendable {
    let deed: Deed
    let file: DocumentPath?
    let engine: Bool
  }

  static let kind = "hostile"
  static let summary = "does what no check should do"
  static let readsDigests = false

  static let parameters = Schema<Parameters>.object("the parameters of hostile") { fields in
    let deed = fields.required("does", .enumeration("a deed") as Schema<Deed>, "what it does")
    let file = fields.optional("file", .path, "a file that it writes its process id to, or opens")
    let engine = fields.optional(
      "needs-engine", .boolean, default: .text("false"), "whether it needs the engine")
    guard let deed, let engine else { return nil }
    return Parameters(deed: deed, file: file, engine: engine)
  }

  static func subjectsNeeded(by parameters: Parameters) -> [(subject: String, parameter: String)] {
    parameters.engine ? [("engine", "needs-engine")] : []
  }

  let parameters: Parameters

  init(_ parameters: Parameters) { self.parameters = parameters }

  func run(in context: CheckContext) -> CheckAnswer {
    let file = parameters.file?.resolved(in: context.policyFolder)
    switch parameters.deed {
    case .pass: return answer(.pass)
    case .fail: return answer(.fail)
    case .unknown: return answer(.unknown)
    case .failAndUnknown:
      return CheckAnswer(
        findings: answer(.unknown).findings + answer(.fail).findings + answer(.pass).findings)
    case .assertsNothing: return CheckAnswer(findings: [])
    case .crash:
      // Not one of the signals that Swift's runtime catches to print a backtrace.
      kill(getpid(), SIGKILL)
    case .trap: return answer(.pass, found: [""][context.policyFolder.utf8.count + 1])
    case .exit3: exit(3)
    case .openFIFO: _ = unsafe open(file ?? "", O_RDONLY)
    case .stopItself:
      note(file)
      kill(getpid(), SIGSTOP)
    case .flood: while StandardOutput.write([UInt8](repeating: 0x20, count: 1 << 20)) {}
    case .floodErrors: for _ in 0..<1_000 { StandardOutput.writeError(String(repeating: "e", count: 1_000)) }
    case .nonsense: end("all is well\n")
    case .silence: exit(0)
    case .unknownFields:
      end(#"{"findings":[],"libraries":{},"statePaths":{},"behaviours":{},"verdict":"READY"}"#)
    case .answersTwice:
      _ = StandardOutput.write(Array(#"{"failed":"first"}"#.utf8))
      return answer(.pass)
    case .deep: end(String(repeating: "[", count: 1_000_000))
    case .spin: while true {}
    case .ignoresDeadline:
      for number in [SIGTERM, SIGINT, SIGHUP, SIGALRM] { signal(number, SIG_IGN) }
      note(file)
      while true { sleep(30) }
    case .leavesGrandchild:
      leaveGrandchild(file)
      return answer(.pass)
    case .startsChild:
      let sleeper = ProcessRequest(
        .path("/bin/sh"), arguments: ["-c", "echo $$ > \(file ?? ""); exec sleep 60"])
      _ = Processes.run(sleeper, deadline: .now().advanced(byMilliseconds: 60_000))
    case .tellsIdentity: return answer(.pass, found: identity())
    case .tellsDescriptors: return answer(.pass, found: descriptors(context))
    case .terminalText: return answer(.fail, found: "\u{1B}[2J\u{202E}red")
    case .statesLibrary: return CheckAnswer(findings: answer(.pass).findings, libraries: ["libx": "1"])
    case .statesPath: return CheckAnswer(findings: answer(.pass).findings, statePaths: ["X": "/x"])
    case .statesBehaviour: return CheckAnswer(findings: answer(.pass).findings, behaviours: ["x": "yes"])
    }
    return answer(.pass, found: "still here")
  }

  private func answer(_ status: Finding.Status, found: String = "it") -> CheckAnswer {
    CheckAnswer(findings: [
      Finding(status, subject: parameters.deed.rawValue, expected: "it", found: found, message: "it is so")
    ])
  }

  private func end(_ text: String) -> Never {
    _ = StandardOutput.write(Array(text.utf8))
    exit(0)
  }

  private func note(_ file: String?) {
    if let file { try? DurableFiles.replace(file, with: Array("\(getpid())".utf8)) }
  }

  /// A process that holds this one's standard output, in a session of its own.
  private func leaveGrandchild(_ file: String?) {
    var process: pid_t = 0
    let words = ["/usr/bin/setsid", "/bin/sh", "-c", "echo $$ > \(file ?? ""); exec sleep 60"]
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
    _ = unsafe posix_spawn(&process, words[0], nil, nil, &arguments, nil)
    while let file, (try? DurableFiles.read(file, limit: 100))?.last != 0x0A { usleep(2_000) }
  }

  private func identity() -> String {
    let status = (try? DurableFiles.read("/proc/self/status", limit: 1 << 16)) ?? []
    let wanted = ["Uid:", "Gid:", "Groups:", "NoNewPrivs:", "CapEff:", "CapPrm:"]
    return String(decoding: status, as: UTF8.self).split(separator: "\n")
      .filter { line in wanted.contains { line.hasPrefix($0) } }
      .map { $0.split(whereSeparator: { $0 == "\t" || $0 == " " }).joined(separator: " ") }
      .joined(separator: ", ")
  }

  private func descriptors(_ context: CheckContext) -> String {
    let names = ((try? DurableFiles.list("/proc/self/fd", limit: 1_000)) ?? []).compactMap(\.name)
    let targets = names.sorted().map { name in
      "\(name)=\((try? DurableFiles.linkTarget("/proc/self/fd/\(name)")) ?? "closed")"
    }
    let variables = ProcessEnvironment.current().keys.sorted()
    let here = (try? DurableFiles.realPath(".")) ?? ""
    return
      "descriptors \(targets.joined(separator: " ")); variables [\(variables.joined(separator: " "))]; in \(here)"
  }
}

/// A check that may state facts, and states one.
struct FactStater: ReadinessCheck {
  static let kind = "fact-stater"
  static let summary = "states the version of libx and the path of X"
  static let statedFacts: Set<StatedFact> = [.libraries, .statePaths]
  static let parameters = Schema<[String]>.object("the parameters of fact-stater") { fields in
    let version = fields.required("version", .text, "of libx")
    let path = fields.required("path", .text, "of X")
    guard let version, let path else { return nil }
    return [version, path]
  }

  let values: [String]

  init(_ values: [String]) { self.values = values }

  func run(in context: CheckContext) -> CheckAnswer {
    CheckAnswer(
      findings: [Finding(.pass, subject: "s", expected: "e", found: "f", message: "m")],
      libraries: ["libx": values[0], "liby": "1"], statePaths: ["X": values[1]])
  }
}

/// A check that looks at digests.
struct DigestReader: ReadinessCheck {
  static let kind = "digest-reader"
  static let summary = "tells the digest of a subject"
  static let parameters = Schema<String>.object("the parameters of digest-reader") { fields in
    fields.required("subject", .identifier, "whose digest")
  }
  static func subjectsNeeded(by subject: String) -> [(subject: String, parameter: String)] {
    [(subject, "subject")]
  }

  let subject: String

  init(_ subject: String) { self.subject = subject }

  func run(in context: CheckContext) -> CheckAnswer {
    let file = context.subjects[subject]
    return CheckAnswer(findings: [
      Finding(
        .pass, subject: subject, expected: file?.path ?? "", found: file?.sha256 ?? "none",
        message: "the digest is known")
    ])
  }
}
