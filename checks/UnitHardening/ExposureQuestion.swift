import ExactDecimal
import ReadinessCheck

/// How exposed a service is, as this machine's systemd-analyze reckons it from the files that systemd would load.
struct ExposureQuestion {
  static let program = "/usr/bin/systemd-analyze"

  let unit: UnitName
  let maximum: ExactDecimal
  /// The folders that systemd loads units from.
  let search: [String]

  private var expected: String { "an exposure of at most \(maximum), by systemd-analyze security" }

  /// - Parameter path: the unit's own file; nil when it is none that could be asked about.
  func finding(on path: String?, in context: CheckContext) -> Finding {
    guard let path else {
      return unknown(found: "no file to ask about", hint: "install the unit first")
    }
    // As files, so that no bus and no running manager is needed; from the folders that were looked at, so that both
    // read the same drop-ins.
    let answer = context.programs.run(
      ProgramRun(
        .path(Self.program), ["security", "--offline=true", "--no-pager", path],
        environment: ["SYSTEMD_UNIT_PATH": search.joined(separator: ":")]))
    if case .notStarted(let reason) = answer.ending {
      return unknown(found: "\(Self.program): \(reason)", hint: "apt-get install systemd")
    }
    guard let output = answer.successfulOutput else {
      return unknown(
        found: "\(Self.program): \(answer.summary)", hint: "systemd-analyze security --offline=true '\(path)'"
      )
    }
    guard let exposure = Self.exposure(of: unit.text, in: output) else {
      return unknown(
        found: "\(Self.program): no overall exposure in its answer",
        hint: "systemd-analyze security --offline=true '\(path)'")
    }
    let holds = exposure <= maximum
    return Finding(
      holds ? .pass : .fail, subject: unit.text, expected: expected, found: "\(exposure)",
      message: holds ? "the unit is confined as asked" : "the unit is more exposed than the policy allows",
      hint: holds ? nil : "systemd-analyze security --offline=true '\(path)' says which setting is missing")
  }

  private func unknown(found: String, hint: String) -> Finding {
    Finding(
      .unknown, subject: unit.text, expected: expected, found: found,
      message: "the unit's exposure is not known", hint: hint)
  }

  /// The number of the one line `→ Overall exposure level for UNIT: 1.5 OK 🙂`; nil when there is none, or several.
  static func exposure(of unit: String, in output: [UInt8]) -> ExactDecimal? {
    let sentence = ["Overall", "exposure", "level", "for", "\(unit):"]
    var found: [ExactDecimal?] = []
    for line in output.split(separator: 0x0A) {
      let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      // An arrow, which depends on the locale, and behind the number a word and a face.
      guard words.count >= 8, words[1...5].elementsEqual(sentence) else { continue }
      found.append(number(words[6]))
    }
    guard found.count == 1 else { return nil }
    return found[0]
  }

  /// `0.0` to `10.0`, with one digit behind the point.
  private static func number(_ text: String) -> ExactDecimal? {
    let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 1, (1...2).contains(parts[0].count),
      let exposure = ExactDecimal(text), exposure >= .zero, exposure <= ExactDecimal(10)
    else { return nil }
    return exposure
  }
}
