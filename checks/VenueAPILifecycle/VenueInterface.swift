import Chronology
import ReadinessCheck
import StrictJSON

/// What the engine says of the venue interface that it trades over.
struct VenueInterface: Sendable, Hashable {
  struct End: Sendable, Hashable {
    let at: Timestamp
    /// Page and date on which it was read.
    let source: String
  }

  let adapter: String
  /// Nil: nothing announced.
  let end: End?

  /// Why the engine's answer cannot be used.
  struct Silence: Error, CustomStringConvertible {
    let description: String
  }

  static func asked(of context: CheckContext) throws(Silence) -> VenueInterface {
    var identity: JSONObjectReader
    do { identity = try context.askEngine(["identity", "--json"]) } catch {
      throw Silence(description: error.description)
    }
    do {
      var interface = try identity.object("venueAPI")
      let adapter = try interface.string("adapter")
      let endsAt = try interface.optionalString("endsAt")
      let source = try interface.optionalString("source")
      guard let endsAt else { return VenueInterface(adapter: adapter, end: nil) }
      guard let at = Timestamp(canonical: endsAt), let source, !source.isEmpty else {
        throw Silence(description: "trading-engine identity: its end '\(endsAt)' is no time with a source")
      }
      return VenueInterface(adapter: adapter, end: End(at: at, source: source))
    } catch let silence as Silence {
      throw silence
    } catch {
      throw Silence(description: "trading-engine identity: \(error)")
    }
  }
}
