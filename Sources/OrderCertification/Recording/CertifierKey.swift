public import Cryptography
import DurableFiles
import FilePaths

/// The private key that signs evidence.
public enum CertifierKey {
  /// Why a key cannot be used.
  public struct Failure: Error, Sendable {
    public let code: String
    public let message: String
    public let hint: String
  }

  /// Reads a PKCS#8 PEM file that nobody else can read.
  ///
  /// - Parameter credentialsFolder: `$CREDENTIALS_DIRECTORY`; a file directly inside may be readable by its group, because
  ///   systemd puts it so.
  public static func read(
    _ path: String, credentialsFolder: String?
  ) throws(Failure) -> Ed25519PrivateKey {
    let bytes: [UInt8]
    let mode: UInt32
    do throws(FileError) {
      let file = try FileDescriptor.openRegular(path)
      mode = try DurableFiles.status(descriptor: file.number, path: path).mode
      bytes = try DurableFiles.read(descriptor: file.number, limit: 64 << 10, path: path)
    } catch {
      throw Failure(
        code: "key.unreadable", message: "the certifier's key cannot be read: \(error)",
        hint: "name the PEM file that `readiness keys generate --role certifier` wrote")
    }
    let isCredential = credentialsFolder.map { isDirectlyInside($0, path) } ?? false
    guard mode & (isCredential ? 0o037 : 0o077) == 0 else {
      throw Failure(
        code: "key.readable-by-others",
        message: "the private key '\(path)' can be used by others than its owner",
        hint: "chmod 600 '\(path)', and make a new key if somebody may have read it")
    }
    do { return try Ed25519PrivateKey(pem: bytes) } catch {
      throw Failure(
        code: "key.unusable", message: "'\(path)' is not a private key for Ed25519: \(error)",
        hint: "make one with `readiness keys generate --role certifier`")
    }
  }

  private static func isDirectlyInside(_ folder: String, _ path: String) -> Bool {
    path.path(below: folder)?.pathComponents.count == 1
  }
}
