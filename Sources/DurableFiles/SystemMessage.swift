import CLinux
import Glibc

/// Texts for what the system says: an `errno`, a path with unprintable characters.
public enum SystemMessage {
  /// `permission denied (EACCES)`; glibc's untranslated text, so that it is the same under every locale.
  public static func describe(_ errno: Int32) -> String {
    guard let text = unsafe clinux_errno_description(errno), let name = unsafe clinux_errno_name(errno)
    else { return "error \(errno)" }
    let words = unsafe String(cString: text)
    return unsafe "\(words.prefix(1).lowercased())\(words.dropFirst()) (\(String(cString: name)))"
  }

  /// The text with control characters and line separators as `\u{…}`: a file name cannot forge a second line
  /// of output or move the cursor of a terminal.
  public static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
