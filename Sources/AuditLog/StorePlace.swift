import Attestation
import DurableFiles

/// Where the reports of one (environment, scope, policy name, machine) stand in a store:
///
///     DIR/reports/<sha256>.json                                      every signed payload's envelope
///     DIR/heads/<environment>.<scope>.<policy name>.json             the newest report about each pair of digests
///     DIR/chains/<environment>.<scope>.<policy name>.<machine>.json  the counter and the last payload's digest
///     DIR/locks/<environment>.<scope>.<policy name>.<machine>.lock   held from counting to writing
struct StorePlace {
  let folder: String
  let name: String
  let machine: String

  /// - Throws: ``AuditLogError/invalid(_:)`` for a policy name or a machine that is no plain file name.
  init(
    folder: String, environment: TradingEnvironment, scope: PermissionScope, policyName: String,
    machineId: String
  ) throws(AuditLogError) {
    guard Self.isPlain(policyName) else {
      throw .invalid("the policy name '\(policyName)' cannot name a file in the store")
    }
    guard machineId.isEmpty || (Self.isPlain(machineId) && !machineId.utf8.contains(0x2D)) else {
      throw .invalid("the machine '\(machineId)' cannot name a file in the store")
    }
    self.folder = folder
    name = "\(environment.rawValue).\(scope.rawValue).\(policyName)"
    machine = machineId.isEmpty ? "unidentified" : machineId
  }

  var head: String { "\(folder)/heads/\(name).json" }
  var chain: String { "\(folder)/chains/\(name).\(machine).json" }
  var lock: String { "\(folder)/locks/\(name).\(machine).lock" }

  /// Makes the store's folders where they are missing; the store's own parent must exist.
  func createFolders() throws(AuditLogError) {
    for path in [folder, "\(folder)/reports", "\(folder)/heads", "\(folder)/chains", "\(folder)/locks"] {
      do {
        if try DurableFiles.statusIfPresent(path) == nil { try DurableFiles.createFolder(path) }
      } catch {
        // Another run may have made it in between.
        if !error.isAlreadyPresent { throw AuditLogError(error) }
      }
    }
  }

  /// Lower-case letters, digits and hyphens, as the policy's schema has it.
  private static func isPlain(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}
