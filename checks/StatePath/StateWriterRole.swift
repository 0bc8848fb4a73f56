import DurableFiles
import Glibc
import StrictJSON

/// The gate as the writer of probes: a process that is there to be killed.
///
/// The gate's worker entry calls it when its first argument is ``flag``. It replaces each file atomically and
/// durably with a probe, acknowledges with one line, and waits for SIGKILL.
public enum StateWriterRole {
  public static let flag = "--readiness-state-writer"
  /// What it prints once everything is on disk.
  static let acknowledgement = "written\n"

  /// - Parameter arguments: what follows ``flag``: the token, then absolute paths.
  /// - Returns: the exit status when nobody killed it or something failed: 64 or 74.
  public static func main(_ arguments: [String]) -> Int32 {
    guard let token = arguments.first, arguments.count > 1 else { return 64 }
    for path in arguments.dropFirst() {
      do throws(FileError) {
        try DurableFiles.replace(path, with: StateProbe(token: token).encoded, mode: 0o600)
      } catch {
        printBytes(Array("error: \(error)\n".utf8), to: STDERR_FILENO)
        return 74
      }
    }
    printBytes(Array(acknowledgement.utf8), to: STDOUT_FILENO)
    sleep(60)
    return 70
  }
}

/// The gate as the reader of probes: a process that did not write them.
public enum StateReaderRole {
  public static let flag = "--readiness-state-reader"

  /// Prints `{"files":[{"path":"…","token":"…"|null,"reason":"…"}]}`.
  ///
  /// - Parameter arguments: what follows ``flag``: absolute paths.
  /// - Returns: the exit status.
  public static func main(_ arguments: [String]) -> Int32 {
    let files = arguments.map { path in
      do {
        let token = try StateProbe(try DurableFiles.read(path, limit: 4_096, follow: false)).token
        return entry(path, token: .string(token), reason: "")
      } catch {
        return entry(path, token: .null, reason: "\(error)")
      }
    }
    let answer: JSON = ["files": .array(files)]
    printBytes(answer.encoded() + [0x0A], to: STDOUT_FILENO)
    return 0
  }

  private static func entry(_ path: String, token: JSON, reason: String) -> JSON {
    ["path": .string(path), "token": token, "reason": .string(reason)]
  }
}

private func printBytes(_ bytes: [UInt8], to descriptor: Int32) {
  var written = 0
  while written < bytes.count {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
    }
    if count > 0 { written += count } else if errno != EINTR { return }
  }
}
