/// What markers are evaluated against: the variables of PEP 508 as far as they are known.
///
/// No interpreter is started to learn them; `PythonEnvironment` reads them from the environment's own files
/// and from the kernel. A variable that is missing here is unknown, never empty.
public struct MarkerEnvironment: Sendable, Hashable {
  /// The variables that an environment defines; `extra` is given with each evaluation.
  public static let variables: Set<String> = [
    "implementation_name", "implementation_version", "os_name", "platform_machine", "platform_release",
    "platform_system", "platform_version", "python_full_version", "platform_python_implementation",
    "python_version", "sys_platform",
  ]

  public let values: [String: String]
  /// What `python_full_version` could be when only `python_version` is known; empty otherwise.
  ///
  /// A comparison that has the same answer for all of them is known although the version is not.
  let fullVersionCandidates: [String]

  /// - Parameter values: by PEP 508 name, such as `sys_platform`.
  public init(_ values: [String: String]) {
    var values = values
    // A build from an untagged tree calls itself "3.14.0+", which is no PEP 440 version.
    if let full = values["python_full_version"], full.hasSuffix("+") {
      values["python_full_version"] = full + "local"
    }
    self.values = values
    if values["python_full_version"] == nil, let short = values["python_version"] {
      let preReleases = ["a0", "a1", "b1", "rc1"].map { "\(short).0\($0)" }
      fullVersionCandidates = preReleases + (0..<100).map { "\(short).\($0)" }
    } else {
      fullVersionCandidates = []
    }
  }
}
