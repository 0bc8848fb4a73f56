public import ReadinessReport
import StrictJSON

/// What `readiness selftest` found.
public struct SelftestResult: Sendable {
  /// What one blocker answered in a sound or a broken world.
  public struct Answer: Sendable, Hashable {
    public let kind: String
    /// What did not hold; nil in the sound world.
    public let breakage: String?
    public let expected: Outcome
    /// Nil when it was not asked.
    public let found: Outcome?
    /// The finding that decided.
    public let message: String

    /// Why it is red; nil in the sound world.
    public let reason: Reason?

    /// Red where something is broken, green where nothing is, and for the reason that was planted.
    public var isRight: Bool { found == expected && reason?.isGiven ?? true }
  }

  /// What a finding of a red blocker has to say, since red for another reason shows nothing.
  public struct Reason: Sendable, Hashable {
    public let expected: String
    public let isGiven: Bool
    /// What the findings say.
    public let found: [String]
  }

  public internal(set) var answers: [Answer] = []
  /// Checks whose sound world only root can make, where somebody else asked.
  public internal(set) var leftOut: [String] = []
  /// Where the scratch folder was left; nil when it is gone.
  public let folder: String?

  init(folder: String?) { self.folder = folder }

  public var wrong: [Answer] { answers.filter { !$0.isRight } }
  public var brokenCount: Int { answers.count { $0.breakage != nil } }

  /// 1 when an answer is not the one that was expected, or nothing was asked.
  public var exitStatus: Int32 { wrong.isEmpty && brokenCount > 0 ? 0 : 1 }
}

extension SelftestResult.Answer {
  /// `  red    a package is not installed` and what was said about it.
  public var line: String {
    let colour = found == .pass ? "green" : found == nil ? "none" : "red"
    let what = breakage ?? "a sound world"
    let said = TerminalStyle.printable(message)
    let text = "  \(colour)\(String(repeating: " ", count: 6 - colour.count)) \(what): \(said)"
    guard !isRight else { return text }
    let wanted = reason.map { ", because '\($0.expected)'" } ?? ""
    return text + "\n  WRONG  expected \(expected.rawValue)\(wanted), found \(found?.rawValue ?? "no answer")"
  }
}

extension SelftestResult {
  /// The last lines, after those of the answers.
  public var text: String {
    let kinds = Set(answers.map(\.kind)).count
    var lines: [String]
    if !wrong.isEmpty {
      lines = [
        "SELFTEST FAILED: \(wrong.count) of \(answers.count) answers are wrong; do not trust this gate"
      ]
    } else if brokenCount == 0 {
      lines = ["SELFTEST FAILED: nothing was tried"]
    } else {
      lines = [
        "selftest: \(kinds) check\(kinds == 1 ? "" : "s"), \(brokenCount) preconditions broken one at a time: "
          + "each turned its blocker red"
      ]
    }
    lines += wrong.map { answer in
      let what = answer.breakage.map { "although \($0)" } ?? "in a sound world"
      let because = answer.found == answer.expected ? ", for another reason" : ""
      return
        "  \(answer.kind) is \(answer.found?.rawValue ?? "not tried") \(what), expected \(answer.expected.rawValue)"
        + because
    }
    if !leftOut.isEmpty {
      lines.append("  not tried, since only root can: \(leftOut.joined(separator: ", "))")
    }
    if let folder { lines.append("  the scratch folder is \(folder)") }
    return lines.joined(separator: "\n") + "\n"
  }

  public var json: String {
    let json: JSON = [
      "passed": .bool(exitStatus == 0), "broken": .integer(brokenCount),
      "leftOut": .array(leftOut.map(JSON.string)),
      "answers": .array(
        answers.map { answer in
          [
            "check": .string(answer.kind), "broken": answer.breakage.map(JSON.string) ?? .null,
            "expected": .string(answer.expected.rawValue),
            "found": answer.found.map { .string($0.rawValue) } ?? .null, "message": .string(answer.message),
            "reason": answer.reason.map { .string($0.expected) } ?? .null,
            "findings": .array((answer.reason?.found ?? []).map(JSON.string)),
            "right": .bool(answer.isRight),
          ]
        }),
    ]
    return json.text(pretty: true) + "\n"
  }
}
