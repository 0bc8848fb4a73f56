public import Chronology
import StrictJSON

/// `readiness audit coverage`: was the engine live, under which report, which waivers in force, from one time to another.
public struct CoverageAnswer: Sendable {
  public struct Options: Sendable {
    public var verification: ArchiveVerification.Options
    public var from: Timestamp
    /// The first instant that does not count.
    public var to: Timestamp
    /// The venue's own export; nil leaves it out, which the answer says.
    public var fills: String?

    public init(
      verification: ArchiveVerification.Options, from: Timestamp, to: Timestamp, fills: String? = nil
    ) {
      (self.verification, self.from, self.to, self.fills) = (verification, from, to, fills)
    }
  }

  let from: Timestamp
  let to: Timestamp
  let stretches: [CoveredStretch]
  /// What the archive and the log are found to be, before anything is said about coverage.
  let verification: ArchiveVerification
  /// Trades at times at which no session ran; nil when no export was given.
  let strayTrades: [VenueExport.Trade]?
  let tradeCount: Int
  let unreadable: [Int64]

  public init(
    _ options: Options, progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) throws(GateFailure) {
    (from, to) = (options.from, options.to)
    let export = if let path = options.fills { try VenueExport.read(path) } else { VenueExport?.none }
    verification = try ArchiveVerification(options.verification, keepsEntries: true, progress: progress)
    let sessions = SessionReading.stretches(of: verification.entries, until: to)
    unreadable = sessions.unreadable
    let judgement = CoverageJudgement(verification.reports, machine: verification.machine)
    stretches = sessions.stretches.flatMap(judgement.judge).compactMap { stretch in
      var cut = stretch
      (cut.from, cut.to) = (max(stretch.from, options.from), min(stretch.to, options.to))
      return cut.from < cut.to ? cut : nil
    }.merged()
    let trades = export?.trades.filter { $0.at >= options.from && $0.at < options.to }
    tradeCount = trades?.count ?? 0
    let live = LiveTimes(sessions.stretches)
    strayTrades = trades?.filter { !live.contains($0.at) }
  }

  var gaps: [CoveredStretch] { stretches.filter { $0.gapCode != nil } }

  /// 5 when a record was altered or lost, else 1 with gaps, else 0.
  public var exitStatus: Int32 {
    if verification.exitStatus != 0 { return 5 }
    return gaps.isEmpty && (strayTrades ?? []).isEmpty && unreadable.isEmpty ? 0 : 1
  }
}

extension CoveredStretch {
  var gapCode: String? { if case .gap(let code) = state { code } else { nil } }

  var milliseconds: Int64 { to.milliseconds(since: from) }

  /// In a word or two.
  var word: String {
    switch state {
    case .covered: waivers.isEmpty ? "covered" : "covered, with waivers"
    case .protecting: "no entries permitted"
    case .notDemanded: "no report demanded"
    case .gap(let code): "NOT COVERED: \(Self.words[code] ?? code)"
    }
  }

  private static let words = [
    "coverage.silent": "the session recorded nothing", "coverage.no-report": "no report",
    "coverage.report-unknown": "its report is not in the archive, or not as it was signed",
    "coverage.other-environment": "its report is for another environment",
    "coverage.other-machine": "its report is of another machine",
    "coverage.other-scope": "its report is for certification",
    "coverage.blocked": "its report is BLOCKED",
    "coverage.other-subject": "its report is about another engine or configuration",
    "coverage.before-issue": "its report was not issued yet", "coverage.expired": "its report had expired",
    "coverage.superseded": "a later report about the same engine is BLOCKED",
  ]
}

/// When any session ran, for many questions.
struct LiveTimes {
  /// Apart from each other, in their order.
  private var spans: [(from: Timestamp, to: Timestamp)] = []

  init(_ stretches: [LiveStretch]) {
    for stretch in stretches.sorted(by: { $0.from < $1.from }) {
      if let last = spans.last, stretch.from <= last.to {
        spans[spans.count - 1].to = max(last.to, stretch.to)
      } else {
        spans.append((stretch.from, stretch.to))
      }
    }
  }

  func contains(_ time: Timestamp) -> Bool {
    var (low, high) = (0, spans.count)
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].to <= time { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].from <= time
  }
}
