/// One package as the database describes it.
struct DebianPackage: Sendable {
  enum MultiArch: String, Sendable {
    case no, same, foreign, allowed
  }

  /// Another name that the package answers to, in one version or in none.
  struct Provision: Sendable {
    let name: String
    let version: DebianVersion?
  }

  let name: String
  let architecture: String
  let multiArch: MultiArch
  /// Nil when the text is no version, or missing.
  let version: DebianVersion?
  let versionText: String
  let provisions: [Provision]
  /// `want error state`, such as `install ok installed`.
  let status: String

  /// Unpacked and configured, and meant to stay so.
  var isInstalled: Bool { status == "install ok installed" || status == "hold ok installed" }

  /// Neither files nor configuration are left.
  var isAbsent: Bool { status.hasSuffix(" not-installed") }
}
