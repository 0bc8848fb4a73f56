import Attestation
import ReadinessReport
import StrictJSON

/// The report's Statement, as signed, indented for reading.
enum JSONRendering {
  static func render(_ result: RunResult) -> String {
    guard let statement = try? result.report.statement() else { return "{}\n" }
    return statement.json.text(pretty: true) + "\n"
  }
}
