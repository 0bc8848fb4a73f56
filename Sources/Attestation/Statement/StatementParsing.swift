import Cryptography
import StrictJSON

extension Statement {
  /// Reads a payload strictly: the members that ``encoded()`` writes, in its order, and its bytes.
  public static func parse(_ payload: [UInt8]) throws(StatementError) -> Statement {
    let json: JSON
    let isInOneForm: Bool
    do {
      (json, isInOneForm) = try JSON.parseNotingForm(
        payload, limits: JSONLimits(bytes: EnvelopeLimits().bytes))
    } catch {
      throw .notJSON(error)
    }
    let statement: Statement
    do { statement = try read(json) } catch let error as StatementError { throw error } catch {
      guard let error = error as? JSONShapeError, error.code != .otherForm else { throw .notCanonical }
      throw .shape(path: error.path, expected: error.expected, found: error.found)
    }
    guard isInOneForm else { throw .notCanonical }
    return statement
  }

  private static func read(_ json: JSON) throws -> Statement {
    var reader = try JSONObjectReader(json, demandingOneForm: true)
    let type = try reader.string("_type")
    guard type == Self.type else { throw StatementError.type(found: type) }
    var subjects: [Subject] = []
    for var entry in try reader.objects("subject") {
      let name = try entry.string("name")
      var digests = try entry.object("digest")
      let hex = try digests.string("sha256")
      guard let digest = SHA256Digest(hex: hex) else {
        throw StatementError.subjectDigest(name: name, found: hex)
      }
      try digests.finish()
      try entry.finish()
      subjects.append(Subject(name: name, sha256: digest))
    }
    let predicateType = try reader.string("predicateType")
    let predicate = try reader.value("predicate")
    try reader.finish()
    return try Statement(subjects: subjects, predicateType: predicateType, predicate: predicate)
  }
}
