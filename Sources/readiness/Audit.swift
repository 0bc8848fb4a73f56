public import ArgumentParser
import Chronology
import CommandUsage
import ReadinessGate

struct Audit: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look back: what was signed, whether all of it is there, and what ran under it.",
    discussion: """
      Exit status: 0 intact or covered, 1 gaps, 5 a record altered or lost.

      Example: readiness audit coverage --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z \
      --decisions /var/lib/trading-engine/decisions.jsonl
      """,
    subcommands: [Add.self, List.self, Show.self, Verify.self, Diff.self, Coverage.self, Export.self])

  struct Store: ParsableArguments {
    @Option(
      help: "The store of reports; default /var/lib/readiness-gate for root, else the user's own.",
      completion: .directory)
    var state: String?

    func folder() throws -> String {
      if let state { return state }
      guard let folder = DefaultFolders.state(environment: Terminal.environment, isNeeded: false) else {
        throw GateFailure(
          "store.no-default", "HOME is not set, so there is no place for the store", hint: "--state DIR",
          exitStatus: 64)
      }
      return folder
    }
  }

  struct Records: ParsableArguments {
    @Option(help: "The keyring; default /etc/trading-engine/keyring.yaml.", completion: .file()) var keyring:
      String?
    @Option(help: "The engine's decision log, decisions.jsonl beside its state.", completion: .file())
    var decisions: String?
    @Option(help: "Whose log it is, where the archive has reports of several machines.") var machine: String?
    @Flag(help: "The store is a copy of reports, without the counters that say which is the last.")
    var copy = false

    func options(_ store: Store) throws -> ArchiveVerification.Options {
      ArchiveVerification.Options(
        store: try store.folder(), keyringPath: keyring ?? KeyringFile.installedPath, decisions: decisions,
        machine: machine, isCopy: copy)
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Keep signed envelopes from elsewhere in the archive.",
      discussion: "Example: readiness audit add ci-report.json --state /srv/audit")
    @Argument(
      help: "Signed envelopes; files named .jsonl hold one a line, as `audit export` writes them.",
      completion: .file())
    var files: [String]
    @OptionGroup var store: Store

    func run() throws {
      for file in files {
        for added in try ArchiveAddition.add(file, to: try store.folder()) {
          try Terminal.printOutput("\(added.isNew ? "added" : "already there")  \(added.sha256)  \(file)\n")
        }
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the reports of the archive by time.",
      discussion: "Example: readiness audit list --since 2026-11-01T00:00:00Z")
    @Option(help: "Leave out reports from before this time.") var since: String?
    @Option(help: "human, or json for JSON lines.") var format: OutputFormat = .human
    @OptionGroup var store: Store

    func run() throws {
      let listing = try ArchiveListing(store: try store.folder(), since: try time(since, "--since"))
      try Terminal.printOutput(format == .json ? listing.jsonLines : listing.text)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print a report of the archive.",
      discussion: "Example: readiness audit show 3f2a9c01")
    @Argument(help: "The first digits of its digest.") var digest: String
    @OptionGroup var store: Store

    func run() throws {
      try Terminal.printOutput(try ArchivedFile.find(digest, in: try store.folder()).statement())
      Terminal.printError("note: shown as it is; `readiness audit verify` says whether it is authentic")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Find reports that were altered or lost, and a log that was cut.",
      discussion: """
        Example: readiness audit verify --decisions /var/lib/trading-engine/decisions.jsonl
        """)
    @OptionGroup var store: Store
    @OptionGroup var records: Records
    @Option(help: "human or json.") var format: OutputFormat = .human

    func run() throws {
      let found = try ArchiveVerification(try records.options(store), progress: Terminal.progress("reports"))
      try Terminal.printOutput(format == .json ? found.json : found.text)
      throw ExitCode(found.exitStatus)
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Say what changed from one report to another; 1 when something did.",
      discussion: "Example: readiness audit diff 3f2a9c01 77b0e4d2")
    @Argument(help: "The first digits of the older one's digest.") var old: String
    @Argument(help: "The first digits of the newer one's.") var new: String
    @OptionGroup var store: Store

    func run() throws {
      let folder = try store.folder()
      let difference = try ReportDifference(
        try ArchivedFile.find(old, in: folder), try ArchivedFile.find(new, in: folder))
      try Terminal.printOutput(difference.text)
      throw ExitCode(difference.lines.isEmpty ? 0 : 1)
    }
  }

  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "coverage",
      abstract: "Say, minute by minute, whether the engine was live, under which report, with which waivers.",
      discussion: """
        Example: readiness audit coverage --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z \
        --decisions /var/lib/trading-engine/decisions.jsonl --fills account-log.csv
        """)
    @Option(help: "The first instant that counts.") var from: String
    @Option(help: "The first that does not; default now.") var to: String?
    @Option(help: "The venue's own export of trades: CSV or JSON.", completion: .file()) var fills: String?
    @Flag(help: "A line for each minute in which the engine was live.") var eachMinute = false
    @OptionGroup var store: Store
    @OptionGroup var records: Records
    @Option(help: "human or json.") var format: OutputFormat = .human

    func validate() throws {
      if records.decisions == nil {
        throw ValidationError("--decisions FILE is needed: it says when the engine ran")
      }
    }

    func run() throws {
      let begin = try time(from, "--from") ?? Timestamp(clamping: 0)
      let end = try time(to, "--to") ?? SystemClock.now()
      guard begin < end else { throw ValidationError("--from is not before --to") }
      let answer = try CoverageAnswer(
        .init(verification: try records.options(store), from: begin, to: end, fills: fills),
        progress: Terminal.progress("reports"))
      try Terminal.printOutput(format == .json ? answer.json : answer.text(eachMinute: eachMinute))
      throw ExitCode(answer.exitStatus)
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Print the archive for other tools.",
      discussion: "Example: readiness audit export --format bundle > reports.intoto.jsonl")
    @Option(help: "bundle (signed envelopes, one a line), csv or json.") var format: ArchiveExport = .bundle
    @Option(help: "Leave out reports from before this time.") var since: String?
    @OptionGroup var store: Store

    func run() throws {
      let folder = try store.folder()
      let listing = try ArchiveListing(store: folder, since: try time(since, "--since"))
      try format.write(listing, of: folder) { (line) throws(GateFailure) in try Terminal.printLine(line) }
    }
  }

  fileprivate static func parsed(_ text: String?, _ option: String) throws -> Timestamp? {
    guard let text else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw ValidationError("\(option): '\(text)' is not a time in UTC, such as 2026-11-01T00:00:00Z")
    }
    return time
  }
}

private func time(_ text: String?, _ option: String) throws -> Timestamp? { try Audit.parsed(text, option) }

extension ArchiveExport: ExpressibleByArgument {}
