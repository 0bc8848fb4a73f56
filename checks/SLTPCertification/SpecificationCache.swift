import CertificationEvidence
import Chronology
import ReadinessCheck
import StrictJSON

/// The instruments' present specifications, as the engine cached them.
struct SpecificationCache: Sendable {
  let updatedAt: Timestamp
  /// By symbol.
  let instruments: [String: InstrumentSpecification]

  /// Why the present specifications are not known.
  struct Silence: Error, Sendable {
    let reason: String
  }

  /// Asks the engine where its cache is, and reads it.
  ///
  /// Relative paths in the engine's configuration are relative to the policy's folder here, as this check has no root.
  static func read(in context: CheckContext) throws(Silence) -> SpecificationCache {
    let variable = "INSTRUMENT_SPECS_CACHE_PATH"
    var arguments = ["state", "paths"]
    if let configuration = context.subjects["configuration"] {
      arguments += ["--config", configuration.path]
    }
    arguments += ["--root", context.policyFolder, "--json"]
    let path: String
    do {
      let environment = context.serviceEnvironment.filter { $0.key == variable }
      var reader = try context.askEngine(arguments, environment: environment)
      var paths: [String: String] = [:]
      for var object in try reader.objects("paths") {
        paths[try object.string("variable")] = try object.string("path")
      }
      guard let answer = paths[variable] else {
        throw Silence(reason: "the engine does not say where its cache of specifications is")
      }
      path = answer
    } catch let silence as Silence { throw silence } catch {
      throw Silence(reason: "the engine does not say where its cache of specifications is: \(error)")
    }
    do { return try SpecificationCache(try context.files.read(path, limit: 64 << 20)) } catch {
      throw Silence(reason: "the cache of specifications cannot be read: \(error)")
    }
  }

  /// `{"instrumentSpecs":"v1","updatedAt":null|"…","instruments":[{"symbol":"…","specification":{…}}],"note":…}`.
  init(_ bytes: [UInt8]) throws {
    var reader = try JSONObjectReader(try JSON.parse(bytes, limits: JSONLimits(bytes: 64 << 20)))
    let version = try reader.string("instrumentSpecs")
    let updated = try reader.optionalString("updatedAt")
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.instrumentSpecs", expected: "v1", found: version)
    }
    guard let updated, let updatedAt = Timestamp(rfc3339: updated) else {
      throw JSONShapeError(
        .wrongKind, at: "$.updatedAt", expected: "when it was last updated", found: updated ?? "null")
    }
    self.updatedAt = updatedAt
    var instruments: [String: InstrumentSpecification] = [:]
    for object in try reader.objects("instruments") {
      let instrument = try InstrumentSpecification(object)
      instruments[instrument.symbol] = instrument
    }
    self.instruments = instruments
  }
}
