import DurableFiles
import Glibc

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/admission-tests-\(String(random.next(), radix: 16))"
    try DurableFiles.createFolder(path)
  }

  deinit { Self.remove(path) }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func names(_ folder: String = ".") throws -> [String] {
    try DurableFiles.list("\(path)/\(folder)", limit: 10_000).compactMap(\.name)
  }

  func read(_ name: String) throws -> [UInt8] { try DurableFiles.read(self[name], limit: 1 << 24) }

  /// Without syncing, because the many worlds of these tests need not survive a power cut.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    let descriptor = unsafe open(self[name], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(.create, self[name], .system(errno: errno)) }
    defer { close(descriptor) }
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw FileError(.write, self[name], .system(errno: errno))
    }
  }

  func createFolder(_ name: String) throws {
    guard unsafe mkdir(self[name], 0o755) == 0 else {
      throw FileError(.createFolder, self[name], .system(errno: errno))
    }
  }

  func remove(_ name: String) { Self.remove(self[name]) }

  func change(mode: UInt32, of name: String) { _ = unsafe chmod(self[name], mode) }

  func link(_ name: String, to target: String) { _ = unsafe symlink(target, self[name]) }

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
