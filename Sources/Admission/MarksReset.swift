public import AuditLog
import Chronology
import DurableFiles
import StrictJSON

extension Admission {
  /// A person's way out of a clock glitch: the marks say now, and the reason is in the decision log first.
  ///
  /// What does not depend on the clock stays: the numbers admitted and the keyring's generation, unless the marks
  /// cannot be read.
  ///
  /// - Throws: ``AuditLogError/invalid(_:)`` without a reason or a clock; else nothing was reset.
  @discardableResult
  public static func resetMarks(
    reason: String, killSwitchPath: String, world: AdmissionWorld
  ) throws(AuditLogError) -> AdmissionMarks {
    guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= 4_096 else {
      throw .invalid("a reset needs a reason of at most 4096 bytes")
    }
    guard let clock = world.clock() else { throw .invalid("the host has no clock") }
    let path = AdmissionMarks.path(besideStateFile: killSwitchPath)
    let earlier: AdmissionMarks?
    var state = "present"
    do {
      earlier = try AdmissionMarks.read(path)
      if earlier == nil { state = "missing" }
    } catch {
      guard case .damaged = error else { throw error }
      earlier = nil
      state = "damaged"
    }
    let marks = AdmissionMarks(
      latestSeen: clock.now, bootId: world.bootId ?? "", bootTimeMilliseconds: clock.bootTimeMilliseconds,
      sequence: earlier?.sequence ?? [:], keyringGeneration: earlier?.keyringGeneration ?? 0)
    try DecisionLog(besideStateFile: killSwitchPath).append(
      "admission-reset", at: clock.now,
      members: [
        JSONMember("reason", .string(reason)), JSONMember("marks", .string(state)),
        JSONMember("latestSeenBefore", earlier.map { .string($0.latestSeen.description) } ?? .null),
      ])
    do { try DurableFiles.replace(path, with: marks.encoded, mode: 0o600) } catch { throw .failed(error) }
    return marks
  }
}
