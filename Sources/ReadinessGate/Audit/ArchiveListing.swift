import Attestation
public import Chronology
import Cryptography
import DurableFiles
import ReadinessReport
import StrictJSON

/// What an archive holds, for people who look for something. It judges nothing: `audit verify` does.
public struct ArchiveListing: Sendable {
  struct Row: Sendable {
    let sha256: String
    /// Nil for a statement that is no report of ours, or cannot be read.
    let report: ReadinessReport?
  }

  let rows: [Row]

  /// - Parameters:
  ///   - since: reports issued before are left out.
  public init(store: String, since: Timestamp? = nil) throws(GateFailure) {
    // A stray name is for `audit verify` to tell: here it would be shown as it is.
    rows = try ArchiveReading.list(store).compactMap { entry in
      entry.name.flatMap { $0.hasSuffix(".json") ? SHA256Digest(hex: String($0.dropLast(5))) : nil }
    }.map { Row(sha256: $0.hex, report: Self.report($0, in: store)) }
      .filter { row in since.map { row.report?.issuedAt ?? .latest >= $0 } ?? true }
      .sorted { ($0.report?.issuedAt ?? .latest, $0.sha256) < ($1.report?.issuedAt ?? .latest, $1.sha256) }
  }

  /// - Returns: nil for what is not what its name says.
  private static func report(_ digest: SHA256Digest, in store: String) -> ReadinessReport? {
    guard
      let bytes = try? DurableFiles.read(
        "\(store)/reports/\(digest.hex).json", limit: ArchiveReading.byteLimit, follow: false),
      let envelope = try? DSSEEnvelope.parseForeign(bytes), SHA256.digest(of: envelope.payload) == digest,
      let statement = try? Statement.parse(envelope.payload)
    else { return nil }
    return try? ReadinessReport(statement: statement)
  }

  public var text: String {
    guard !rows.isEmpty else { return "the archive is empty\n" }
    return rows.map { row in
      guard let report = row.report else {
        return "\(row.sha256.prefix(12))  a statement of others, or not what its name says\n"
      }
      let waived =
        report.waivers.isEmpty ? "" : "  waived: \(report.waivers.map(\.blocker).joined(separator: ", "))"
      return
        "\(row.sha256.prefix(12))  \(report.issuedAt)  \(report.environment.rawValue)/\(report.scope.rawValue)  "
        + "\(TerminalStyle.printable(report.policy.name))  \(report.verdict.rawValue)  until \(report.expiresAt)"
        + TerminalStyle.printable(waived) + "\n"
    }.joined()
  }

  /// One JSON line for each.
  public var jsonLines: String {
    rows.map { row in
      let report = row.report
      let json: JSON = [
        "sha256": .string(row.sha256), "issuedAt": .optional(report?.issuedAt.description),
        "environment": .optional(report?.environment.rawValue), "scope": .optional(report?.scope.rawValue),
        "policy": .optional(report?.policy.name), "verdict": .optional(report?.verdict.rawValue),
        "expiresAt": .optional(report?.expiresAt.description),
        "sequence": report.map { .integer($0.sequence) } ?? .null,
        "machineId": .optional(report?.host.machineId),
        "waivers": .array((report?.waivers ?? []).map { .string($0.blocker) }),
      ]
      return json.text() + "\n"
    }.joined()
  }
}

/// One report of an archive, found by the beginning of its digest.
public struct ArchivedFile: Sendable {
  public let sha256: String
  public let bytes: [UInt8]

  /// - Throws: `audit.no-such-report`, `audit.ambiguous`.
  public static func find(_ prefix: String, in store: String) throws(GateFailure) -> ArchivedFile {
    let names = try ArchiveReading.list(store).compactMap(\.name)
      .filter { $0.hasSuffix(".json") && $0.hasPrefix(prefix.lowercased()) }
    guard let name = names.first, !prefix.isEmpty else {
      throw GateFailure(
        "audit.no-such-report", "the archive has no report whose digest begins with '\(prefix)'",
        hint: "`readiness audit list` names them", exitStatus: 64)
    }
    guard names.count == 1 else {
      throw GateFailure(
        "audit.ambiguous", "\(names.count) reports begin with '\(prefix)'", hint: "give more digits",
        exitStatus: 64)
    }
    do {
      return ArchivedFile(
        sha256: String(name.dropLast(5)),
        bytes: try DurableFiles.read(
          "\(store)/reports/\(name)", limit: ArchiveReading.byteLimit, follow: false))
    } catch {
      throw GateFailure("audit.report-unreadable", "\(error)", hint: nil, exitStatus: 74)
    }
  }

  /// The statement as it was signed, laid out for reading.
  ///
  /// - Throws: `audit.report-altered` for one that its name does not describe.
  public func statement() throws(GateFailure) -> String {
    let (json, _) = try parsed()
    return Self.visible(json.text(pretty: true)) + "\n"
  }

  /// Marks of direction and control characters in JSON's own spelling, so that no terminal obeys them.
  private static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  func parsed() throws(GateFailure) -> (JSON, ReadinessReport?) {
    guard let envelope = try? DSSEEnvelope.parseForeign(bytes),
      SHA256.digest(of: envelope.payload).hex == sha256, let json = try? JSON.parse(envelope.payload)
    else {
      throw GateFailure(
        "audit.report-altered", "\(sha256.prefix(12)) is not what its name says",
        hint: "`readiness audit verify` looks at all of them", exitStatus: 5)
    }
    let report = (try? Statement.parse(envelope.payload)).flatMap { try? ReadinessReport(statement: $0) }
    return (json, report)
  }
}
