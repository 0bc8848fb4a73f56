public import Chronology
import StrictJSON

/// The last requests and how they were answered, for the person who debugs a client.
public struct Transcript: Sendable {
  public struct Entry: Sendable {
    public let time: Timestamp
    public let token: Int
    public let method: String
    public let target: String
    public let body: String
    public let endpoint: String?
    public internal(set) var status: Int?
    public internal(set) var reply: String?
    public internal(set) var answered: Timestamp?
  }

  public private(set) var entries: [Entry] = []
  /// Further ones push the oldest out.
  public static let capacity = 2_000

  mutating func note(_ request: WireRequest, endpoint: String?, token: Int, at now: Timestamp) {
    if entries.count >= Transcript.capacity { entries.removeFirst(Transcript.capacity / 2) }
    entries.append(
      Entry(
        time: now, token: token, method: request.method, target: request.target,
        body: String(decoding: request.body.prefix(16 << 10), as: UTF8.self), endpoint: endpoint))
  }

  mutating func note(_ reply: WireReply, token: Int, at now: Timestamp) {
    guard let index = entries.lastIndex(where: { $0.token == token }) else { return }
    entries[index].status = reply.status
    entries[index].answered = now
    entries[index].reply = String(decoding: reply.body.prefix(16 << 10), as: UTF8.self)
  }

  var json: JSON {
    .array(
      entries.map { entry in
        .members([
          ("time", .time(entry.time)), ("method", .string(entry.method)), ("target", .string(entry.target)),
          ("body", .string(entry.body)), ("endpoint", .text(entry.endpoint)),
          ("status", entry.status.map { .integer($0) } ?? .null), ("reply", .text(entry.reply)),
          ("answered", entry.answered.map { .time($0) } ?? .null),
        ])
      })
  }
}
