import DocumentSchema

/// What a `venue-api-lifecycle` blocker asks for.
public struct VenueAPILifecycleParameters: Sendable {
  /// Fewer days than this until the venue's announced end close the blocker.
  public let minimumDaysLeft: Int
  /// The adapter that the engine has to have; nil: any.
  public let adapter: String?

  static let schema = Schema<VenueAPILifecycleParameters>.object("the parameters of venue-api-lifecycle") {
    fields in
    let days = fields.optional(
      "minimum-days-left", .integer(1...3_650), default: .text("30"),
      "days that have to be left until the venue switches the interface off")
    let hasAdapter = fields.isPresent("adapter")
    let adapter = fields.optional(
      "adapter", .text("an adapter's name such as kraken-futures-rest-v3", maximumLength: 64),
      "the adapter that the engine has to have; any when left out")
    guard let days, (adapter != nil) == hasAdapter else { return nil }
    return VenueAPILifecycleParameters(minimumDaysLeft: days, adapter: adapter)
  }
}
