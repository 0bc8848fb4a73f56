import Glibc

/// What uname(2) says, which is what Python's `platform` module answers.
struct KernelIdentity: Sendable, Hashable {
  var machine: String
  var release: String
  var version: String

  init(machine: String, release: String, version: String) {
    self.machine = machine
    self.release = release
    self.version = version
  }

  /// The running kernel's; nil when the kernel does not answer, which uname(2) does not provide for.
  static func current() -> KernelIdentity? {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return nil }
    return KernelIdentity(
      machine: text(of: name.machine), release: text(of: name.release), version: text(of: name.version))
  }

  /// A C array, which Swift imports as a tuple, up to its NUL.
  private static func text<Field>(of field: Field) -> String {
    unsafe withUnsafeBytes(of: field) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
