import Attestation
import Chronology
import ReadinessCheck
import ReadinessReport
import StrictJSON
import Testing

@Suite("Outcome and verdict") struct VerdictTests {
  @Test("of findings: fail beats unknown, unknown beats pass, nothing is unknown")
  func outcome() {
    func finding(_ status: Finding.Status) -> Finding {
      Finding(status, subject: "s", expected: "e", found: "f", message: "m")
    }
    #expect(Outcome(of: []) == .unknown)
    for first in Finding.Status.allCases {
      #expect(Outcome(of: [finding(first)]) == Outcome(rawValue: first.rawValue))
      for second in Finding.Status.allCases {
        for third in Finding.Status.allCases {
          let all = [first, second, third]
          let expected: Outcome = all.contains(.fail) ? .fail : all.contains(.unknown) ? .unknown : .pass
          #expect(Outcome(of: all.map(finding)) == expected)
        }
      }
    }
  }

  @Test("of outcomes: open only when every one is, for any three")
  func verdict() {
    #expect(Verdict(of: []) == .blocked)
    for first in Outcome.allCases {
      for second in Outcome.allCases {
        for third in Outcome.allCases {
          let all = [first, second, third]
          let isOpen = all.allSatisfy { $0 == .pass || $0 == .waived }
          let expected: Verdict = !isOpen ? .blocked : all.contains(.waived) ? .readyWithWaivers : .ready
          #expect(Verdict(of: all) == expected)
        }
      }
    }
    #expect(Outcome.allCases.filter(\.isOpen) == [.pass, .waived])
  }

  @Test("follow from blockers, findings and waivers, or are called inconsistent")
  func consistency() {
    func finding(_ status: Finding.Status) -> Finding {
      Finding(status, subject: "s", expected: "e", found: "f", message: "m")
    }
    typealias Case = (name: String, blocker: ReadinessReport.Blocker, waivers: [String], isConsistent: Bool)
    let cases: [Case] =
      [
        ("pass", ReportCases.blocker("a", .pass), [], true),
        ("fail", ReportCases.blocker("a", .fail), [], true),
        ("unknown", ReportCases.blocker("a", .unknown), [], true),
        ("timeout", ReportCases.blocker("a", .timeout), [], true),
        ("blocked", ReportCases.blocker("a", .blocked), [], true),
        ("waived", ReportCases.blocker("a", .waived, observed: .fail), ["a"], true),
        ("waived unknown", ReportCases.blocker("a", .waived, observed: .timeout), ["a"], true),
        ("waived without a waiver", ReportCases.blocker("a", .waived, observed: .fail), [], false),
        ("waived by another's waiver", ReportCases.blocker("a", .waived, observed: .fail), ["b"], false),
        ("waived unrun", ReportCases.blocker("a", .waived, observed: .blocked), ["a"], false),
        ("waived although it passed", ReportCases.blocker("a", .waived, observed: .pass), ["a"], false),
        ("observed as waived", ReportCases.blocker("a", .waived, observed: .waived), ["a"], false),
        ("pass over fail", ReportCases.blocker("a", .pass, observed: .fail), [], false),
        ("pass over unknown", ReportCases.blocker("a", .pass, observed: .unknown), ["a"], false),
        (
          "pass with a failed finding",
          ReportCases.blocker("a", .pass, findings: [finding(.pass), finding(.fail)]), [], false
        ),
        (
          "pass with an unknown finding", ReportCases.blocker("a", .pass, findings: [finding(.unknown)]), [],
          false
        ),
        ("pass that asserts nothing", ReportCases.blocker("a", .pass, findings: []), [], false),
      ]
    for item in cases {
      let report = ReportCases.report([ReportCases.blocker("x", .pass), item.blocker], waivers: item.waivers)
      #expect(report.hasConsistentVerdict == item.isConsistent, "\(item.name)")
    }
  }

  @Test("that are stated wrongly are called inconsistent")
  func stated() throws {
    for outcome in Outcome.allCases where outcome != .waived {
      for stated in Verdict.allCases {
        var report = ReportCases.report([ReportCases.blocker("a", outcome)])
        let right = report.verdict
        report.verdict = stated
        #expect(report.hasConsistentVerdict == (stated == right))
        let read = try ReportFormTests.read(ReportFormTests.bytes(report))
        #expect(read.verdict == stated)
        #expect(read.hasConsistentVerdict == (stated == right))
      }
    }
    var empty = ReportCases.sparse
    empty.verdict = .ready
    #expect(!empty.hasConsistentVerdict)
  }

  @Test("come with a summary whose counts are compared")
  func summary() throws {
    let bytes = try ReportFormTests.bytes(ReportCases.full)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""summary":{"pass":1,"fail":1,"unknown":1,"timeout":1,"blocked":1,"waived":1}"#))
    for outcome in Outcome.allCases {
      let changed = text.split(separator: #""summary""#).joined(separator: #""summary""#)
        .split(separator: "\"\(outcome.rawValue)\":1").joined(separator: "\"\(outcome.rawValue)\":2")
      let read = try ReportFormTests.read(Array(changed.utf8))
      #expect(!read.hasConsistentVerdict, "\(outcome)")
    }
  }
}
