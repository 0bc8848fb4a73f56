internal import CLibYAML

/// The version of libyaml that the dynamic linker found, which need not be the one compiled against.
public struct LibYAMLVersion: Sendable, Hashable, CustomStringConvertible {
  /// As `yaml_get_version_string` prints it, such as `0.2.5`.
  public let description: String

  /// The loaded library's.
  public static let loaded: LibYAMLVersion = {
    guard let text = unsafe yaml_get_version_string() else { return LibYAMLVersion(description: "unknown") }
    return unsafe LibYAMLVersion(description: String(cString: text))
  }()
}
