import Glibc

/// Runs a peer's command line over a whole input at once.
enum ShellCommand {
  /// What the command prints when it reads `input`; the input goes through a file, so neither side blocks.
  static func output(_ command: String, input: String) -> String {
    var template = Array("/tmp/dependency-presence-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { return "" }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unsafe unlink(path) }
    var rest = Array(input.utf8)[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { break }
      rest = rest.dropFirst(written)
    }
    close(descriptor)
    guard let pipe = unsafe popen("\(command) < \(path) 2>/dev/null", "r") else { return "" }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&buffer, 1, buffer.count, pipe)
      guard count > 0 else { break }
      output += buffer[..<count]
    }
    unsafe pclose(pipe)
    return String(decoding: output, as: UTF8.self)
  }
}
