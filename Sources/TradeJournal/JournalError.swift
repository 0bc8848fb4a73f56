public import DurableFiles

/// Why the journal could not be opened, or did not take a record.
public enum JournalError: Error, Sendable, Hashable {
  /// What is on disk is not what was written. It is never guessed at and never repaired.
  case damaged(JournalDamage)
  /// Another process has the journal open.
  case busy(FileError)
  /// A file could not be read or written.
  case failed(FileError)
  /// An earlier write or sync failed. What is on disk is known again only after opening anew.
  case broken(by: FileError)
  /// The preallocated space that this use may take is used up.
  case noRoom(JournalUse)
  /// The disk has not kept up, and too many records wait already.
  case stalled(pending: Int)
  /// The writer was closed.
  case closed
  /// A record that could not be read again, or settings that make no journal.
  case invalid(String)

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .damaged: "journal.damaged"
    case .busy: "journal.busy"
    case .failed: "journal.failed"
    case .broken: "journal.broken"
    case .noRoom: "journal.no-room"
    case .stalled: "journal.stalled"
    case .closed: "journal.closed"
    case .invalid: "journal.invalid"
    }
  }

  init(_ error: FileError) {
    if case .heldElsewhere = error.reason { self = .busy(error) } else { self = .failed(error) }
  }
}

extension JournalError: CustomStringConvertible {
  /// One line, lower case, no full stop.
  public var description: String {
    switch self {
    case .damaged(let damage): damage.description
    case .busy(let error), .failed(let error): error.description
    case .broken(let error): "the journal takes nothing until it is opened again: \(error)"
    case .noRoom(.ordinary): "what is left of the journal's space is kept for protection"
    case .noRoom(.protective): "the journal's space is used up"
    case .stalled(let pending): "\(pending) records wait for the disk already"
    case .closed: "the journal is closed"
    case .invalid(let reason): "that cannot be written into the journal: \(reason)"
    }
  }
}

/// A place in the journal that is not as it was written.
public struct JournalDamage: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's name in the journal's folder.
  public let segment: String
  /// Counted from 1; 0 when it is about the file as a whole.
  public let line: Int
  public let expected: String
  public let found: String

  public init(segment: String, line: Int, expected: String, found: String) {
    self.segment = segment
    self.line = line
    self.expected = expected
    self.found = found
  }

  public var description: String {
    let place = line == 0 ? "'\(segment)'" : "line \(line) of '\(segment)'"
    return "the journal is damaged at \(place): expected \(expected), found \(found)"
  }
}
