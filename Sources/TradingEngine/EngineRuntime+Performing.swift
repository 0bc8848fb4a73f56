import Admission
import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import StrictJSON
import Trading

extension EngineRuntime {
  /// What other processes have left for this one.
  mutating func look() -> [EngineEvent] {
    var events: [EngineEvent] = []
    let statePath = start.paths[.killSwitch]
    let trip = KillSwitchRequest.tripPath(statePath)
    if isNew(trip) {
      let bytes = try? DurableFiles.read(trip, limit: 64 << 10)
      events.append(.requested(KillSwitchRequest(tripFile: bytes, path: trip), file: trip))
    }
    let reset = KillSwitchRequest.resetPath(statePath)
    if isNew(reset) {
      let bytes = try? DurableFiles.read(reset, limit: 64 << 10)
      events.append(.requested(KillSwitchRequest(resetFile: bytes), file: reset))
    }
    let signature = FileSignature(start.requirements.reportPath)
    if signature != reportSignature {
      reportSignature = signature
      events.append(.reportChanged)
    }
    return events
  }

  /// Whether there is a file that was not acted on.
  mutating func isNew(_ path: String) -> Bool {
    guard let signature = FileSignature(path) else {
      handled[path] = nil
      return false
    }
    guard handled[path] != signature else { return false }
    handled[path] = signature
    return true
  }

  mutating func perform(_ effect: EngineEffect, at now: Timestamp) {
    switch effect {
    case .record(let kind, let members): record(kind, members, at: now)
    case .alert(let alert): start.alert(alert)
    case .note(let text): start.log("note: \(text)")
    case .trip(let cause, let reason):
      var trouble: EngineError?
      do { try killSwitch.trip(id: start.makeTripID(), cause: cause, reason: reason, at: now) } catch {
        trouble = error
      }
      pending.append(.killSwitch(killSwitch.state, trouble: trouble))
    case .noteFlattened:
      var trouble: EngineError?
      do { try killSwitch.noteFlattened(at: now) } catch { trouble = error }
      pending.append(.killSwitch(killSwitch.state, trouble: trouble))
    case .reset(let tripID, let reason):
      var trouble: EngineError?
      do { try killSwitch.reset(tripID: tripID, reason: reason, at: now) } catch { trouble = error }
      pending.append(.killSwitch(killSwitch.state, trouble: trouble))
    case .discard(let file):
      do { try DurableFiles.remove(file) } catch { start.log("note: \(error)") }
    case .review:
      artefacts.killSwitch = LoadedArtefacts.KillSwitch(killSwitch.state)
      pending.append(
        .reviewed(
          Admission.review(
            Live.self, requirements: start.requirements, loaded: artefacts, world: start.world)))
    case .watchdog: notifier.watchdog()
    case .stop(let because):
      notifier.stopping(because)
      InstanceRecord.remove(in: start.folder)
      start.log("note: stopped, because \(because)")
      isEnded = true
    }
  }

  mutating func record(_ kind: String, _ members: [JSONMember], at now: Timestamp) {
    do {
      try log.append(kind, at: now, members: PaperMark.stamp(members, session.environment))
      guard !isRecording else { return }
      isRecording = true
      pending.append(.recorded)
    } catch {
      isRecording = false
      pending.append(.notRecorded("\(error)"))
    }
  }
}
