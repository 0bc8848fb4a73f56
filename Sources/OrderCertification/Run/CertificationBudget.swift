public import Admission
import AuditLog
public import DurableFiles
public import ExactDecimal
import StrictJSON

/// What was used of a permission to certify, kept beside the engine's other states: a second run under the same report
/// goes on from it, so that the report's limits hold for all its runs together. A digest is written with it: another
/// digit of the report's name alone would begin the limits anew.
public struct CertificationBudget: Sendable, Hashable {
  /// The payload digest of the admitted report.
  public let reportSha256: String
  public var entriesSent: Int64
  /// Positive when money was lost. What an open position may lose is within it until its fills were counted, so that a
  /// run that is killed has lost that much.
  public var lossUSD: ExactDecimal

  public init(reportSha256: String, entriesSent: Int64 = 0, lossUSD: ExactDecimal = .zero) {
    (self.reportSha256, self.entriesSent, self.lossUSD) = (reportSha256, entriesSent, lossUSD)
  }

  /// What was used of a Grant until now; nil where no report was required, so that nothing limits runs together.
  ///
  /// - Throws: where there is a file that cannot be understood, as it may be about this very report.
  public static func used(
    of grant: Grant<Certification>, at path: String
  ) throws(CertificationRefusal) -> CertificationBudget? {
    guard let report = grant.reportSha256 else { return nil }
    let stored: CertificationBudget
    do {
      guard let json = try StrictDocument.readSealed(path, limit: 4_096) else {
        return CertificationBudget(reportSha256: report)
      }
      stored = try CertificationBudget(json)
    } catch {
      throw .plan(
        code: "certification.budget-unreadable",
        "what earlier runs have used of the permission cannot be read: '\(path)': \(error)",
        hint: "get a new report, then remove the file: what was used of this one is not known")
    }
    return stored.reportSha256 == report ? stored : CertificationBudget(reportSha256: report)
  }

  /// Returns when it is on stable storage.
  public func save(_ path: String) throws(FileError) {
    try DurableFiles.replace(path, with: StrictDocument.encoded(StrictDocument.sealed(members)), mode: 0o600)
  }

  private var members: [JSONMember] {
    [
      JSONMember("certificationBudget", "v1"), JSONMember("reportSha256", .string(reportSha256)),
      JSONMember("entriesSent", .integer(entriesSent)), JSONMember("lossUSD", .string(lossUSD.description)),
    ]
  }

  private init(_ json: JSON) throws {
    var object = try JSONObjectReader(json)
    let version = try object.string("certificationBudget")
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.certificationBudget", expected: "v1", found: version)
    }
    reportSha256 = try object.string("reportSha256")
    entriesSent = try object.integer("entriesSent", in: 0...Int64.max)
    let loss = try object.string("lossUSD")
    guard let number = ExactDecimal(loss) else {
      throw JSONShapeError(.wrongKind, at: "$.lossUSD", expected: "a number", found: loss)
    }
    lossUSD = number
    try object.finish()
  }
}
