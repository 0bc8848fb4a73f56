import DurableFiles
import Glibc

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/audit-log-tests-\(String(random.next(), radix: 16))"
    try DurableFiles.createFolder(path)
  }

  deinit { Self.remove(path) }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func names(_ folder: String) throws -> [String] {
    try DurableFiles.list("\(path)/\(folder)", limit: 10_000).compactMap(\.name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try DurableFiles.read(self[name], limit: 1 << 24), as: UTF8.self)
  }

  func write(_ name: String, _ text: String) throws {
    try DurableFiles.replace(self[name], with: Array(text.utf8))
  }

  private static func remove(_ path: String) {
    for entry in (try? DurableFiles.list(path, limit: 10_000)) ?? [] {
      guard let name = entry.name else { continue }
      if entry.kind == .folder { remove("\(path)/\(name)") } else { _ = unsafe unlink("\(path)/\(name)") }
    }
    _ = unsafe rmdir(path)
  }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
