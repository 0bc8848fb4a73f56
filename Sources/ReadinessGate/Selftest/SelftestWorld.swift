import Attestation
import CheckHost
import Chronology
import Cryptography
import DurableFiles
import FilePaths
import Glibc
import Processes
import ReadinessCheck
import StrictJSON

/// A scratch folder with everything that the built-in checks look at, in order: an engine's state, evidence that it made
/// with the simulated venue, a Python system, keys. Nothing outside of it is changed.
///
/// ```
/// SCRATCH/world  what checks look at; broken, and put back from `sound`
/// SCRATCH/sound  a copy of it
/// SCRATCH/bin    the engine, and another build of it
/// SCRATCH/venue  what the simulated venue writes
/// ```
final class SelftestWorld {
  let scratch: String
  var folder: String { "\(scratch)/world" }
  /// The subject of the policies.
  private(set) var engine: String
  private let venue: SimulatedVenueProcess
  /// The type of the file system below: one that a reboot empties has to be allowed by name.
  private let fileSystem: String
  private let keeps: Bool
  private let now: Timestamp

  /// - Parameters:
  ///   - parent: an existing folder whose files stay.
  ///   - keeps: leave everything for a look at it.
  init(
    in parent: String, programs: SelftestPrograms, now: Timestamp, keeps: Bool
  ) throws(GateFailure) {
    self.now = now
    guard let parent = try? DurableFiles.realPath(parent), parent.utf8.allSatisfy(Self.isPlain) else {
      throw GateFailure(
        "selftest.no-scratch", "'\(parent)' is no folder whose path is plain (A-Z a-z 0-9 . _ + - /)",
        hint: "--scratch DIR", exitStatus: 64)
    }
    var template = Array("\(parent)/readiness-selftest.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil, unsafe chmod(template, 0o755) == 0 else {
      throw GateFailure(
        "selftest.no-scratch",
        "no scratch folder can be made in '\(parent)': \(SystemMessage.describe(errno))",
        hint: "--scratch DIR", exitStatus: 74)
    }
    scratch = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.keeps = keeps
    fileSystem = (try? HostFiles().fileSystem(holding: scratch).type) ?? "unknown"
    venue = SimulatedVenueProcess(program: programs.simulator, folder: "\(scratch)/venue")
    engine = "\(scratch)/bin/trading-engine"
    try command(["mkdir", "-p", "--", "\(scratch)/bin", "\(folder)/gate"])
    try command(["cp", "--", programs.engine, engine])
    try command(["cp", "--", programs.engine, "\(scratch)/bin/other-engine"])
    // One byte more at its end changes what it is and not what it does.
    try command(["sh", "-c", "printf x >>\"$0\"", "\(scratch)/bin/other-engine"])
  }

  deinit { if !keeps { _ = try? command(["rm", "-rf", "--", scratch]) } }

  /// - Parameter certifies: whether the engine certifies its orders with the simulated venue.
  func make(certifies: Bool) throws(GateFailure) {
    try command(["mkdir", "-p", "-m", "0700", "--", "\(folder)/state/certification"])
    // Whatever this process's umask lets others write, they would be able to exchange the programs in it.
    try command(["chmod", "go-w", "--", folder, "\(folder)/gate"])
    try command(["mkdir", "-m", "0755", "--", "\(folder)/keys"])
    for (name, role) in [("gate", KeyRole.gate), ("certifier", .certifier), ("approver", .approver)] {
      _ = try KeyGeneration(
        name: name, roles: [role], environments: [.simulator], folder: "\(folder)/keys", validFor: .days(9)
      ).run(now: now.advanced(byMilliseconds: -7 * Self.day))
    }
    try venue.start()
    for (name, text) in SelftestFiles.all() { try write(name, text) }
    try command(["chmod", "0600", "\(folder)/keys/venue"])
    try command(["git", "-C", "\(folder)/app", "init", "--quiet"])
    try write("etc/engine.yaml", SelftestFiles.configuration(origin: venue.origin, account: nil))
    let account = try account()
    try write("etc/engine.yaml", SelftestFiles.configuration(origin: venue.origin, account: account))
    try command([engine] + SelftestFiles.drill.map(expanded))
    if certifies { try command([engine] + SelftestFiles.certify.map(expanded)) }
  }

  /// Whose key the simulated venue says that it is.
  private func account() throws(GateFailure) -> String? {
    // With a name that is not it the probe refuses, and says which one it is.
    try command(["cp", "--", "\(folder)/etc/engine.yaml", "\(scratch)/probe.yaml"])
    let output = try command([engine, "probe", "--config", "\(scratch)/probe.yaml", "--json"])
    guard let json = try? JSON.parse(output), let account = json["account"]?.stringValue else {
      throw Self.unfit("the simulated venue names no account")
    }
    return account
  }

  /// Keeps what there is as the sound world.
  func keep() throws(GateFailure) { try command(["cp", "-a", "--", folder, "\(scratch)/sound"]) }

  /// Puts the sound world back.
  func restore() throws(GateFailure) {
    try command(["rm", "-rf", "--", folder])
    try command(["cp", "-a", "--", "\(scratch)/sound", folder])
    engine = "\(scratch)/bin/trading-engine"
    try venue.start()
  }

  func apply(_ change: Breakage.Change) throws(GateFailure) {
    switch change {
    case .parameters: break
    case .write(let name, let text): try write(name, text)
    case .edit(let name, let old, let new):
      let edited = Substitution(try read(name), expanded(old), becoming: new)
      guard edited.count > 0 else { throw Self.unfit("'\(name)' does not hold '\(old)'") }
      try write(name, edited.text)
    case .member(let name, let member, let value):
      try write(name, Self.text(read(name), with: member, becoming: value, in: name))
    case .run(let arguments): try command(arguments.map(expanded))
    case .sign(let name, let key, let member, let value):
      try sign(name, with: key, member: member, becoming: expanded(value))
    case .anotherBuild: engine = "\(scratch)/bin/other-engine"
    case .anotherProgram(let path): engine = path
    case .silentVenue: venue.end()
    }
  }

  /// With the names of folders instead of their placeholders.
  func expanded(_ text: String) -> String {
    [
      ("WORLD", folder), ("FILESYSTEM", fileSystem), ("ENGINE", engine),
      ("TWO-DAYS-AGO", now.advanced(byMilliseconds: -2 * Self.day).description),
    ].reduce(text) { Substitution($0, $1.0, becoming: $1.1).text }
  }

  func write(_ name: String, _ text: String) throws(GateFailure) {
    let path = "\(folder)/\(name)"
    if let parent = path.splitAtLastSlash?.folder { try command(["mkdir", "-p", "--", parent]) }
    do throws(FileError) {
      try DurableFiles.replace(path, with: Array(expanded(text).utf8))
    } catch {
      throw Self.unfit("\(error)")
    }
  }

  private func read(_ name: String) throws(GateFailure) -> String {
    do throws(FileError) {
      return String(decoding: try DurableFiles.read("\(folder)/\(name)", limit: 16 << 20), as: UTF8.self)
    } catch {
      throw Self.unfit("\(error)")
    }
  }

  /// Gives a member of an envelope's payload another text, and signs it anew, as its maker would have.
  private func sign(
    _ name: String, with key: String, member: String, becoming value: String
  ) throws(GateFailure) {
    let path = try matching(name)
    do {
      let envelope = try DSSEEnvelope.parseForeign(DurableFiles.read(path, limit: 16 << 20))
      let text = String(decoding: envelope.payload, as: UTF8.self)
      let payload = try Self.text(text, with: member, becoming: expanded(value), in: name)
      let pem = try DurableFiles.read("\(folder)/keys/\(key).pem", limit: 4_096)
      let signed = try DSSEEnvelope.sign(
        payloadType: envelope.payloadType, payload: Array(payload.utf8),
        with: [try Ed25519PrivateKey(pem: pem)])
      try DurableFiles.replace(path, with: signed.encoded())
    } catch let failure as GateFailure {
      throw failure
    } catch {
      throw Self.unfit("\(error)")
    }
  }

  /// A JSON text with another text for a member. The value ends at the next quotation mark: none that is exchanged holds one.
  private static func text(
    _ text: String, with member: String, becoming value: String, in name: String
  ) throws(GateFailure) -> String {
    let marked = Substitution(text, "\"\(member)\":\"", becoming: "\0", limit: 1)
    let parts = marked.text.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false)
    guard marked.count == 1, parts.count == 2, let end = parts[1].firstIndex(of: "\"") else {
      throw unfit("'\(name)' has no member '\(member)'")
    }
    return "\(parts[0])\"\(member)\":\"\(value)\(parts[1][end...])"
  }

  /// The one file of a folder with such an end, where the last component begins with `*`: evidence is named by its digest.
  private func matching(_ name: String) throws(GateFailure) -> String {
    let path = "\(folder)/\(name)"
    guard let (parent, last) = path.splitAtLastSlash, last.hasPrefix("*") else { return path }
    let names = ((try? DurableFiles.list(parent, limit: 1_000)) ?? []).compactMap(\.name)
      .filter { $0.hasSuffix(last.dropFirst()) }
    guard names.count == 1 else { throw Self.unfit("'\(name)' is \(names.count) files") }
    return "\(parent)/\(names[0])"
  }

  /// Paths stand in commands and policies here.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: ".\u{5F}+-/".utf8.contains(byte)
    }
  }

  private static let day: Int64 = 86_400_000

  @discardableResult private func command(_ arguments: [String]) throws(GateFailure) -> [UInt8] {
    let result = Processes.run(
      ProcessRequest(
        .path("/usr/bin/env"), arguments: arguments,
        environment: ["PATH": HostPrograms.searchPath, "HOME": scratch], workingDirectory: scratch),
      deadline: .now().advanced(byMilliseconds: 600_000))
    guard result.isSuccess else {
      throw GateFailure(
        "selftest.world",
        "the scratch world cannot be made: \(arguments.prefix(3).joined(separator: " ")) "
          + result.termination.phrase,
        details: TerminalStyle.printable(String(decoding: result.standardError.suffix(2_000), as: UTF8.self)),
        exitStatus: 70)
    }
    return result.standardOutput
  }

  private static func unfit(_ reason: String) -> GateFailure {
    GateFailure("selftest.world", "the scratch world is not as it was made: \(reason)", exitStatus: 70)
  }
}
