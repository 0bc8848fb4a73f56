public import Attestation
import Chronology
public import Cryptography
import DurableFiles
import FilePaths

/// A private key from a file, and the keyring entry that makes its signature count.
public struct SigningKey: Sendable {
  public let key: Ed25519PrivateKey
  public let entry: TrustedKey

  /// Reads a PKCS#8 PEM file that nobody else can read.
  ///
  /// - Parameter credentialsFolder: `$CREDENTIALS_DIRECTORY`; a file directly inside may be readable by its
  ///   group, because systemd puts it so.
  public static func readPrivateKey(
    _ path: String, credentialsFolder: String?
  ) throws(GateFailure) -> Ed25519PrivateKey {
    let bytes: [UInt8]
    let mode: UInt32
    do throws(FileError) {
      let file = try FileDescriptor.openRegular(path)
      mode = try DurableFiles.status(descriptor: file.number, path: path).mode
      bytes = try DurableFiles.read(descriptor: file.number, limit: 64 << 10, path: path)
    } catch {
      throw GateFailure(
        "key.unreadable", "\(error)", hint: "name the PEM file that `readiness keys generate` wrote",
        exitStatus: 4)
    }
    let isCredential = credentialsFolder.map { path.isDirectlyInside($0) } ?? false
    guard mode & (isCredential ? 0o037 : 0o077) == 0 else {
      throw GateFailure(
        "key.readable-by-others",
        "the private key '\(path)' can be used by others than its owner (mode \(octal(mode)))",
        hint: "chmod 600 '\(path)', and make a new key if somebody may have read it", exitStatus: 4)
    }
    do throws(CryptographyError) { return try Ed25519PrivateKey(pem: bytes) } catch {
      throw GateFailure(
        "key.unusable", "'\(path)' is not a private key for Ed25519: \(error)",
        hint: "make one with `readiness keys generate`", exitStatus: 4)
    }
  }

  /// - Parameters:
  ///   - path: the key's file, for messages.
  ///   - role: what the key is about to sign.
  init(
    _ key: Ed25519PrivateKey, path: String, in file: KeyringFile, role: KeyRole,
    environment: TradingEnvironment, now: Timestamp
  ) throws(GateFailure) {
    do throws(TrustRefusal) {
      entry = try file.keyring.requireUsable(key.publicKey, as: role, in: environment, now: now)
      self.key = key
    } catch {
      throw GateFailure(
        error.code.rawValue,
        "the key '\(path)' may not sign here: expected \(error.expected), found \(error.found)",
        hint: error.hint, exitStatus: 4)
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    "0" + String(mode & 0o7777, radix: 8)
  }
}

extension String {
  /// Whether the path names an entry of the folder itself, not of one below it.
  fileprivate func isDirectlyInside(_ folder: String) -> Bool {
    // A name alone: what is below one may be a link to anywhere.
    path(below: folder).map { $0.utf8.contains(0x2F) ? false : $0 != "." && $0 != ".." } ?? false
  }
}
