import Attestation
import Chronology
import Cryptography
import ReadinessReport

/// What an audit says about a stretch of time.
struct CoveredStretch: Sendable, Hashable {
  enum State: Sendable, Hashable {
    /// Live with entries permitted, under a report that was good then.
    case covered
    /// Live, and entries were not permitted: nothing has to cover that.
    case protecting
    /// Live where no report is demanded, which demo and live never are.
    case notDemanded
    /// Not covered; a stable code.
    case gap(String)
  }

  var from: Timestamp
  var to: Timestamp
  let state: State
  let report: SHA256Digest?
  let sequence: Int64?
  /// Waivers in force then, by their blockers.
  let waivers: [String]
}

/// Whether each stretch of an engine's life was under a report that permitted it.
struct CoverageJudgement {
  /// How long an engine may go on after a BLOCKED that concerns it: with a failed blocker until it has seen the file, else
  /// as long as design §5.4 gives it.
  static let failedGrace: Int64 = 2 * 60_000
  static let undecidedGrace: Int64 = 16 * 60_000

  private let byDigest: [SHA256Digest: ArchivedReport]
  /// Whose log the stretches are of; nil where nothing says.
  private let machine: String?
  /// BLOCKED reports by what they are about, in the order of their issue. Whatever the policy: to the engine, any that
  /// concerns it is a no, and only the same policy takes it back.
  private let blocked: [Pair: [ArchivedReport]]
  private let opened: [Pair: [ArchivedReport]]

  private struct Pair: Hashable {
    let environment: TradingEnvironment
    let machine: String
    let engine: SHA256Digest?
    let configuration: SHA256Digest?

    init(_ report: ArchivedReport) {
      (environment, machine) = (report.chain.environment, report.chain.machine)
      (engine, configuration) = (report.engine, report.configuration)
    }
  }

  init(_ reports: [ArchivedReport], machine: String?) {
    self.machine = machine
    byDigest = Dictionary(reports.map { ($0.sha256, $0) }, uniquingKeysWith: { first, _ in first })
    let live = reports.filter { $0.chain.scope == .live }.sorted { $0.issuedAt < $1.issuedAt }
    blocked = Dictionary(grouping: live.filter { $0.verdict == .blocked }, by: { Pair($0) })
    opened = Dictionary(grouping: live.filter { $0.verdict != .blocked }, by: { Pair($0) })
  }

  /// Cuts a stretch where its answer changes.
  func judge(_ stretch: LiveStretch) -> [CoveredStretch] {
    if stretch.isSilent { return [covered(stretch, .gap("coverage.silent"), nil)] }
    guard stretch.permitsEntries else { return [covered(stretch, .protecting, nil)] }
    guard let digest = stretch.report else {
      let isDemanded = stretch.environment.reachesVenue
      return [covered(stretch, isDemanded ? .gap("coverage.no-report") : .notDemanded, nil)]
    }
    guard let report = byDigest[digest] else {
      return [covered(stretch, .gap("coverage.report-unknown"), nil, named: digest)]
    }
    if report.chain.environment != stretch.environment {
      return [covered(stretch, .gap("coverage.other-environment"), report)]
    }
    if let machine, report.chain.machine != machine {
      return [covered(stretch, .gap("coverage.other-machine"), report)]
    }
    if report.chain.scope != .live { return [covered(stretch, .gap("coverage.other-scope"), report)] }
    if report.verdict == .blocked { return [covered(stretch, .gap("coverage.blocked"), report)] }
    let isNamed = stretch.engine != nil && stretch.configuration != nil
    if !isNamed && stretch.environment.reachesVenue || report.engine != stretch.engine
      || report.configuration != stretch.configuration
    {
      return [covered(stretch, .gap("coverage.other-subject"), report)]
    }
    return cut(stretch, report)
  }

  private func cut(_ stretch: LiveStretch, _ report: ArchivedReport) -> [CoveredStretch] {
    let ends = [(report.expiresAt, "coverage.expired"), supersededAt(report)].compactMap { $0 }
    guard let (end, code) = ends.min(by: { $0.0 < $1.0 }) else { return [] }
    var result: [CoveredStretch] = []
    if stretch.from < report.issuedAt {
      var early = stretch
      early.to = min(stretch.to, report.issuedAt)
      result.append(covered(early, .gap("coverage.before-issue"), report))
    }
    var good = stretch
    (good.from, good.to) = (max(stretch.from, report.issuedAt), min(stretch.to, end))
    if good.from < good.to { result.append(covered(good, .covered, report)) }
    var late = stretch
    late.from = max(stretch.from, end)
    if late.from < late.to { result.append(covered(late, .gap(code), report)) }
    return result
  }

  /// When a later BLOCKED about the same artefacts had to have ended what this report permits, unless a newer READY came.
  private func supersededAt(_ report: ArchivedReport) -> (Timestamp, String)? {
    let pair = Pair(report)
    let ends = (blocked[pair] ?? []).compactMap { no -> Timestamp? in
      guard no.issuedAt > report.issuedAt else { return nil }
      let end = no.issuedAt.advanced(
        byMilliseconds: no.hasFailed ? Self.failedGrace : Self.undecidedGrace)
      let isLifted = (opened[pair] ?? []).contains {
        $0.chain == no.chain && $0.issuedAt > no.issuedAt && $0.issuedAt < end
      }
      return isLifted ? nil : end
    }
    return ends.min().map { ($0, "coverage.superseded") }
  }

  private func covered(
    _ stretch: LiveStretch, _ state: CoveredStretch.State, _ report: ArchivedReport?,
    named: SHA256Digest? = nil
  ) -> CoveredStretch {
    CoveredStretch(
      from: stretch.from, to: stretch.to, state: state, report: report?.sha256 ?? named ?? stretch.report,
      sequence: report?.sequence,
      waivers: state == .covered
        ? (report?.waivers ?? []).filter { $0.expiresAt > stretch.from }.map(\.blocker) : [])
  }
}

extension [CoveredStretch] {
  /// Neighbours that say the same are one.
  func merged() -> [CoveredStretch] {
    reduce(into: []) { result, next in
      guard let last = result.last, last.to == next.from, last.state == next.state,
        last.report == next.report,
        last.waivers == next.waivers
      else {
        result.append(next)
        return
      }
      result[result.count - 1].to = next.to
    }
  }
}
