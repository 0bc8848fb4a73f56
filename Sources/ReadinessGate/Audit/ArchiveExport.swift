import Attestation
import Chronology
import DurableFiles
import ReadinessReport
import StrictJSON

/// The archive in forms that others read.
public enum ArchiveExport: String, Sendable, CaseIterable {
  /// One signed envelope a line, as in-toto bundles have it.
  case bundle
  /// A line for each report, for a spreadsheet.
  case csv
  /// The same as JSON lines.
  case json

  /// - Parameters:
  ///   - listing: which reports, in their order.
  ///   - emit: takes one line after the other.
  public func write(
    _ listing: ArchiveListing, of store: String, _ emit: (String) throws(GateFailure) -> Void
  ) throws(GateFailure) {
    switch self {
    case .json: try emit(listing.jsonLines)
    case .csv:
      try emit("sha256,issued,expires,environment,scope,policy,machine,sequence,verdict,waived\n")
      for row in listing.rows { try emit(Self.csv(row)) }
    case .bundle:
      for row in listing.rows {
        let file = try ArchivedFile.find(row.sha256, in: store)
        _ = try file.parsed()
        try emit(String(decoding: file.bytes, as: UTF8.self))
      }
    }
  }

  private static func csv(_ row: ArchiveListing.Row) -> String {
    let report = row.report
    let fields = [
      row.sha256, report?.issuedAt.description, report?.expiresAt.description, report?.environment.rawValue,
      report?.scope.rawValue, report?.policy.name, report?.host.machineId, report?.sequence.description,
      report?.verdict.rawValue, report?.waivers.map(\.blocker).joined(separator: " "),
    ]
    return fields.map { quoted($0 ?? "") }.joined(separator: ",") + "\n"
  }

  /// RFC 4180; a field that a spreadsheet would take for a formula is made a text.
  private static func quoted(_ text: String) -> String {
    let starters: [Unicode.Scalar] = ["=", "+", "-", "@", "\t", "\r"]
    let isFormula = text.unicodeScalars.first.map(starters.contains) ?? false
    let safe = isFormula ? "'\(text)" : text
    // By scalars: a carriage return and a newline are one character to Swift.
    guard safe.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }) else {
      return safe
    }
    var result = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
