import CLinux
import DurableFiles
import Glibc

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/durable-files-tests-\(String(random.next(), radix: 16))"
    try DurableFiles.createFolder(path)
  }

  deinit { Self.remove(path) }

  /// The path of an entry.
  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func names() throws -> [String] {
    try DurableFiles.list(path, limit: 10_000).map { $0.name ?? "(not UTF-8)" }
  }

  private static func remove(_ path: String) {
    _ = unsafe chmod(path, 0o700)
    for entry in (try? DurableFiles.list(path, limit: 10_000)) ?? [] {
      if entry.kind == .folder, let name = entry.name {
        remove("\(path)/\(name)")
      } else {
        unsafe withCString(of: path, entry.bytes) { _ = unsafe unlink($0) }
      }
    }
    _ = unsafe rmdir(path)
  }
}

let isRoot = geteuid() == 0

/// The error that the body throws; nil when it throws none.
func failure(_ body: () throws(FileError) -> Void) -> FileError? {
  do { try body() } catch { return error }
  return nil
}

/// Calls the body with the path of an entry whose name need not be UTF-8.
func withCString(of folder: String, _ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Void) {
  let path = (Array(folder.utf8) + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
  unsafe path.withUnsafeBufferPointer { buffer in
    if let start = buffer.baseAddress { unsafe body(start) }
  }
}

/// Runs the body as nobody towards the file system, on this thread alone.
func asNobody<Result>(_ body: () throws(FileError) -> Result) throws(FileError) -> Result {
  clinux_setfsuid(65534)
  defer { clinux_setfsuid(0) }
  return try body()
}
