public import AuditLog
public import Chronology
import FilePaths
import StrictJSON

/// What the engine remembers between admissions, in `admission.json` beside the kill-switch state.
///
/// The time only moves on, so a clock that is set back shows, and so does a report or a keyring older than one that
/// was admitted before. A digest is written with them: any other digit would let an older one pass.
public struct AdmissionMarks: Sendable, Hashable {
  /// The latest time at which a session was admitted.
  public var latestSeen: Timestamp
  /// The boot in which ``bootTimeMilliseconds`` counts.
  public var bootId: String
  /// CLOCK_BOOTTIME at ``latestSeen``; what the two clocks drift apart is a step of the wall clock.
  public var bootTimeMilliseconds: Int64
  /// The highest number admitted, by `<environment>.<scope>`.
  public var sequence: [String: Int64]
  /// The highest generation seen.
  public var keyringGeneration: Int64

  public init(
    latestSeen: Timestamp, bootId: String, bootTimeMilliseconds: Int64, sequence: [String: Int64],
    keyringGeneration: Int64
  ) {
    self.latestSeen = latestSeen
    self.bootId = bootId
    self.bootTimeMilliseconds = bootTimeMilliseconds
    self.sequence = sequence
    self.keyringGeneration = keyringGeneration
  }

  /// Where the marks of the engine with this kill-switch state stand.
  public static func path(besideStateFile statePath: String) -> String {
    (statePath.splitAtLastSlash?.folder ?? ".").appendingPath("admission.json")
  }

  /// - Returns: nil when there is no such file, as before the first session.
  public static func read(_ path: String) throws(AuditLogError) -> AdmissionMarks? {
    guard let json = try StrictDocument.readSealed(path, limit: 64 << 10) else { return nil }
    do {
      let marks = try AdmissionMarks(json)
      guard .object(marks.members) == json else {
        throw AuditLogError.damaged(path: path, reason: "its members are not in order")
      }
      return marks
    } catch let error as JSONShapeError {
      throw .damaged(path: path, reason: error.description)
    } catch let error as AuditLogError {
      throw error
    } catch {
      throw .damaged(path: path, reason: "something unforeseen")
    }
  }

  var encoded: [UInt8] { StrictDocument.encoded(StrictDocument.sealed(members)) }

  private var members: [JSONMember] {
    [
      JSONMember("admission", "v1"), JSONMember("latestSeen", .string(latestSeen.description)),
      JSONMember("bootId", .string(bootId)),
      JSONMember("bootTimeMilliseconds", .integer(bootTimeMilliseconds)),
      JSONMember(
        "sequence",
        .object(
          sequence.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { JSONMember($0.key, .integer($0.value)) })),
      JSONMember("keyringGeneration", .integer(keyringGeneration)),
    ]
  }

  private init(_ json: JSON) throws(JSONShapeError) {
    var reader = try JSONObjectReader(json)
    let version = try reader.string("admission")
    guard version == "v1" else {
      throw JSONShapeError(.wrongKind, at: "$.admission", expected: "v1", found: version)
    }
    let seen = try reader.string("latestSeen")
    guard let latestSeen = Timestamp(canonical: seen) else {
      throw JSONShapeError(.wrongKind, at: "$.latestSeen", expected: "a time", found: seen)
    }
    self.latestSeen = latestSeen
    bootId = try reader.string("bootId")
    bootTimeMilliseconds = try reader.integer("bootTimeMilliseconds")
    var numbers = try reader.object("sequence")
    var sequence: [String: Int64] = [:]
    for key in numbers.remainingKeys { sequence[key] = try numbers.integer(key, in: 0 ... .max) }
    self.sequence = sequence
    keyringGeneration = try reader.integer("keyringGeneration", in: 0 ... .max)
    try reader.finish()
  }
}

extension AdmissionMarks {
  /// The marks after an admission. The time stays where it was if the clock is a little behind it, and the boot time
  /// is what it would be then, so that small differences do not add up.
  static func after(
    _ earlier: AdmissionMarks?, clock: ClockReading, bootId: String, sequence: (key: String, value: Int64),
    keyringGeneration: Int64
  ) -> AdmissionMarks {
    let latest = max(clock.now, earlier?.latestSeen ?? clock.now)
    var numbers = earlier?.sequence ?? [:]
    numbers[sequence.key] = max(sequence.value, numbers[sequence.key] ?? 0)
    return AdmissionMarks(
      latestSeen: latest, bootId: bootId,
      bootTimeMilliseconds: clock.bootTimeMilliseconds + latest.milliseconds(since: clock.now),
      sequence: numbers, keyringGeneration: max(keyringGeneration, earlier?.keyringGeneration ?? 0))
  }
}
