import Chronology
import ReadinessCheck
import StrictJSON

/// What `trading-engine probe --record FILE` wrote down, for a gate that has no network.
///
/// Beside the probe's answer it says when it was made, in which boot, and by which engine with which configuration. It
/// is not signed: whoever can write it is the service's user, whose engine could say the same to the gate's face.
enum ProbeRecord {
  private static let byteLimit = 1 << 20

  static func read(
    _ path: String, maxAge: Milliseconds, in context: CheckContext
  ) throws(VenueTimeRefusal) -> VenueOffset {
    let again = "run `trading-engine probe --config FILE --record \(path)`, and let a timer repeat it"
    let bytes = try content(path, in: context, again)
    let record: Content
    do { record = try Content(bytes, path) } catch {
      throw VenueTimeRefusal(.unknown, "\(error)", "the record of the probe cannot be read", hint: again)
    }
    for (name, stated) in [
      ("engine", record.engineSha256), ("configuration", record.configurationSha256),
    ] {
      let digest = context.subjects[name]?.sha256 ?? ""
      guard !digest.isEmpty, stated == digest else {
        throw VenueTimeRefusal(
          .fail, "\(name) \(stated ?? "unknown"), and here is \(digest)", "the record is of another \(name)",
          hint: again)
      }
    }
    let boot: String
    do { boot = try context.bootId() } catch {
      throw VenueTimeRefusal(
        .unknown, error.description, "the boot id cannot be read", hint: "see that /proc is mounted")
    }
    guard record.bootId == boot else {
      throw VenueTimeRefusal(
        .fail, "boot \(record.bootId ?? "unknown"), and this is \(boot)", "the record is of another boot",
        hint: again)
    }
    let age = context.now().milliseconds(since: record.probedAt)
    guard age >= 0 else {
      throw VenueTimeRefusal(
        .fail, "probed at \(record.probedAt), \(-age) ms ahead", "the record is from the future",
        hint: "the clock went back since: see what set it, then \(again)")
    }
    guard age <= maxAge.count else {
      throw VenueTimeRefusal(.fail, "probed at \(record.probedAt)", "the record is too old", hint: again)
    }
    switch record.outcome {
    case .answered(let offset): return offset
    case .refused(let code, let message):
      throw VenueTimeRefusal(
        .unknown, "\(message) [\(code)] at \(record.probedAt)", "the engine could not learn the venue's time",
        hint: "see what `trading-engine probe --config FILE` says")
    }
  }

  private static func content(
    _ path: String, in context: CheckContext, _ again: String
  ) throws(VenueTimeRefusal) -> [UInt8] {
    do {
      guard let file = try context.files.information(path, followingLinks: false) else {
        throw VenueTimeRefusal(.fail, "nothing at \(path)", "there is no record of a probe", hint: again)
      }
      guard file.kind == .regular else {
        throw VenueTimeRefusal(
          .fail, "a \(file.kind.rawValue) at \(path)", "the record is no regular file",
          hint: "remove it, then \(again)")
      }
      return try context.files.read(path, limit: byteLimit)
    } catch let refusal as VenueTimeRefusal {
      throw refusal
    } catch {
      throw VenueTimeRefusal(
        .unknown, "\(error)", "the record of the probe cannot be read",
        hint: "let the blocker's user read \(path)")
    }
  }

  /// The members that are used; the others are the probe's own.
  private struct Content {
    let probedAt: Timestamp
    let bootId: String?
    let engineSha256: String?
    let configurationSha256: String?
    let outcome: Outcome

    enum Outcome {
      case answered(VenueOffset)
      case refused(code: String, message: String)
    }

    init(_ bytes: [UInt8], _ path: String) throws {
      var reader = try JSONObjectReader(
        try JSON.parse(bytes, limits: JSONLimits(bytes: byteLimit, depth: 16, values: 100_000)))
      let version = try reader.string("probe")
      guard version == "v1" else {
        throw JSONShapeError(.outOfRange, at: "$.probe", expected: "v1", found: version)
      }
      let time = try reader.string("probedAt")
      guard let probedAt = Timestamp(rfc3339: time) else {
        throw JSONShapeError(.wrongKind, at: "$.probedAt", expected: "a time in UTC", found: time)
      }
      self.probedAt = probedAt
      bootId = try reader.optionalString("bootId")
      engineSha256 = try reader.optionalString("engineSha256")
      configurationSha256 = try reader.optionalString("configurationSha256")
      let code = try reader.string("outcome")
      if code == "ok" {
        outcome = .answered(try VenueOffset(&reader, source: "the record of \(probedAt)"))
      } else {
        var error = try reader.object("error")
        outcome = .refused(code: code, message: try error.string("message"))
      }
    }
  }
}

extension CheckContext {
  /// /proc/sys/kernel/random/boot_id: another one after every start of the kernel.
  func bootId() throws(FileAccessError) -> String {
    let bytes = try files.read("/proc/sys/kernel/random/boot_id", limit: 256)
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
