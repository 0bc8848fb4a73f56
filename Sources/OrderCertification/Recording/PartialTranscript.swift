import CertificationEvidence
import Chronology
import DurableFiles
import FilePaths
import Synchronization

/// A transcript on disk while the run goes on, so that whoever kills the guardian does not kill what the venue showed. The
/// next run seals what is left, as an aborted run's evidence.
final class PartialTranscript: Sendable {
  /// What the names of unfinished transcripts end with.
  static let suffix = ".partial"

  private let file: AppendingFile
  private let state = Mutex(State())

  private struct State: Sendable {
    var writer = TranscriptWriter()
    var size = 0
  }

  /// - Parameter name: unique within the folder, such as the run's start.
  init(in folder: String, named name: String, _ header: CertificationTranscript.Header) throws(FileError) {
    file = try AppendingFile(creating: "\(folder)/\(name)\(Self.suffix)")
    try append { $0.line(header) }
    try file.synchronize()
  }

  /// Bytes so far.
  var size: Int { state.withLock { $0.size } }

  /// The end of an episode is worth waiting for the disk.
  func append(_ record: CertificationTranscript.Record) throws(FileError) {
    try append { $0.line(record) }
    if case .marker(.ends) = record { try file.synchronize() }
  }

  private func append(_ line: (inout TranscriptWriter) -> [UInt8]) throws(FileError) {
    let result = state.withLock { state -> Result<Void, FileError> in
      let bytes = line(&state.writer)
      state.size += bytes.count
      return Result { () throws(FileError) in try file.append(bytes) }
    }
    try result.get()
  }

  /// Once the whole transcript stands beside its evidence.
  func remove() { try? DurableFiles.remove(file.path) }

  /// What earlier runs have left in a folder.
  static func leftOver(in folder: String) -> [String] {
    ((try? DurableFiles.list(folder, limit: 100_000)) ?? []).compactMap(\.name)
      .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }
}
