public import Cryptography
public import DocumentSchema
public import ReadinessReport
public import StrictJSON
public import StrictYAML

/// A valid policy together with what it was read from.
public struct LoadedPolicy: Sendable {
  public let policy: Policy
  /// The top file as the user named it.
  public let path: String
  /// The absolute folder of the top file, from which relative paths start.
  public let folder: String
  /// Every file read, the top file first, paths relative to its folder.
  public let files: [ReadinessReport.Policy.File]
  public let expansions: [Expansion]
  /// What `readiness policy show --resolved` prints, without the final newline.
  public let resolved: JSON

  public var resolvedBytes: [UInt8] { resolved.encoded(sortedKeys: true) }
  public var resolvedSha256: SHA256Digest { SHA256.digest(of: resolvedBytes) }
}

/// Why a policy is not valid: every mistake found, each with the text that shows it.
public struct PolicyMistakes: Error, Sendable {
  public let diagnostics: [Diagnostic]
  /// By file name, for carets.
  public let sources: [String: SourceText]

  /// Every mistake under its line, then how many there were.
  public func rendered() -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let texts = diagnostics.map { $0.rendered(in: sources[$0.position.file]) }
    return (texts + ["\(errors) mistake\(errors == 1 ? "" : "s"); \(Self.consequence)"]).joined(
      separator: "\n")
  }

  static let consequence = "nothing was checked"
}
