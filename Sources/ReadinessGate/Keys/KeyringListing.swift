import Attestation
public import Chronology

extension KeyringFile {
  /// The keys for a person: who may sign what, where, until when.
  public func listing(now: Timestamp) -> String {
    var lines = ["generation \(keyring.generation), sha256 \(keyring.sha256)"]
    for key in keyring.keys {
      let state: String
      if let revocation = key.revocation {
        state = "revoked at \(revocation.at): \(TerminalStyle.printable(revocation.reason))"
      } else if now < key.notBefore {
        state = "counts from \(key.notBefore)"
      } else {
        state = key.isValid(at: now) ? "counts until \(key.notAfter)" : "ended at \(key.notAfter)"
      }
      lines += [
        "\(key.name)", "  key id        \(key.keyID)",
        "  roles         \(key.roles.map(\.rawValue).joined(separator: ", "))",
        "  environments  \(key.environments.map(\.rawValue).joined(separator: ", "))", "  \(state)",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
