import Attestation

/// One line on any of the errors that reading a signed document ends in.
func describe(_ error: any Error) -> String {
  switch error {
  case let error as EnvelopeError: error.found
  case let error as StatementError: error.found
  default: "\(error)"
  }
}
