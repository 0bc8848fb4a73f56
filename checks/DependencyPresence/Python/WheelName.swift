/// The distribution and version in a wheel's file name (PEP 427): `name-1.0[-build]-py3-none-any.whl`.
struct WheelName: Sendable, Hashable {
  let name: String
  let version: String

  init?(_ fileName: some StringProtocol) {
    guard fileName.hasSuffix(".whl") else { return nil }
    let parts = fileName.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5 || parts.count == 6, DistributionName(String(parts[0])) != nil else { return nil }
    name = String(parts[0])
    // A local version's plus sign may stand as an underscore in old names.
    version = String(parts[1])
  }
}
