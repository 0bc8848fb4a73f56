public import Chronology
import DocumentSchema
public import StrictYAML

/// `POST /simulator/time`: stops the venue's clock, lets it run, or moves it on.
public struct TimeControl: Sendable, Hashable {
  public let isStopped: Bool?
  public let advance: Milliseconds?

  /// - Returns: nil with at least one diagnostic.
  public static func read(_ bytes: [UInt8]) -> (value: TimeControl?, diagnostics: [Diagnostic]) {
    Scenario.read(bytes, file: "/simulator/time", as: schema)
  }

  private static let schema: Schema<TimeControl> = .object("the venue's clock") { fields in
    let stopped = fields.optional("stopped", .boolean, "whether time passes only by 'advance'")
    let advance = fields.optional(
      "advance", .duration(Milliseconds(1)...Milliseconds.days(30)), "how far time is moved on, such as 5s")
    return TimeControl(isStopped: stopped, advance: advance)
  }
}

extension SimulatedClock {
  /// Does what a request says.
  public mutating func apply(_ control: TimeControl, at machine: Timestamp) {
    if control.isStopped == true { stop(at: machine) }
    if control.isStopped == false { run(at: machine) }
    if let advance = control.advance { self.advance(byMilliseconds: advance.count) }
  }
}
