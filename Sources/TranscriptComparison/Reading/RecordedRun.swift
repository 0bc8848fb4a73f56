public import Chronology

/// What a certification transcript says, as far as the requests can be asked again: no plan, no marker, no verdict.
///
/// Read here from the JSON lines themselves and not with the certification's own types, because those know the venue's
/// client, and the simulator must not share anything with that.
public struct RecordedRun: Sendable, Hashable {
  /// The version of the format that is read.
  public static let version = "order-certification-transcript:v1"
  /// The adapter whose requests the simulator understands.
  public static let adapter = "kraken-futures-rest-v3"
  /// Bytes of a file that is still read; as much as certification writes.
  public static let fileLimit = 64 << 20
  /// From the first request to the last. A run takes minutes; simulated time costs something for every hour.
  public static let longestMilliseconds: Int64 = 7 * 86_400_000

  /// As the transcript says; nothing here proves it.
  public let environment: String
  public let origin: String
  public let startedAt: Timestamp
  /// The markets of its plan.
  public let symbols: [String]
  /// How it ended, such as `completed`.
  public let ending: String
  public let exchanges: [Exchange]

  /// One request and what came back.
  public struct Exchange: Sendable, Hashable {
    public let number: Int64
    public let method: String
    /// Path and query.
    public let target: String
    /// A form; empty when there is none.
    public let body: String
    public let sentAt: Timestamp
    /// Nil when no complete answer came.
    public let answer: Answer?
  }

  public struct Answer: Sendable, Hashable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8]) { (self.status, self.body) = (status, body) }
  }
}
