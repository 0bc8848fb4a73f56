import DocumentSchema
import DurableFiles
public import EngineConfiguration
public import KrakenFutures

/// Where the API key is read from, as the configuration says.
public enum VenueCredentials {
  /// - Parameters:
  ///   - folder: the configuration's, absolute.
  ///   - credentialsFolder: `$CREDENTIALS_DIRECTORY`, which systemd sets for its units.
  public static func read(
    _ source: CredentialSource, folder: String, credentialsFolder: String?
  ) throws(EngineError) -> KrakenCredentials {
    let path: String
    var others: UInt32 = 0o077
    switch source {
    case .file(let file): path = file.resolved(in: folder)
    case .systemdCredential(let name):
      guard let credentialsFolder else {
        throw EngineError(
          .credentials, "the credential '\(name)' is systemd's, and CREDENTIALS_DIRECTORY is not set",
          hint: "run it as the unit does, or name a file under 'credentials'")
      }
      path = "\(credentialsFolder)/\(name)"
      // systemd lets the unit's user read by an access control list, whose mask stands where the group's bits are.
      others = 0o037
    }
    let bytes: [UInt8]
    let mode: UInt32
    do {
      mode = try DurableFiles.status(path).mode
      bytes = try DurableFiles.read(path, limit: 1_024)
    } catch {
      throw EngineError(.credentials, "the credentials cannot be read: \(error)")
    }
    // Whoever can read the key can trade with it.
    guard mode & others == 0 else {
      throw EngineError(
        .credentials, "the credentials at '\(path)' can be read by others", hint: "chmod 0400 '\(path)'")
    }
    do { return try KrakenCredentials(file: bytes) } catch {
      throw EngineError(.credentials, "the \(error)", hint: error.hint)
    }
  }
}
