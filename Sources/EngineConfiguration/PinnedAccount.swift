import DocumentSchema
import StrictYAML

extension EngineConfiguration {
  /// Why a configuration's account could not be told.
  public struct AccountProblem: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// The venue account that a configuration pins, for the report; nil where it pins none.
  public static func account(in bytes: [UInt8]) -> Result<String?, AccountProblem> {
    let document = StrictYAML.parse(bytes, file: "configuration")
    guard let root = document.root, !document.hasErrors else {
      return .failure(
        AccountProblem(description: document.diagnostics.first.map { "\($0)" } ?? "it is empty"))
    }
    guard case .mapping(let members) = root.content,
      case .mapping(let venue)? = members.first(where: { $0.key == "venue" })?.value.content,
      let account = venue.first(where: { $0.key == "account" })
    else { return .success(nil) }
    var reading = Reading(codePrefix: "configuration")
    guard let value = Schema<String>.account(account.value, &reading)?.value else {
      return .failure(
        AccountProblem(description: reading.diagnostics.first.map { "\($0)" } ?? "not an account"))
    }
    return .success(value)
  }
}
