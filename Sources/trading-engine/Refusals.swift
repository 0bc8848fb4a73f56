import Admission
import ArgumentParser
import OrderCertification
import StrictJSON
import TradingEngine

extension OutputOptions {
  /// Says why the engine does not start.
  func failure(_ refusal: StartRefusal) -> ExitCode {
    switch refusal {
    case .engine(let error): return failure(error)
    case .admission(let refusal): return failure(refusal)
    case .notCertified(let behaviours):
      return fail(
        code: "protection.not-certified",
        "the configured protection needs behaviours that the report does not certify: \(behaviours.joined(separator: ", "))",
        hint: "write 'placement: on-fill', or certify them", status: 78)
    }
  }

  /// Says why Admission says no.
  func failure(_ refusal: Refusal) -> ExitCode {
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
    return ExitCode(refusal.exitStatus)
  }

  /// Says why nothing is certified.
  func failure(_ refusal: CertificationRefusal) -> ExitCode {
    if case .admission(let refusal) = refusal { return failure(refusal) }
    let answer = refusal.answer
    return fail(code: answer.code, answer.message, hint: answer.hint, status: answer.status)
  }

  func failure(_ failure: CertificationGuardian.Failure) -> ExitCode {
    switch failure {
    case .refused(let refusal): self.failure(refusal)
    case .refusedByWorker(let code, let message, let status):
      fail(code: code, "the worker refused: \(message)", hint: nil, status: status)
    case .evidence(let failure):
      fail(
        code: "evidence.not-written", "the evidence could not be written: \(failure)",
        hint: "the venue was left clean; certify again with a folder that can be written to", status: 74)
    }
  }
}
