public import Cryptography
public import DurableFiles

/// What the engine has in fact loaded: the report must be about exactly this.
public struct LoadedArtefacts: Sendable, Hashable {
  /// Where the kill switch stands, as the engine's own reader says.
  public enum KillSwitch: Sendable, Hashable {
    case armed
    /// Clears by itself; a session may start and wait.
    case noEntry
    /// Any other state, or the reason why there is none, in words.
    case other(String)
  }

  /// Of `/proc/self/exe`: ``ownExecutable()``.
  public var engineSha256: SHA256Digest
  /// Where the executable stands, for the question who could change it. Absolute.
  public var executablePath: String
  /// Of the configuration's bytes in use, not of the file read again.
  public var configurationSha256: SHA256Digest
  public var configurationPath: String
  /// Run-time versions by name, as `trading-engine dependencies` prints them.
  public var libraries: [String: String]
  /// Absolute paths by variable, as `trading-engine state paths` prints them.
  public var statePaths: [String: String]
  /// The kill-switch state file; marks and decision log stand beside it. Absolute.
  public var killSwitchPath: String
  public var killSwitch: KillSwitch

  public init(
    engineSha256: SHA256Digest, executablePath: String, configurationSha256: SHA256Digest,
    configurationPath: String, libraries: [String: String], statePaths: [String: String],
    killSwitchPath: String, killSwitch: KillSwitch
  ) {
    self.engineSha256 = engineSha256
    self.executablePath = executablePath
    self.configurationSha256 = configurationSha256
    self.configurationPath = configurationPath
    self.libraries = libraries
    self.statePaths = statePaths
    self.killSwitchPath = killSwitchPath
    self.killSwitch = killSwitch
  }

  /// The digest of the running program and the path that it was started from.
  ///
  /// `/proc/self/exe` is the file that runs, also after somebody replaced it on disk.
  public static func ownExecutable() throws(FileError) -> (path: String, sha256: SHA256Digest) {
    let link = "/proc/self/exe"
    let path = try DurableFiles.linkTarget(link)
    let file = try FileDescriptor.openRegular(link)
    do throws(CryptographyError) {
      return (path, try SHA256.digest(ofDescriptor: file.number, limit: 1 << 30).digest)
    } catch {
      throw FileError(.read, path, .invalid(error.message))
    }
  }
}
