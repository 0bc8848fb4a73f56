import Glibc

/// A NULL-terminated array of C strings, as `argv` and `envp` want it; freed when the value ends.
@safe struct CStringArray: ~Copyable {
  private let strings: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

  /// nil when a string has a NUL byte, which C would cut off there.
  static func made(from strings: [String]) -> CStringArray? {
    guard !strings.contains(where: { $0.utf8.contains(0) }) else { return nil }
    return CStringArray(strings)
  }

  private init(_ texts: [String]) {
    unsafe strings = .allocate(capacity: texts.count + 1)
    _ = unsafe strings.initialize(from: texts.map { unsafe strdup($0) } + [nil])
  }

  deinit {
    for index in unsafe strings.indices { unsafe free(strings[index]) }
    unsafe strings.deallocate()
  }

  /// Valid as long as this value lives.
  var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? { unsafe strings.baseAddress }
}
