import Cryptography
import DocumentSchema
public import StrictYAML

/// Why a file is not a keyring: every mistake of it, with its place.
public struct KeyringMistakes: Error, Sendable {
  /// At least one error, in the file's order.
  public let diagnostics: [Diagnostic]
  /// For ``Diagnostic/rendered(in:)``.
  public let source: SourceText

  /// All of them, as a terminal shows them.
  public var description: String {
    diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n")
  }
}

extension KeyringMistakes: CustomStringConvertible {}

extension Keyring {
  /// The most bytes that a keyring may have.
  public static let byteLimit = 1 << 20

  /// Reads a `keyring.yaml`.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path as the user wrote it, for positions.
  public init(yaml bytes: [UInt8], file: String) throws(KeyringMistakes) {
    let document = StrictYAML.parse(bytes, file: file, limits: YAMLLimits(bytes: Self.byteLimit))
    var reading = Reading(codePrefix: "keyring")
    let contents = document.root.flatMap { Self.schema($0, &reading)?.value }
    guard !document.hasErrors, !reading.hasErrors, let contents else {
      var diagnostics = (document.diagnostics + reading.diagnostics).sorted { $0.position < $1.position }
      if diagnostics.isEmpty {
        // Neither reader said why: refuse all the same.
        diagnostics = [
          Diagnostic(
            "keyring.empty", at: SourcePosition(file: file, line: 1, column: 1), "the keyring is empty")
        ]
      }
      throw KeyringMistakes(diagnostics: diagnostics, source: document.source)
    }
    generation = contents.generation
    keys = contents.keys
    requirements = contents.requirements
    sha256 = SHA256.digest(of: bytes)
  }
}
