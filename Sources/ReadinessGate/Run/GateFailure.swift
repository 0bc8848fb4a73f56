/// Why the gate could not do what it was asked; nothing was signed.
public struct GateFailure: Error, Sendable {
  /// Stable, such as `key.readable-by-others`.
  public let code: String
  /// Lower case, no full stop.
  public let message: String
  public let hint: String?
  /// Lines to show below, made for a terminal already.
  public let details: String?
  /// As design §6 lists them.
  public let exitStatus: Int32

  public init(
    _ code: String, _ message: String, hint: String? = nil, details: String? = nil, exitStatus: Int32
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
    self.exitStatus = exitStatus
  }

  /// `error: … [code]`, then `hint: …`.
  public var rendered: String {
    "error: \(TerminalStyle.printable(message)) [\(code)]"
      + (details.map { "\n\($0)" } ?? "")
      + (hint.map { "\n  hint: \(TerminalStyle.printable($0))" } ?? "")
  }
}
