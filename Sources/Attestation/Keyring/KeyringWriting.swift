import Cryptography

extension Keyring {
  /// A keyring's file: the same keyring always gives the same bytes.
  static func encode(_ contents: KeyringContents) -> [UInt8] {
    var text = """
      # Whose signatures count. Written by `readiness keys`, which keeps no comments.
      keyring: v1
      generation: \(contents.generation)
      keys:

      """
    for key in contents.keys {
      text += """
          - name: \(key.name)
            public-key: "\(Base64.encode(key.publicKey.rawRepresentation))"
            roles: [\(key.roles.map(\.rawValue).joined(separator: ", "))]
            environments: [\(key.environments.map(\.rawValue).joined(separator: ", "))]
            not-before: "\(key.notBefore)"
            not-after: "\(key.notAfter)"

        """
      guard let revocation = key.revocation else { continue }
      text += """
            revoked:
              at: "\(revocation.at)"
              reason: \(quoted(revocation.reason))

        """
    }
    text += encode(contents.requirements)
    return Array(text.utf8)
  }

  private static func encode(
    _ requirements: [TradingEnvironment: [PermissionScope: SigningRequirement]]
  ) -> String {
    var text = ""
    for environment in TradingEnvironment.allCases {
      guard let scopes = requirements[environment] else { continue }
      text += "  \(environment.rawValue):" + (scopes.isEmpty ? " {}\n" : "\n")
      for scope in PermissionScope.allCases {
        guard let requirement = scopes[scope] else { continue }
        let counts = KeyRole.allCases.compactMap { role in
          let count = requirement.count(of: role)
          return count > 0 ? "\(role.rawValue): \(count)" : nil
        }
        text += "    \(scope.rawValue): { \(counts.joined(separator: ", ")) }\n"
      }
    }
    return text.isEmpty ? "requires: {}\n" : "requires:\n" + text
  }

  /// A double-quoted scalar, YAML 1.2 §7.3.1, on one line.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
