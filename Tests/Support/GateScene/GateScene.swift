import DurableFiles
import Glibc
public import Processes

/// A folder of one test's own, and programs run in it; it goes when the value does.
///
/// Below /var/tmp, because state below /tmp is refused. Everybody may enter, because workers become `nobody`.
public final class GateScene: Sendable {
  /// Absolute, without links.
  public let folder: String

  public init() throws {
    var template = Array("/var/tmp/gate-scene.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil, unsafe chmod(template, 0o755) == 0 else {
      throw SceneError("mkdtemp: errno \(errno)")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { shell("chmod -R u+rwX '\(folder)'; rm -rf '\(folder)'") }

  /// The path of an entry.
  public subscript(_ name: String) -> String { "\(folder)/\(name)" }

  /// Writes a file, made by another process: one that a test on another thread is starting would inherit a
  /// descriptor that is open for writing, and executing the file would fail (ETXTBSY).
  @discardableResult public func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String
  {
    let path = self[name]
    let script =
      "umask 022; mkdir -p \"$(dirname '\(path)')\" && cat > '\(path)' && chmod \(String(mode, radix: 8)) '\(path)'"
    let result = shell(script, input: text)
    guard result.isSuccess else { throw SceneError("\(name): \(result.errors)") }
    return path
  }

  public func read(_ name: String) throws -> String {
    String(decoding: try DurableFiles.read(self[name], limit: 16 << 20), as: UTF8.self)
  }

  public func exists(_ name: String) -> Bool {
    (try? DurableFiles.statusIfPresent(self[name], follow: false)).flatMap { $0 } != nil
  }

  /// Runs a program in the folder with nothing in its environment but what is given.
  @discardableResult public func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], input: String = "",
    milliseconds: Int = 30_000
  ) -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path(program), arguments: arguments,
        environment: environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]) { mine, _ in mine },
        standardInput: Array(input.utf8), workingDirectory: folder, outputLimit: 64 << 20),
      deadline: .now().advanced(byMilliseconds: milliseconds))
  }

  @discardableResult public func shell(_ script: String, input: String = "") -> ProcessResult {
    run("/bin/sh", ["-c", script], input: input)
  }
}

public struct SceneError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension ProcessResult {
  public var output: String { String(decoding: standardOutput, as: UTF8.self) }
  public var errors: String { String(decoding: standardError, as: UTF8.self) }
  /// Nil when it did not end by itself.
  public var status: Int32? {
    guard case .exited(let status) = termination else { return nil }
    return status
  }
}

/// Whether no such process is left; one that was killed a moment ago gets time to go.
public func isGone(_ process: String) -> Bool {
  for _ in 0..<200 {
    let status = (try? DurableFiles.read("/proc/\(process)/stat", limit: 4_096)) ?? []
    // A zombie that nobody has reaped yet is dead all the same.
    if status.isEmpty || String(decoding: status, as: UTF8.self).contains(") Z ") { return true }
    usleep(10_000)
  }
  return false
}
