public import DurableFiles
public import StrictJSON

/// A state with one byte form on disk.
public protocol StateDocument: Sendable {
  static var kind: StateKind { get }
  var json: JSON { get }
  init(_ json: JSON) throws(StateDocumentError)
}

/// Why a state file's content is not a state.
public struct StateDocumentError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// What stands at a state's path.
public enum StoredState<State: StateDocument>: Sendable {
  case missing
  case present(State)
  /// There is a file, and it cannot be read or is no state; the reason.
  case unreadable(String)
}

extension StateDocument {
  /// Longer than any state, short enough to be read at once.
  static var byteLimit: Int { 16 << 20 }

  public func encoded() -> [UInt8] { json.encoded() + [0x0A] }

  /// Reads the state of a file; never throws, because each outcome decides something.
  public static func load(_ path: String) -> StoredState<Self> {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: byteLimit) } catch {
      return error.isNotFound ? .missing : .unreadable(error.description)
    }
    do {
      return .present(try Self(try JSON.parse(bytes)))
    } catch let error as JSONError {
      return .unreadable("'\(path)': \(error)")
    } catch {
      return .unreadable("'\(path)': \(error)")
    }
  }

  /// Replaces the file in one step and returns when it is on stable storage.
  public func save(_ path: String) throws(FileError) {
    try DurableFiles.replace(path, with: encoded(), mode: 0o600)
  }
}
