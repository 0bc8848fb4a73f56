import Chronology
import Cryptography
import ReadinessCheck
import StrictJSON

/// The engine's probe as its record says it: of this engine, this configuration and this boot, and young.
struct RecordedProbe {
  /// Larger files are no records.
  private static let byteLimit = 1 << 20
  /// How far the record's clock may be ahead of the gate's; it is the same clock.
  private static let tolerance: Int64 = 5_000

  private let path: String
  private let maxAge: Milliseconds

  static func read(
    _ path: String, maxAge: Milliseconds, configuration: CheckContext.Subject, in context: CheckContext
  ) throws(NoAnswer) -> ProbedVenue {
    try RecordedProbe(path: path, maxAge: maxAge).read(configuration, in: context)
  }

  private func read(
    _ configuration: CheckContext.Subject, in context: CheckContext
  ) throws(NoAnswer) -> ProbedVenue {
    let bytes = try bytes(in: context)
    let artifact = Finding.Artifact(name: path, sha256: SHA256.digest(of: bytes).hex)
    let engine = context.subjects["engine"]?.sha256 ?? ""
    guard !engine.isEmpty, !configuration.sha256.isEmpty else {
      throw refuse(
        .unknown, "no digests to compare with", "the record cannot be compared", artifact,
        hint: "name engine and configuration under 'subjects', where they can be read")
    }
    let boot = try bootID(in: context)
    do {
      var reader = try JSONObjectReader(
        try JSON.parse(bytes, limits: JSONLimits(bytes: Self.byteLimit, depth: 8, values: 1 << 16)))
      let version = try reader.string("probe")
      guard version == "v1" else { throw malformed("its version is '\(version)'", artifact) }
      let time = try reader.string("probedAt")
      guard let probedAt = Timestamp(canonical: time) else {
        throw malformed("'\(time)' is no time", artifact)
      }
      try judge(
        Origin(
          probedAt: probedAt, boot: try reader.optionalString("bootId"),
          engine: try reader.string("engineSha256"),
          configuration: try reader.optionalString("configurationSha256")),
        Origin(
          probedAt: context.now(), boot: boot, engine: engine, configuration: configuration.sha256), artifact)
      let outcome = try reader.string("outcome")
      let exitStatus = try reader.integer("exitStatus", in: 0...255)
      guard outcome == "ok", exitStatus == 0 else {
        throw try ProbeRefusal(&reader, exitStatus: exitStatus).noAnswer(artifact: artifact)
      }
      return ProbedVenue(
        answer: try VenueAnswer(&reader), validUntil: probedAt.advanced(byMilliseconds: maxAge.count),
        artifact: artifact)
    } catch let answer as NoAnswer {
      throw answer
    } catch {
      throw malformed("\(error)", artifact)
    }
  }

  private func bytes(in context: CheckContext) throws(NoAnswer) -> [UInt8] {
    let information: FileInformation?
    let bytes: [UInt8]
    do throws(FileAccessError) {
      information = try context.files.information(path, followingLinks: false)
      // What is no regular file is not read, and said to be none below.
      bytes = information?.kind == .regular ? try context.files.read(path, limit: Self.byteLimit) : []
    } catch {
      switch error.reason {
      case .missing: throw refuse(.fail, error.description, "there is no record of a probe", nil)
      case .tooLarge: throw refuse(.fail, error.description, "the record is not a probe's", nil)
      default:
        throw refuse(
          .unknown, error.description, "the record cannot be read", nil,
          hint: "let the blocker's 'user' read \(path)")
      }
    }
    guard let information else {
      throw refuse(.fail, "no such file", "there is no record of a probe", nil)
    }
    guard information.kind == .regular else {
      throw refuse(.fail, "a \(information.kind.rawValue)", "the record is not a regular file", nil)
    }
    return bytes
  }

  private func bootID(in context: CheckContext) throws(NoAnswer) -> String {
    let bytes: [UInt8]
    do throws(FileAccessError) {
      bytes = try context.files.read("/proc/sys/kernel/random/boot_id", limit: 256)
    } catch {
      throw refuse(.unknown, error.description, "this boot cannot be told from others", nil)
    }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    guard !line.isEmpty else {
      throw refuse(.unknown, "an empty boot id", "this boot cannot be told from others", nil)
    }
    return line
  }

  /// What a record is about, and what it has to be about.
  private struct Origin {
    let probedAt: Timestamp
    let boot: String?
    let engine: String
    let configuration: String?
  }

  private func judge(
    _ found: Origin, _ expected: Origin, _ artifact: Finding.Artifact
  ) throws(NoAnswer) {
    guard found.engine == expected.engine else {
      throw refuse(.fail, "engine \(found.engine)", "another engine has probed", artifact)
    }
    guard let configuration = found.configuration, configuration == expected.configuration else {
      throw refuse(
        .fail, "configuration \(found.configuration ?? "none that could be used")",
        "the probe was made with another configuration", artifact)
    }
    guard let boot = found.boot, boot == expected.boot else {
      throw refuse(.fail, "boot \(found.boot ?? "not told")", "the probe is of another boot", artifact)
    }
    let age = expected.probedAt.milliseconds(since: found.probedAt)
    guard age >= -Self.tolerance else {
      throw refuse(
        .fail, "probed at \(found.probedAt)", "the probe is from the future", artifact,
        hint: "the clock was set back: probe again")
    }
    guard age < maxAge.count else {
      throw refuse(.fail, "probed at \(found.probedAt)", "the probe is too old", artifact)
    }
  }

  private func malformed(_ found: String, _ artifact: Finding.Artifact) -> NoAnswer {
    refuse(.fail, found, "the record is not a probe's", artifact)
  }

  private func refuse(
    _ status: Finding.Status, _ found: String, _ message: String, _ artifact: Finding.Artifact?,
    hint: String? = nil
  ) -> NoAnswer {
    NoAnswer(
      status,
      expected: "a probe by this engine with this configuration since this boot, at most \(maxAge) ago",
      found: found, message,
      hint: hint
        ?? "systemctl start trading-engine-probe.service, or: trading-engine probe --config FILE --record \(path)",
      artifact: artifact)
  }
}
