import DurableFiles
import Glibc

/// A folder of this test's own, removed at the end with everything in it.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    var random = SystemRandomNumberGenerator()
    path = "/tmp/trading-engine-tests-\(String(random.next(), radix: 16))"
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

/// S. Vigna's SplitMix64, for repeatable damage.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Some bytes of the text replaced, taken out or put in.
  mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int(next() % 3) where !bytes.isEmpty {
      let place = Int(next() % UInt64(bytes.count))
      switch next() % 4 {
      case 0: bytes.remove(at: place)
      case 1: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
      case 2: bytes[place] = Array("{}[]\",:0n".utf8)[Int(next() % 9)]
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }
}
