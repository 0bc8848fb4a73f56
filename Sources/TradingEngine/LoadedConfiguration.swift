public import Cryptography
import DurableFiles
public import EngineConfiguration
public import StrictJSON
public import StrictYAML

/// The configuration in use, and the digest of the very bytes that it was read from.
public struct LoadedConfiguration: Sendable {
  public let configuration: EngineConfiguration
  public let sha256: SHA256Digest
  /// As the user typed it.
  public let path: String
  /// Absolute, for files that are named relative to it.
  public let folder: String
  public let resolved: JSON

  /// Reads the file once; what is parsed is what is hashed.
  ///
  /// - Parameter workingDirectory: absolute, for a relative `path`.
  public static func load(
    _ path: String, workingDirectory: String
  ) throws(ConfigurationRefusal) -> LoadedConfiguration {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: 1 << 20) } catch {
      throw .unreadable("the configuration cannot be read: \(error)")
    }
    let document = ConfigurationDocument(bytes, file: path)
    guard let configuration = document.configuration else {
      throw .mistakes(document.diagnostics, document.source)
    }
    let absolute = StatePaths.absolute(path, in: workingDirectory)
    return LoadedConfiguration(
      configuration: configuration, sha256: SHA256.digest(of: bytes), path: path,
      folder: StateFolder(containing: absolute).path, resolved: document.resolved)
  }
}

/// Why a configuration is not taken.
public enum ConfigurationRefusal: Error, Sendable {
  case unreadable(String)
  /// Every mistake, and the text for showing them.
  case mistakes([Diagnostic], SourceText)
}
