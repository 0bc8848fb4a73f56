import Chronology
import FilePaths

/// A request whose endpoint, parameters and account are known.
struct Call: Sendable {
  let parameters: FormParameters
  /// The parts of the path that vary, in their order.
  let segments: [String]
  /// Index into the venue's accounts; nil for public endpoints.
  let account: Int?
  let effect: WireEffect?
  let request: WireRequest

  func value(_ key: String) -> String? { parameters[key] }
}

/// One path of the API.
struct Endpoint: Sendable {
  enum Access: Sendable { case open, signed, signedHistory }

  let name: String
  let methods: [String]
  /// With `*` for what varies.
  let path: [String]
  let access: Access
  /// Points of the rate budget.
  let cost: @Sendable (FormParameters) -> Int64
  let answer: @Sendable (inout SimulatedKraken, Call) throws(WireRefusal) -> Response

  init(
    _ name: String, _ methods: [String], _ path: String, _ access: Access,
    cost: @escaping @Sendable (FormParameters) -> Int64 = { _ in 0 },
    _ answer: @escaping @Sendable (inout SimulatedKraken, Call) throws(WireRefusal) -> Response
  ) {
    (self.name, self.methods, self.access) = (name, methods, access)
    self.path = path.pathComponents
    (self.cost, self.answer) = (cost, answer)
  }

  private static let all: [Endpoint] = publicEndpoints + accountEndpoints + orderEndpoints + historyEndpoints

  static func named(_ method: String, _ path: String) -> Endpoint? {
    let parts = path.pathComponents
    return all.first { $0.methods.contains(method) && $0.fits(parts) }
  }

  private func fits(_ parts: [String]) -> Bool {
    parts.count == path.count && zip(path, parts).allSatisfy { $0 == "*" || $0 == $1 }
  }

  func segments(of path: String) -> [String] {
    zip(self.path, path.pathComponents).filter { $0.0 == "*" }.map(\.1)
  }
}

extension SimulatedKraken {
  /// Who asks, whether they may, and what it costs them.
  mutating func admit(_ request: WireRequest, _ endpoint: Endpoint, _ effect: WireEffect?) throws(WireRefusal)
    -> Call
  {
    let isForm = request.method == "POST" || request.method == "PUT"
    guard let body = isForm ? String(validating: request.body, as: UTF8.self) : "",
      let parameters = FormParameters(request.query, body)
    else { throw .malformed(code: 0, "Bad Request") }
    var account: Int?
    if endpoint.access != .open {
      guard
        let place = venue.accounts.firstIndex(where: { $0.credential.key == request.apiKey }),
        RequestSignature.isValid(request, secret: venue.accounts[place].credential.secret, venue.personality)
      else { throw endpoint.access == .signed ? .notAuthentic : .unauthorizedHistory }
      account = place
      guard venue.spend(endpoint.cost(parameters), account: place, history: endpoint.access == .signedHistory)
      else { throw .overBudget(venue.personality.overBudgetStatus) }
    }
    return Call(
      parameters: parameters, segments: endpoint.segments(of: request.path), account: account, effect: effect,
      request: request)
  }
}
