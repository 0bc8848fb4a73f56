public import Attestation
import DurableFiles

/// A keyring's file as it was read: the bytes that reports name by digest, and what they say.
public struct KeyringFile: Sendable {
  public let path: String
  public let bytes: [UInt8]
  public let keyring: Keyring

  public static let installedPath = "/etc/trading-engine/keyring.yaml"

  /// Which file is the keyring: the one named, else the installed one, else the one beside the key.
  public static func path(named: String?, besideKey key: String?) -> String {
    if let named { return named }
    guard let key, (try? DurableFiles.statusIfPresent(installedPath)) == .some(nil) else {
      return installedPath
    }
    return folder(of: key) + "keyring.yaml"
  }

  static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: 0x2F).map { String(path[...$0]) } ?? ""
  }

  public static func load(_ path: String) throws(GateFailure) -> KeyringFile {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try DurableFiles.read(path, limit: Keyring.byteLimit)
    } catch {
      throw GateFailure(
        "keyring.unreadable", "\(error)", hint: "name the keyring with --keyring FILE", exitStatus: 4)
    }
    do throws(KeyringMistakes) {
      return KeyringFile(path: path, bytes: bytes, keyring: try Keyring(yaml: bytes, file: path))
    } catch {
      throw GateFailure(
        "keyring.invalid", "the keyring '\(path)' has mistakes", details: error.description, exitStatus: 4)
    }
  }
}
