import Attestation
import DocumentSchema
import EngineConfiguration
import FilePaths
import ReadinessCheck
import StrictYAML

/// What a configuration names on this machine, and whether the engine's user can use it.
///
/// What `trading-engine run` would refuse is a mistake, what it would only suffer from a warning. Nothing is opened:
/// whoever owns the files wrote them, and root may be asking.
struct MachineRules {
  let document: ConfigurationDocument
  let configuration: EngineConfiguration
  /// The configuration as the user typed it.
  let file: String
  /// Its folder, from which relative paths start.
  let folder: String
  let machine: EngineMachine
  private(set) var diagnostics: [Diagnostic] = []

  init(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument, file: String,
    on machine: EngineMachine
  ) {
    (self.document, self.configuration, self.file, self.machine) = (document, configuration, file, machine)
    folder = file.splitAtLastSlash.map { $0.folder.isEmpty ? "/" : $0.folder } ?? "."
  }

  private var files: any FileAccess { machine.files }
  private var user: EngineUser? { machine.user }

  mutating func check() {
    checkCredentials()
    if let bundle = configuration.venue.caBundle {
      _ = readable(bundle.resolved(in: folder), "the file of authorities", at: bundle.position)
    }
    if demandsReport { checkGate() }
    checkStates()
    checkAlerts()
    if configuration.environment == .live { checkTrust() }
  }

  /// The engine runs without them, and nobody hears of it.
  private mutating func checkAlerts() {
    let alerts = configuration.alerts
    if let command = alerts.command { checkProgram(command) }
    for source in [alerts.webhook?.address, alerts.heartbeat?.address] {
      guard case .file(let path)? = source else { continue }
      let text = path.resolved(in: folder)
      guard
        let status = readable(text, "the address's file", at: path.position, severity: .warning),
        status.mode & 0o077 != 0
      else { continue }
      report(
        "file-readable-by-others", at: path.position,
        "the address's file '\(text)' can be read by others (mode \(Self.octal(status.mode))), and is not used",
        hint: "chmod 0400 '\(text)', and have the address exchanged if somebody may have read it",
        severity: .warning)
    }
  }

  private var demandsReport: Bool {
    configuration.gate.isRequired || configuration.environment.reachesVenue
  }

  private mutating func checkCredentials() {
    guard case .file(let path)? = configuration.venue.credentials else { return }
    let text = path.resolved(in: folder)
    guard let status = readable(text, "the API key's file", at: path.position), status.mode & 0o077 != 0
    else {
      return
    }
    report(
      "file-readable-by-others", at: path.position,
      "the API key's file '\(text)' can be read by others (mode \(Self.octal(status.mode)))",
      hint: "chmod 0400 '\(text)', and have the key revoked if somebody may have read it")
  }

  private mutating func checkGate() {
    let gate = configuration.gate
    _ = readable(gate.keyring.resolved(in: folder), "the keyring", at: place(gate.keyring, "gate", "keyring"))
    checkFolder(
      gate.state.resolved(in: folder), "the gate's folder", at: place(gate.state, "gate", "state"),
      isMade: "the first run of the gate makes it")
    checkFolder(
      gate.approvals.resolved(in: folder), "the folder of approvals",
      at: place(gate.approvals, "gate", "approvals"), isMade: nil)
    for report in [gate.live.report, gate.certification.report].compactMap({ $0 }) {
      let path = report.resolved(in: folder)
      guard let parent = path.splitAtLastSlash?.folder else { continue }
      checkFolder(
        parent, "the report's folder", at: report.position, isMade: "the first run of the gate needs it")
    }
  }

  /// - Parameter isMade: what a missing folder means; nil where it means nothing.
  private mutating func checkFolder(
    _ path: String, _ what: String, at position: SourcePosition, isMade: String?
  ) {
    checkVolatile(path, what, at: position)
    do throws(FileAccessError) {
      guard let status = try files.information(path, followingLinks: true) else {
        if let isMade {
          report(
            "folder-missing", at: position, "\(what) '\(path)' is not there; \(isMade)",
            hint: machine.advice.elsewhere, severity: .warning)
        }
        return
      }
      guard status.kind == .folder else {
        return report("wrong-kind", at: position, "\(what) '\(path)' is \(status.kind.phrase), not a folder")
      }
      if let obstacle = try user?.obstacle(on: path, in: files) {
        report("unusable", at: position, "\(what) '\(path)' cannot be used: \(obstacle)", hint: "chmod a+rx")
      }
    } catch { unseen(path, what, error, at: position) }
  }

  private mutating func checkStates() {
    for state in machine.variables.states(of: configuration) where state.path.isAbsolutePath {
      let what = "the folder of \(state.variable)"
      let folder = state.path.splitAtLastSlash.map { $0.folder.isEmpty ? "/" : $0.folder } ?? "/"
      checkVolatile(folder, what, at: state.position)
      do throws(FileAccessError) {
        guard let status = try files.information(folder, followingLinks: true) else {
          report(
            "folder-missing", at: state.position, "\(what), '\(folder)', is not there",
            hint:
              "install -d -o \(user.map(\.name) ?? "trading") -m 0700 '\(folder)'; \(machine.advice.elsewhere)"
          )
          continue
        }
        guard status.kind == .folder else {
          report("wrong-kind", at: state.position, "\(what), '\(folder)', is \(status.kind.phrase)")
          continue
        }
        if let user {
          let refusal = user.may(.write, status) ? nil : "\(user.name) may not write there"
          if let obstacle = try user.obstacle(on: folder, in: files) ?? refusal {
            report(
              "unusable", at: state.position, "\(what), '\(folder)', cannot be used: \(obstacle)",
              hint: "chown it to the engine's user")
          }
        }
        if let present = try files.information(state.path, followingLinks: false), present.kind != .regular {
          report(
            "wrong-kind", at: state.position, "'\(state.path)' is \(present.kind.phrase), not a file",
            hint: "name a file of the state's own")
        }
      } catch { unseen(folder, what, error, at: state.position) }
    }
  }

  private mutating func checkProgram(_ command: DocumentPath) {
    do throws(FileAccessError) {
      let status = try files.information(command.text, followingLinks: true)
      let isProgram = status.map { $0.kind == .regular && $0.mode & 0o111 != 0 } ?? false
      let mayRun = try user.map { user throws(FileAccessError) in
        try user.obstacle(on: command.text, in: files) == nil
          && (status.map { user.may(.enter, $0) } ?? false)
      }
      guard !isProgram || mayRun == false else { return try checkWriters(of: command) }
      report(
        "not-a-program", at: command.position, "'\(command.text)' is no program that the engine can run",
        hint: "alerts would reach nobody; \(machine.advice.elsewhere)", severity: .warning)
    } catch { unseen(command.text, "the alert program", error, at: command.position) }
  }

  /// Whoever takes the engine over would decide what people hear, and what runs when root tries the alerts.
  private mutating func checkWriters(of command: DocumentPath) throws(FileAccessError) {
    guard let user else { return }
    for place in try files.places(of: command.text) {
      guard let status = try files.information(place, followingLinks: true),
        let reason = user.reasonToWrite(status)
      else { continue }
      report(
        "writable-by-engine", at: command.position,
        "\(user.name) could change the alert program at '\(place)': \(reason)",
        hint: "chown root:root '\(place)' && chmod go-w '\(place)'", severity: .warning)
    }
  }

  /// What Admission asks of a live session first: that the engine cannot change what it is judged by.
  private mutating func checkTrust() {
    guard let user else { return }
    let gate = configuration.gate
    var judged = [
      ("its configuration", file, SourcePosition(file: file, line: 1, column: 1)),
      ("its keyring", gate.keyring.resolved(in: folder), place(gate.keyring, "gate", "keyring")),
      ("the gate's heads", gate.state.resolved(in: folder) + "/heads", place(gate.state, "gate", "state")),
    ]
    if let report = gate.live.report {
      judged.append(("its report", report.resolved(in: folder), report.position))
    }
    var seen: Set<[UInt8]> = []
    for (what, path, position) in judged {
      do throws(FileAccessError) {
        for place in try files.places(of: path) where seen.insert(Array(place.utf8)).inserted {
          guard let status = try files.information(place, followingLinks: true),
            let reason = user.reasonToWrite(status)
          else { continue }
          report(
            "writable-by-engine", at: position, "\(user.name) could change \(what) at '\(place)': \(reason)",
            hint: "chown root:root '\(place)' && chmod go-w '\(place)'")
        }
      } catch { unseen(path, what, error, at: position) }
    }
  }

  /// The status of a regular file that the engine's user can read.
  private mutating func readable(
    _ path: String, _ what: String, at position: SourcePosition, severity: Diagnostic.Severity = .error
  ) -> FileInformation? {
    do throws(FileAccessError) {
      guard let status = try files.information(path, followingLinks: true) else {
        report(
          "file-missing", at: position, "\(what) '\(path)' is not there", hint: machine.advice.elsewhere,
          severity: severity)
        return nil
      }
      guard status.kind == .regular else {
        report(
          "wrong-kind", at: position, "\(what) '\(path)' is \(status.kind.phrase), not a file",
          severity: severity)
        return nil
      }
      if let user {
        let refusal = user.may(.read, status) ? nil : "\(user.name) may not read it"
        if let obstacle = try user.obstacle(on: path, in: files) ?? refusal {
          report(
            "unusable", at: position, "\(what) '\(path)' cannot be used: \(obstacle)",
            hint: "make it readable for the engine's user", severity: severity)
        }
      }
      return status
    } catch {
      unseen(path, what, error, at: position)
      return nil
    }
  }

  private mutating func checkVolatile(_ path: String, _ what: String, at position: SourcePosition) {
    let isTemporary = ["/tmp", "/run", "/var/run", "/dev/shm"].contains {
      path.isSamePath(as: $0) || path.path(below: $0) != nil
    }
    let isInMemory = (try? files.fileSystem(holding: path)).map { Self.volatile.contains($0.type) } ?? false
    guard isTemporary || isInMemory else { return }
    report(
      "folder-volatile", at: position, "\(what) '\(path)' is empty after the next boot",
      hint: "name a folder below /var/lib", severity: .warning)
  }

  private mutating func unseen(
    _ path: String, _ what: String, _ error: FileAccessError, at position: SourcePosition
  ) {
    report(
      "unseen", at: position, "\(what) '\(path)' cannot be looked at: \(error)",
      hint: machine.advice.unseen, severity: .warning)
  }

  private mutating func report(
    _ code: String, at position: SourcePosition, _ message: String, hint: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(Diagnostic("engine.\(code)", at: position, message, hint: hint, severity: severity))
  }

  /// Where a path with a default stands in the document.
  private func place(_ path: DocumentPath, _ section: String, _ key: String) -> SourcePosition {
    document.position(of: section, key)
  }

  /// File systems that live in memory only.
  private static let volatile: Set<String> = ["tmpfs", "ramfs", "hugetlbfs", "devtmpfs"]

  private static func octal(_ mode: UInt32) -> String { "0" + String(mode & 0o7777, radix: 8) }
}

extension FileInformation.Kind {
  /// With its article, for messages.
  fileprivate var phrase: String {
    switch self {
    case .regular: "a regular file"
    case .folder: "a folder"
    case .link: "a symbolic link"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .device: "a device"
    }
  }
}
