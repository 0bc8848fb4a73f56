import Glibc

enum WorkingDirectory {
  /// Absolute; `/` when the folder was removed, so that relative paths fail there instead of anywhere.
  static var current: String {
    guard let path = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }
}
