import DurableFiles
import Glibc

/// A file beside a test that holds what the test's subject has to write, byte for byte.
///
/// `RECORD_GOLDEN=1` writes the files anew; the tests fail in that run, so that no machine records by mistake.
public enum GoldenFile {
  /// - Returns: nil when the text equals the file, else the first line that differs.
  public static func difference(_ text: String, from name: String, beside file: String = #filePath) -> String?
  {
    let folder = file.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/Golden"
    let path = "\(folder)/\(name)"
    if let value = unsafe getenv("RECORD_GOLDEN"), unsafe String(cString: value) == "1" {
      do {
        if try DurableFiles.statusIfPresent(folder) == nil { try DurableFiles.createFolder(folder) }
        try DurableFiles.replace(path, with: Array(text.utf8))
        return "recorded \(name); run again without RECORD_GOLDEN"
      } catch { return "\(error)" }
    }
    guard let bytes = try? DurableFiles.read(path, limit: 16 << 20) else {
      return "\(name) is missing; RECORD_GOLDEN=1 writes it"
    }
    let expected = String(decoding: bytes, as: UTF8.self)
    if Array(text.utf8) == bytes { return nil }
    let (lines, others) = (Self.lines(text), Self.lines(expected))
    for index in 0..<max(lines.count, others.count) {
      let (line, other) = (index < lines.count ? lines[index] : "", index < others.count ? others[index] : "")
      if line != other { return "\(name):\(index + 1): expected '\(other)', found '\(line)'" }
    }
    return "\(name) differs in its line ends"
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
