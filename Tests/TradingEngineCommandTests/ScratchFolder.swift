import DurableFiles
import Glibc

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/trading-engine-command-tests-\(String(random.next(), radix: 16))"
    try DurableFiles.createFolder(path, mode: 0o755)
  }

  deinit { Self.remove(path) }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try DurableFiles.replace(self[name], with: Array(text.utf8))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try DurableFiles.read(self[name], limit: 1 << 24), as: UTF8.self)
  }

  func has(_ name: String) -> Bool { ((try? DurableFiles.statusIfPresent(self[name])) ?? nil) != nil }

  private static func remove(_ path: String) {
    guard let status = try? DurableFiles.status(path, follow: false) else { return }
    guard status.kind == .folder else {
      _ = unsafe unlink(path)
      return
    }
    for entry in (try? DurableFiles.list(path, limit: 10_000)) ?? [] {
      if let name = entry.name { remove("\(path)/\(name)") }
    }
    _ = unsafe rmdir(path)
  }
}
