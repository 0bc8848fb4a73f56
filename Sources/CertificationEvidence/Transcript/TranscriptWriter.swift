import Cryptography
import StrictJSON

/// Gives each line its number and the digest of the line before. A value: who writes the lines to a file decides when.
public struct TranscriptWriter: Sendable, Hashable {
  /// Lines made so far, the header included.
  public private(set) var lineCount: Int64 = 0
  private var previous = ""
  private var exchanges: Int64 = 0

  public init() {}

  /// The first line.
  public mutating func line(_ header: CertificationTranscript.Header) -> [UInt8] {
    finish(header.json)
  }

  /// The next line. An exchange gets the next number, whatever its own says: two processes may have made them.
  public mutating func line(_ record: CertificationTranscript.Record) -> [UInt8] {
    guard case .exchange(var exchange) = record else { return finish(placed(record.members)) }
    exchanges += 1
    exchange.number = exchanges
    return finish(placed(CertificationTranscript.Record.exchange(exchange).members))
  }

  /// The last line.
  public mutating func line(_ ending: CertificationTranscript.Ending) -> [UInt8] {
    finish(placed(ending.members(exchanges: exchanges)))
  }

  private func placed(_ members: [JSONMember]) -> JSON {
    .object([JSONMember("number", .integer(lineCount)), JSONMember("previous", .string(previous))] + members)
  }

  private mutating func finish(_ json: JSON) -> [UInt8] {
    let line = json.encoded()
    previous = SHA256.digest(of: line).hex
    lineCount += 1
    return line + [0x0A]
  }
}

extension CertificationTranscript {
  /// The file's bytes. Exchanges get their numbers by their order.
  public func encoded() -> [UInt8] {
    var writer = TranscriptWriter()
    return writer.line(header) + records.flatMap { writer.line($0) } + writer.line(ending)
  }
}
