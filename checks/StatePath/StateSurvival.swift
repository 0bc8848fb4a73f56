import Chronology
import ReadinessCheck
import StrictJSON

/// Does what a writer acknowledged outlive its SIGKILL, and does what is there now load?
///
/// One writing process and one reading process for all paths of the engine's kinds, and one pair for the gate's.
/// They touch probes beside the state files (``StateProbe/namePrefix``), never the files themselves, which are
/// only read.
struct StateSurvival {
  let token: String
  let context: CheckContext

  /// What a reading process says about one file.
  private struct Reading {
    let isPresent: Bool
    let loads: Bool
    let token: String?
    let reason: String
  }

  private struct Probe {
    let index: Int
    let kind: StatePathParameters.Kind
    let folder: String
    let name: String
    var path: String { AbsolutePath.appending(name, to: folder) }
  }

  private enum Acknowledgement {
    case killed
    case failed(String)
    case silent(String)
  }

  /// Leftovers older than this are of a run that was itself killed.
  private static let leftoverAge = Milliseconds(3_600_000)

  func examine(_ examinations: inout [PathExamination]) {
    let now = context.now().unixMilliseconds
    let probes = examinations.indices.compactMap { index -> Probe? in
      guard examinations[index].isReplaceable, let folder = examinations[index].folder else { return nil }
      return Probe(
        index: index, kind: examinations[index].declaration.kind, folder: folder.path,
        name: "\(StateProbe.namePrefix)\(now)-\(token)-\(index)")
    }
    defer {
      for probe in probes { try? context.files.remove(probe.path) }
      removeProbes(in: Set(probes.map(\.folder)), now: now)
    }
    examineEngines(probes.filter(\.kind.isEngines), &examinations)
    examineOwn(probes.filter { !$0.kind.isEngines }, &examinations)
    examineOwnContent(&examinations)
  }

  private func examineEngines(_ probes: [Probe], _ examinations: inout [PathExamination]) {
    var acknowledgement = Acknowledgement.silent("not asked")
    if !probes.isEmpty {
      acknowledgement = write(
        .engine,
        ["state", "exercise"] + probes.flatMap { ["--file", "\($0.kind.rawValue)=\($0.path)"] }
          + ["--token", token, "--hold"])
    }
    let live = examinations.indices.filter { index in
      examinations[index].declaration.kind.isEngines && examinations[index].file?.kind == .regular
    }
    guard !probes.isEmpty || !live.isEmpty else { return }
    var arguments = ["state", "show"]
    for probe in probes { arguments += ["--file", "\(probe.kind.rawValue)=\(probe.path)"] }
    for index in live {
      let kind = examinations[index].declaration.kind.rawValue
      arguments += ["--file", "\(kind)=\(examinations[index].reachedPath ?? "")"]
    }
    var readings: [String: Reading] = [:]
    var silence = ""
    do {
      var reader = try context.askEngine(arguments + ["--json"])
      readings = try engineReadings(&reader)
    } catch { silence = "\(error)" }
    for probe in probes {
      judge(probe, acknowledgement, readings[probe.path], silence: silence, &examinations)
    }
    for (index, examination) in examinations.enumerated() where examination.declaration.kind.isEngines {
      judgeContent(
        &examinations[index], live.contains(index) ? readings[examination.reachedPath ?? ""] : nil,
        silence: silence)
    }
  }

  private func engineReadings(_ reader: inout JSONObjectReader) throws(JSONShapeError) -> [String: Reading] {
    var readings: [String: Reading] = [:]
    for var object in try reader.objects("files") {
      _ = try object.string("kind")
      readings[try object.string("path")] = Reading(
        isPresent: try object.bool("present"), loads: try object.bool("loads"),
        token: try object.optionalString("token"), reason: try object.string("reason"))
      try object.finish()
    }
    try reader.finish()
    return readings
  }

  private func examineOwn(_ probes: [Probe], _ examinations: inout [PathExamination]) {
    guard !probes.isEmpty else { return }
    let paths = probes.map(\.path)
    let acknowledgement = write(.gate, [StateWriterRole.flag, token] + paths)
    let answer = context.programs.run(ProgramRun(.gate, [StateReaderRole.flag] + paths))
    var readings: [String: Reading] = [:]
    var silence = ""
    if let output = answer.successfulOutput {
      do {
        var reader = try JSONObjectReader(try JSON.parse(output))
        for var object in try reader.objects("files") {
          let path = try object.string("path")
          let token = try object.optionalString("token")
          readings[path] = Reading(
            isPresent: token != nil, loads: token != nil, token: token, reason: try object.string("reason"))
          try object.finish()
        }
        try reader.finish()
      } catch { silence = "\(error)" }
    } else {
      silence = answer.summary
    }
    for probe in probes {
      judge(probe, acknowledgement, readings[probe.path], silence: silence, &examinations)
    }
  }

  private func write(_ program: ProgramRun.Program, _ arguments: [String]) -> Acknowledgement {
    let answer = context.programs.run(
      ProgramRun(program, arguments, killAfterOutput: Array(StateWriterRole.acknowledgement.utf8)))
    return switch answer.ending {
    case .killedAsAsked: .killed
    // By contract the exit status of a writer that could not write.
    case .exited(74): .failed(answer.summary)
    default: .silent(answer.summary)
    }
  }

  private func judge(
    _ probe: Probe, _ acknowledgement: Acknowledgement, _ reading: Reading?, silence: String,
    _ examinations: inout [PathExamination]
  ) {
    let expected = "what the writer acknowledged before SIGKILL, read back by a new process"
    func add(_ status: Finding.Status, found: String, _ message: String) {
      examinations[probe.index].add(status, .survivesProcess, expected: expected, found: found, message)
    }
    switch acknowledgement {
    case .failed(let reason): return add(.fail, found: reason, "the writer could not write beside the file")
    case .silent(let reason):
      return add(.unknown, found: reason, "the writer did not acknowledge, so nothing was tried")
    case .killed: break
    }
    guard let reading else {
      return add(
        .unknown, found: silence.isEmpty ? "no word about the probe" : silence,
        "the reader gave no answer")
    }
    guard reading.isPresent, reading.loads, reading.token == token else {
      let found = reading.isPresent ? (reading.loads ? "another content" : reading.reason) : "no file"
      return add(.fail, found: found, "what the writer acknowledged did not outlive it")
    }
    add(.pass, found: "the same", "the writer was killed, and a new process read what it had acknowledged")
  }

  // MARK: content

  private static let expectedContent = "the current content, if any, loads"

  private func judgeContent(_ examination: inout PathExamination, _ reading: Reading?, silence: String) {
    guard examination.folder != nil else { return }
    guard let file = examination.file else { return noteAbsence(&examination) }
    guard file.kind == .regular else { return }
    guard let reading, reading.isPresent else {
      let found = silence.isEmpty ? "no word about the file" : silence
      return examination.add(
        .unknown, .content, expected: Self.expectedContent, found: found,
        "the engine does not say whether it loads")
    }
    guard reading.loads else {
      return examination.add(
        .fail, .content, expected: Self.expectedContent, found: reading.reason,
        "the engine cannot load what is there",
        hint: "trading-engine state show prints why; keep a copy before you repair it")
    }
    examination.add(.pass, .content, expected: Self.expectedContent, found: "it does", "the engine loads it")
  }

  private func noteAbsence(_ examination: inout PathExamination) {
    guard examination.isFileKnown else { return }
    examination.add(
      .pass, .content, expected: Self.expectedContent, found: "nothing yet", "there is nothing to load")
  }

  private func examineOwnContent(_ examinations: inout [PathExamination]) {
    for index in examinations.indices where !examinations[index].declaration.kind.isEngines {
      guard let path = examinations[index].reachedPath else { continue }
      guard let file = examinations[index].file else {
        noteAbsence(&examinations[index])
        continue
      }
      guard file.kind == .regular else { continue }
      var examination = examinations[index]
      do throws(FileAccessError) {
        if examination.declaration.kind == .opaque {
          _ = try context.files.readPrefix(path, count: 1)
        } else {
          let bytes = try context.files.read(path, limit: 64 << 20)
          do throws(JSONError) {
            _ = try JSON.parse(bytes, limits: JSONLimits(bytes: 64 << 20))
          } catch {
            examination.add(
              .fail, .content, expected: Self.expectedContent, found: error.description,
              "it is not strict JSON")
            examinations[index] = examination
            continue
          }
        }
        examination.add(
          .pass, .content, expected: Self.expectedContent, found: "it does", "the current content loads")
      } catch {
        examination.add(
          error.reason == .denied ? .fail : .unknown, .content, expected: Self.expectedContent,
          found: error.description, "the current content cannot be read")
      }
      examinations[index] = examination
    }
  }

  /// Whatever happened: this run's probes, their temporary files, and what a killed run left.
  private func removeProbes(in folders: Set<String>, now: Int64) {
    for folder in folders.sorted() {
      guard let names = try? context.files.list(folder, limit: 100_000) else { continue }
      for name in names {
        guard let made = StateProbe.milliseconds(ofProbeNamed: name) else { continue }
        let isOwn = name.contains("-\(token)-")
        if isOwn || made < now - Self.leftoverAge.count {
          try? context.files.remove(AbsolutePath.appending(name, to: folder))
        }
      }
    }
  }
}
