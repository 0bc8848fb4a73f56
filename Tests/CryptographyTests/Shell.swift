import Cryptography
import Glibc

/// What a command line printed to standard output, and its exit status.
struct CommandResult: Equatable {
  var status: Int32
  var output: String
}

/// Runs a command line with `sh`; standard error is discarded.
func shell(_ command: String) -> CommandResult {
  guard let pipe = unsafe popen("( \(command) ) 2>/dev/null", "r") else {
    return CommandResult(status: -1, output: "")
  }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = unsafe fread(&buffer, 1, buffer.count, pipe)
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  let status = unsafe pclose(pipe)
  return CommandResult(status: status >> 8 & 0xFF, output: String(decoding: bytes, as: UTF8.self))
}

/// A folder that goes when the value does. Its path has no character that `sh` would treat.
@safe final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/cryptography-tests.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SystemError(number: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = shell("rm -r '\(path)'") }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = "\(path)/\(name)"
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    defer { close(descriptor) }
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw SystemError(number: errno)
    }
    return file
  }

  func read(_ name: String) throws -> [UInt8] {
    let descriptor = unsafe open("\(path)/\(name)", O_RDONLY)
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw SystemError(number: errno) }
    return Array(bytes[..<count])
  }
}

struct SystemError: Error {
  var number: Int32
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

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}

/// The bytes of lower-case hexadecimal digits in a test table.
func bytes(_ hex: String) throws -> [UInt8] {
  guard let bytes = Hexadecimal.decode(hex) else { throw SystemError(number: EINVAL) }
  return bytes
}
