public import AuditLog
import Chronology
import DurableFiles
public import ReadinessReport
import StrictJSON

extension Admission {
  /// A person's way out of a clock glitch: the marks say now, and the reason is in the decision log first.
  ///
  /// What does not depend on the clock stays: the numbers admitted and the keyring's generation, unless the marks
  /// cannot be read.
  ///
  /// - Parameter anchors: of the reports in use. Those that the log does not go on from are recorded as lost, and from
  ///   then on a report with such an anchor is admitted again.
  /// - Throws: ``AuditLogError/invalid(_:)`` without a reason or a clock; else nothing was reset.
  @discardableResult
  public static func resetMarks(
    reason: String, killSwitchPath: String, world: AdmissionWorld, anchors: [ReadinessReport.Anchor] = []
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
    let log = DecisionLog(besideStateFile: killSwitchPath)
    let lost = anchors.filter { log.loss(of: $0) != nil }
    try log.append(
      resetKind, at: clock.now,
      members: [
        JSONMember("reason", .string(reason)), JSONMember("marks", .string(state)),
        JSONMember("latestSeenBefore", earlier.map { .string($0.latestSeen.description) } ?? .null),
      ] + (lost.isEmpty ? [] : [JSONMember(DecisionLog.lossKey, .array(lost.map(\.json)))]))
    do { try DurableFiles.replace(path, with: marks.encoded, mode: 0o600) } catch { throw .failed(error) }
    return marks
  }
}
