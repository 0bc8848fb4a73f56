import Chronology
import Cryptography
import StrictJSON

extension RecordedRun {
  /// Reads a whole transcript strictly: every line in its one form, numbered and chained, and an ending as the last.
  public init(_ bytes: [UInt8]) throws(TranscriptRefusal) {
    guard !bytes.isEmpty else { throw TranscriptRefusal(.empty, "the transcript is empty") }
    guard bytes.count <= Self.fileLimit else {
      throw TranscriptRefusal(.tooLarge, "the transcript has more than \(Self.fileLimit) bytes")
    }
    guard bytes.last == 0x0A else {
      throw TranscriptRefusal(.cutOff, "the transcript's last line is cut off")
    }
    var lines = TranscriptLines()
    for line in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      try lines.read(Array(line))
    }
    guard let header = lines.header, let ending = lines.ending else {
      throw TranscriptRefusal(
        .noEnding, line: lines.count, "the transcript ends here, without the run's ending")
    }
    guard lines.exchanges.contains(where: { $0.answer != nil }) else {
      throw TranscriptRefusal(.nothingAnswered, "not one request of the transcript was answered")
    }
    environment = header.environment
    origin = header.origin
    startedAt = header.startedAt
    symbols = header.symbols
    self.ending = ending
    exchanges = lines.exchanges
  }
}

/// One line after the other.
private struct TranscriptLines {
  private(set) var header: TranscriptHeaderLine?
  private(set) var exchanges: [RecordedRun.Exchange] = []
  private(set) var ending: String?
  private(set) var count = 0
  private var previous = ""

  mutating func read(_ line: [UInt8]) throws(TranscriptRefusal) {
    guard ending == nil else { throw refusal(.afterEnding, "something follows the run's ending") }
    let json: JSON
    do { json = try JSON.parse(line) } catch { throw refusal(.unreadableLine, error.description) }
    guard json.encoded() == line else {
      throw refusal(.notCanonical, "this is not in the form in which transcripts are written")
    }
    if header == nil { try take(header: json) } else { try take(record: json) }
    previous = SHA256.digest(of: line).hex
    count += 1
  }

  private mutating func take(header json: JSON) throws(TranscriptRefusal) {
    let header: TranscriptHeaderLine
    do { header = try TranscriptHeaderLine(json) } catch {
      throw refusal(.unreadableLine, error.description)
    }
    guard header.version == RecordedRun.version else {
      throw refusal(.version, "expected \(RecordedRun.version), found \(header.version)")
    }
    guard header.adapter == RecordedRun.adapter else {
      throw refusal(
        .adapter, "the simulator understands \(RecordedRun.adapter), the run used \(header.adapter)")
    }
    self.header = header
  }

  private mutating func take(record json: JSON) throws(TranscriptRefusal) {
    let record: TranscriptRecordLine
    do { record = try TranscriptRecordLine(json) } catch {
      throw refusal(.unreadableLine, error.description)
    }
    guard record.number == count else {
      throw refusal(.number, "expected number \(count), found \(record.number)")
    }
    guard record.previous == previous else {
      throw refusal(.chain, "the digest is not that of the line before")
    }
    switch record.content {
    case .marker: break
    case .ending(let word): ending = word
    case .exchange(let exchange):
      let start = exchanges.first?.sentAt ?? exchange.sentAt
      guard (0...RecordedRun.longestMilliseconds).contains(exchange.sentAt.milliseconds(since: start)) else {
        throw refusal(.time, "the request was sent before the first one, or days after it")
      }
      exchanges.append(exchange)
    }
  }

  private func refusal(_ code: TranscriptRefusal.Code, _ detail: String) -> TranscriptRefusal {
    TranscriptRefusal(code, line: count + 1, detail)
  }
}
