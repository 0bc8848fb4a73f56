import CLinux
import Glibc

/// Environments, as data.
public enum ProcessEnvironment {
  /// What a program gets that needs nothing in particular.
  public static let minimal = ["PATH": "/usr/bin:/bin"]

  /// A copy of this process's own. Where a name occurs twice, the first counts, as for getenv(3); an entry without `=` is left out, and bytes
  /// that are not UTF-8 become U+FFFD.
  public static func current() -> [String: String] {
    var result: [String: String] = [:]
    guard var next = unsafe clinux_environment() else { return result }
    while let entry = unsafe next.pointee {
      let text = unsafe String(cString: entry)
      if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(text[..<equals])
        if result[name] == nil { result[name] = String(text[text.utf8.index(after: equals)...]) }
      }
      unsafe next += 1
    }
    return result
  }
}
