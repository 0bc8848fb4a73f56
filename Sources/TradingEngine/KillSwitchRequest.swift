import StrictJSON
public import Trading

/// What a person asks of a running engine's kill switch, by a file beside its state.
///
/// Any file at the trip path trips, also an empty one: `touch` works when nothing else does. Only a well-formed
/// file at the reset path resets.
public enum KillSwitchRequest: Sendable, Hashable {
  case trip(cause: KillSwitchState.Cause, reason: String)
  /// To trip, and to close the own positions of these symbols only.
  case flatten(symbols: [Symbol], reason: String)
  case reset(tripID: String, reason: String)
  /// A file at the reset path that is not a reset; why.
  case unintelligible(String)

  public static func tripPath(_ statePath: String) -> String { statePath + ".trip" }
  public static func resetPath(_ statePath: String) -> String { statePath + ".reset" }

  /// The file that asks for a trip.
  ///
  /// - Parameters:
  ///   - flattens: whether own positions are to be closed as well.
  ///   - symbols: whose; empty: of all.
  public static func tripDocument(
    reason: String, flattens: Bool = false, symbols: [Symbol] = []
  ) -> [UInt8] {
    var members = [
      JSONMember("killSwitchTrip", "v1"), JSONMember("reason", .string(reason)),
      JSONMember("policy", flattens ? "flatten" : "keep-stops"),
    ]
    if !symbols.isEmpty {
      members.append(JSONMember("symbols", .array(symbols.map { .string($0.spelling) })))
    }
    return JSON.object(members).encoded() + [0x0A]
  }

  /// The file that asks for a reset.
  public static func resetDocument(tripID: String, reason: String) -> [UInt8] {
    let json: JSON = ["killSwitchReset": "v1", "tripId": .string(tripID), "reason": .string(reason)]
    return json.encoded() + [0x0A]
  }

  /// What the file at the trip path asks for; it can only ask for a trip.
  public init(tripFile bytes: [UInt8]?, path: String) {
    var reader = bytes.flatMap { try? JSON.parse($0) }.flatMap { try? JSONObjectReader($0) }
    if (try? reader?.string("killSwitchTrip")) == "v1", let reason = try? reader?.string("reason") {
      let flattens = (try? reader?.optionalString("policy")) == "flatten"
      let symbols = (try? reader?.array("symbols"))?.compactMap { $0.stringValue.flatMap { Symbol($0) } }
      if flattens, let symbols, !symbols.isEmpty {
        self = .flatten(symbols: symbols, reason: reason)
      } else {
        self = .trip(cause: flattens ? .flattenCommand : .command, reason: reason)
      }
    } else {
      self = .trip(cause: .fileDrop, reason: "a file was put at \(path)")
    }
  }

  /// What the file at the reset path asks for.
  public init(resetFile bytes: [UInt8]?) {
    do {
      guard let bytes else { throw StateDocumentError("it cannot be read") }
      var reader = try JSONObjectReader(try JSON.parse(bytes))
      let version = try reader.string("killSwitchReset")
      guard version == "v1" else { throw StateDocumentError("its version is '\(version)'") }
      let (tripID, reason) = (try reader.string("tripId"), try reader.string("reason"))
      try reader.finish()
      guard !reason.isEmpty else { throw StateDocumentError("it gives no reason") }
      self = .reset(tripID: tripID, reason: reason)
    } catch {
      self = .unintelligible("\(error)")
    }
  }
}
