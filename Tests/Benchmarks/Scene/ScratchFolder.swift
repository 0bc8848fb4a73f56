import DurableFiles
import Glibc

/// A folder of its own, outside /tmp: a state file below it would not outlive a reboot, and the check says so.
struct ScratchFolder {
  let path: String

  init(in parent: String) throws {
    path = "\(parent)/readiness-benchmarks.\(getpid())"
    try DurableFiles.createFolder(path, mode: 0o755)
  }

  func remove() { try? Launch(["rm", "-rf", "--", path]).run() }
}

/// Creates the folders above, too.
func write(_ text: String, to path: String) throws {
  let folders = path.split(separator: "/").dropLast()
  var folder = ""
  for name in folders {
    folder += "/\(name)"
    if try DurableFiles.statusIfPresent(folder) == nil {
      try DurableFiles.createFolder(folder, mode: 0o755)
    }
  }
  // No sync: hundreds of files, and none of them matters tomorrow.
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw FileError(.create, path, .system(errno: errno)) }
  defer { close(descriptor) }
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { throw FileError(.write, path, .system(errno: errno)) }
    bytes = bytes.dropFirst(count)
  }
}
