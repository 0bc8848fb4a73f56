import CLinux

/// Texts for `errno`: glibc's untranslated ones, the same under every locale.
enum ErrnoText {
  /// `permission denied (EACCES)`.
  static func describe(_ errno: Int32) -> String {
    guard let text = unsafe clinux_errno_description(errno), let name = unsafe clinux_errno_name(errno)
    else { return "error \(errno)" }
    let words = unsafe String(cString: text)
    return unsafe "\(words.prefix(1).lowercased())\(words.dropFirst()) (\(String(cString: name)))"
  }
}
