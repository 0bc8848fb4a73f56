public import DurableFiles

/// Why the report store or the decision log could not be read or written.
public enum AuditLogError: Error, Sendable, Hashable {
  /// Another run holds the lock.
  case busy(FileError)
  /// A file could not be read or written.
  case failed(FileError)
  /// A file is there and is not what was written: it is never guessed at and never overwritten.
  case damaged(path: String, reason: String)
  /// A value that cannot stand in the store: a policy name that is no file name, a line that is too long.
  case invalid(String)

  /// Opening, reading or writing failed, or somebody else holds the lock.
  init(_ error: FileError) {
    if case .heldElsewhere = error.reason { self = .busy(error) } else { self = .failed(error) }
  }

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .busy: "audit.busy"
    case .failed: "audit.not-written"
    case .damaged: "audit.damaged"
    case .invalid: "audit.invalid"
    }
  }

  /// What `readiness` and `trading-engine` exit with, design §6.
  public var exitStatus: Int32 {
    if case .busy = self { 75 } else { 74 }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .busy: "wait for the other run to end, then try again"
    case .failed: "check that the folder exists, is writable for this user, and has room"
    case .damaged(let path, _):
      "keep '\(path)' for the investigation under another name, then run again; the gap stays visible"
    case .invalid: "use a name in lower-case letters, digits and hyphens"
    }
  }
}

extension AuditLogError: CustomStringConvertible {
  /// One line, lower case, no full stop.
  public var description: String {
    switch self {
    case .busy(let error), .failed(let error): error.description
    case .damaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    case .invalid(let reason): reason
    }
  }
}
