import StrictJSON

/// What the program reads on its standard input: one JSON object and a newline.
struct ExternalRequest {
  static let protocolVersion: Int64 = 1

  let blocker: String
  let parameters: ExternalParameters
  /// The answer has to repeat it, so that one kept from an earlier run is none.
  let nonce: String
  let deadlineMilliseconds: Int64

  var encoded: [UInt8] {
    let json: JSON = [
      "protocol": .integer(Self.protocolVersion), "id": .string(blocker), "parameters": parameters.json,
      "nonce": .string(nonce), "deadlineMilliseconds": .integer(deadlineMilliseconds),
    ]
    return json.encoded() + [0x0A]
  }
}
