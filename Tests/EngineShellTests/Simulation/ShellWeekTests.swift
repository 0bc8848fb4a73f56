import DurableFiles
import Glibc
import Testing

@testable import TradingEngine

/// What a week costs, design-engine §9: `SHELL_WEEK=1` runs it, and prints a line for each day. Minutes of a debug build.
@Suite("A simulated week of the engine", .enabled(if: unsafe getenv("SHELL_WEEK") != nil), .serialized)
struct ShellWeekTests {
  @Test("ends as it began, with a trade every two hours") func quiet() throws {
    let outcome = try ShellSession.quietDays(7, tradeEvery: 7_200_000) { day, week in
      print(
        "day \(day): \(week.trades) trades, \(week.requests / 2) requests, journal \(week.journalBytes) bytes, "
          + "decision log \(week.decisionBytes) bytes, this process \(Self.kibibytes("VmRSS")) KiB, "
          + "at most \(Self.kibibytes("VmHWM")) KiB")
      fflush(nil)
    }
    #expect(outcome.violations == [], "\(outcome.log.suffix(20).joined(separator: "\n"))")
  }

  /// Of the engine, the simulated venue and the test together.
  private static func kibibytes(_ name: String) -> Int {
    let text = String(
      decoding: (try? DurableFiles.read("/proc/self/status", limit: 1 << 16)) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }
}
