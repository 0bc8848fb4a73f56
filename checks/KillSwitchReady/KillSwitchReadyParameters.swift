public import Chronology
public import DocumentSchema

/// What a `kill-switch-ready` blocker asks for.
public struct KillSwitchReadyParameters: Sendable {
  /// What ties a drill to the program that will trade.
  public enum Binding: String, Sendable, CaseIterable {
    /// The drill names the digest of the very program.
    case binary
    case any
  }

  /// The record of `trading-engine kill-switch drill`, or a folder whose `*.json` files are such records.
  public let drill: DocumentPath
  public let binds: Binding
  public let maxDrillAge: Milliseconds
  /// Whether a drill of the state alone does not count.
  public let acknowledgedByEngine: Bool
  /// What relative state paths are relative to; nil: the policy's folder.
  public let root: DocumentPath?
  /// Over the gate's own environment; the last one wins.
  public let environmentFiles: [DocumentPath]

  static let schema = Schema<KillSwitchReadyParameters>.object("the parameters of kill-switch-ready") {
    fields in
    let drill = fields.required(
      "drill", .path,
      "the record of 'trading-engine kill-switch drill', or a folder of them (*.json), one for each release")
    let binds =
      fields.optional(
        "binds", .enumeration("a binding"), default: .text("binary"),
        "binary: the very engine has drilled; any: some release has") as Binding?
    let maxDrillAge = fields.optional(
      "max-drill-age", .duration(.minutes(1)...(.days(365))), default: .text("30d"),
      "how old the drill may be")
    let acknowledged = fields.optional(
      "acknowledged-by-engine", .boolean, default: .text("false"),
      "true: only a drill counts in which a running engine acknowledged the trip and refused an entry")
    let hasRoot = fields.isPresent("root")
    let root = fields.optional(
      "root", .path,
      "the folder that the engine's relative state paths are relative to; the policy's when left out")
    let environmentFiles = fields.optional(
      "environment-files", .list(of: .pathInRoot), default: .list([]),
      "files of KEY=VALUE lines that the service reads besides its process environment; the last one wins")
    guard let drill, let binds, let maxDrillAge, let acknowledged, (root != nil) == hasRoot,
      let environmentFiles
    else { return nil }
    return KillSwitchReadyParameters(
      drill: drill, binds: binds, maxDrillAge: maxDrillAge, acknowledgedByEngine: acknowledged, root: root,
      environmentFiles: environmentFiles)
  }
}
