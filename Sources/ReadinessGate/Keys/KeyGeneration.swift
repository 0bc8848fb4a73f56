public import Attestation
public import Chronology
import Cryptography
import DurableFiles

/// Makes a key pair and writes its public half into the keyring beside it.
public struct KeyGeneration: Sendable {
  public var name: String
  public var roles: [KeyRole]
  public var environments: [TradingEnvironment]
  public var folder: String
  public var validFor: Milliseconds

  public struct Made: Sendable {
    public let keyPath: String
    public let keyringPath: String
    public let keyID: String
    public let notAfter: Timestamp
    public let generation: Int
  }

  public init(
    name: String, roles: [KeyRole], environments: [TradingEnvironment], folder: String, validFor: Milliseconds
  ) {
    self.name = name
    self.roles = roles
    self.environments = environments
    self.folder = folder
    self.validFor = validFor
  }

  /// The keyring is written before the private key is announced, and neither replaces one of the same name.
  public func run(now: Timestamp) throws(GateFailure) -> Made {
    let keyPath = "\(folder)/\(name).pem"
    let keyringPath = "\(folder)/keyring.yaml"
    do {
      if try DurableFiles.statusIfPresent(folder) == nil {
        try DurableFiles.createFolder(folder, mode: 0o755)
      }
      if try DurableFiles.statusIfPresent(keyPath, follow: false) != nil {
        throw GateFailure(
          "key.exists", "'\(keyPath)' exists already and is not replaced",
          hint: "choose another --name; a renewed key gets a new one, such as \(name)-2", exitStatus: 4)
      }
      let lock = try FileLock.acquire("\(folder)/.keyring.lock")
      let key = try Ed25519PrivateKey.generate()
      let entry = TrustedKey(
        name: name, publicKey: key.publicKey, roles: roles, environments: environments, notBefore: now,
        notAfter: now.advanced(byMilliseconds: validFor.count))
      let written: WrittenKeyring
      if try DurableFiles.statusIfPresent(keyringPath) != nil {
        written = try KeyringFile.load(keyringPath).keyring.adding(entry)
      } else {
        written = try Keyring.creating(with: entry)
      }
      try DurableFiles.create(keyPath, with: try key.pem(), mode: 0o600)
      do throws(FileError) {
        try DurableFiles.replace(keyringPath, with: written.bytes)
      } catch {
        try? DurableFiles.remove(keyPath)
        throw error
      }
      lock.release()
      return Made(
        keyPath: keyPath, keyringPath: keyringPath, keyID: entry.keyID, notAfter: entry.notAfter,
        generation: written.keyring.generation)
    } catch {
      throw GateFailure(keyError: error)
    }
  }
}

extension GateFailure {
  init(keyError error: any Error) {
    switch error {
    case let failure as GateFailure: self = failure
    case let change as KeyringChangeError:
      self.init(change.code, change.message, hint: change.hint, exitStatus: 4)
    case let file as FileError where file.isHeldElsewhere:
      self.init(
        "keyring.busy", "the keyring is being changed: \(file)", hint: "wait a moment, then try again",
        exitStatus: 75)
    case let file as FileError:
      self.init(
        "keyring.not-written", file.description, hint: "name a folder that you can write with --out DIR",
        exitStatus: 74)
    default: self.init("key.failed", "\(error)", exitStatus: 70)
    }
  }
}

extension FileError {
  var isHeldElsewhere: Bool {
    if case .heldElsewhere = reason { true } else { false }
  }
}

/// Ends the trust in a key before its time.
public enum KeyRevocation {
  public static func run(
    name: String, reason: String, keyringPath: String, now: Timestamp
  ) throws(GateFailure) -> Keyring {
    do {
      let lock = try FileLock.acquire("\(KeyringFile.folder(of: keyringPath)).keyring.lock")
      let file = try KeyringFile.load(keyringPath)
      let written = try file.keyring.revoking(name, TrustedKey.Revocation(at: now, reason: reason))
      try DurableFiles.replace(keyringPath, with: written.bytes)
      lock.release()
      return written.keyring
    } catch {
      throw GateFailure(keyError: error)
    }
  }
}
