import Admission
import ArgumentParser
import StrictJSON
import TradingEngine

extension OutputOptions {
  /// Says why the engine does not start.
  func failure(_ refusal: StartRefusal) -> ExitCode {
    switch refusal {
    case .engine(let error): return failure(error)
    case .admission(let refusal):
      StandardError.write(refusal.description + "\n")
      if json {
        let object: JSON = [
          "admitted": false,
          "refusal": [
            "code": .string(refusal.code.text), "expected": .string(refusal.expected),
            "found": .string(refusal.found), "hint": .string(refusal.hint),
            "notRecorded": refusal.notRecorded.map(JSON.string) ?? .null,
          ],
        ]
        _ = StandardOutput.write(object.text() + "\n")
      }
      return ExitCode(78)
    case .notCertified(let behaviours):
      return fail(
        code: "protection.not-certified",
        "the configured protection needs behaviours that the report does not certify: \(behaviours.joined(separator: ", "))",
        hint: "write 'placement: on-fill', or certify them", status: 78)
    }
  }
}
