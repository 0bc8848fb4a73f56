import DocumentSchema
import DurableFiles
import EngineConfiguration

/// Reads addresses where the configuration says they are, each time anew: one that was exchanged is used at once.
struct AddressBook: Sendable {
  /// The configuration's, absolute.
  let folder: String
  /// `$CREDENTIALS_DIRECTORY`.
  let credentialsFolder: String?

  /// - Throws: why there is none, without any of its text.
  func read(_ source: AddressSource) throws(AddressTrouble) -> WebAddress {
    let text: String
    switch source {
    case .inline(let address): text = address
    case .file(let path): text = try line(of: path.resolved(in: folder), others: 0o077)
    case .systemdCredential(let name):
      guard let credentialsFolder else {
        throw AddressTrouble("the credential '\(name)' is systemd's, and CREDENTIALS_DIRECTORY is not set")
      }
      // systemd lets the unit's user read by an access control list, whose mask stands where the group's bits are.
      text = try line(of: "\(credentialsFolder)/\(name)", others: 0o037)
    }
    do { return try WebAddress(text) } catch { throw AddressTrouble("the address \(error)") }
  }

  private func line(of path: String, others: UInt32) throws(AddressTrouble) -> String {
    let mode: UInt32
    let bytes: [UInt8]
    do {
      mode = try DurableFiles.status(path).mode
      bytes = try DurableFiles.read(path, limit: 4_096)
    } catch { throw AddressTrouble("the address cannot be read: \(error)") }
    guard mode & others == 0 else {
      throw AddressTrouble("the address at '\(path)' can be read by others: chmod 0400 '\(path)'")
    }
    let line = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
    guard !line.isEmpty, !line.contains(0x0A) else {
      throw AddressTrouble("'\(path)' holds not one line, which is the address")
    }
    return String(decoding: line, as: UTF8.self)
  }
}

/// Why there is no address.
struct AddressTrouble: Error, Sendable, Hashable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
