import Cryptography
import StrictJSON

extension CertificationTranscript {
  /// Reads a whole file strictly: every line in its one form, numbered, chained, and an ending as the last.
  public init(_ bytes: [UInt8]) throws(TranscriptError) {
    guard bytes.count <= Self.fileLimit else {
      throw TranscriptError(.tooLarge, "more than \(Self.fileLimit) bytes")
    }
    guard bytes.last == 0x0A else {
      throw TranscriptError(.notLines, bytes.isEmpty ? "the file is empty" : "the last line is cut off")
    }
    let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    var reader = TranscriptLineReader()
    for line in lines { try reader.read(Array(line)) }
    guard let header = reader.header, let ending = reader.ending else {
      throw TranscriptError(.noEnding, line: lines.count, "the run's ending is missing")
    }
    self.init(header: header, records: reader.records, ending: ending)
  }
}

extension CertificationTranscript {
  /// Reads what a run has left that was killed before it wrote its ending, up to the first line that is not whole and
  /// in its place.
  ///
  /// - Parameter ending: what is known of it, which is that there was none.
  /// - Throws: when not even the header is there, or there is an ending.
  public init(leftOver bytes: [UInt8], ending: Ending) throws(TranscriptError) {
    guard bytes.count <= Self.fileLimit else {
      throw TranscriptError(.tooLarge, "more than \(Self.fileLimit) bytes")
    }
    let end = bytes.lastIndex(of: 0x0A) ?? bytes.startIndex
    var reader = TranscriptLineReader()
    for line in bytes[..<end].split(separator: 0x0A, omittingEmptySubsequences: false) {
      do { try reader.read(Array(line)) } catch {
        if reader.header == nil { throw error }
        break
      }
    }
    guard let header = reader.header else { throw TranscriptError(.notLines, "there is no whole line") }
    guard reader.ending == nil else { throw TranscriptError(.afterEnding, "the run has an ending") }
    self.init(header: header, records: reader.records, ending: ending)
  }
}

/// One line after the other.
private struct TranscriptLineReader {
  private(set) var header: CertificationTranscript.Header?
  private(set) var records: [CertificationTranscript.Record] = []
  private(set) var ending: CertificationTranscript.Ending?
  private var lineCount = 0
  private var exchanges: Int64 = 0
  private var lastSent: Int64 = 0
  private var previous = ""

  mutating func read(_ line: [UInt8]) throws(TranscriptError) {
    guard ending == nil else { throw error(.afterEnding, "something follows the ending") }
    let json: JSON
    do { json = try JSON.parse(line) } catch { throw self.error(.unreadable, error.description) }
    guard json.encoded() == line else { throw error(.notCanonical, "not in the form in which it is written") }
    let object = try shape { () throws(JSONShapeError) in try JSONObjectReader(json) }
    if header == nil { try readHeader(object) } else { try readRecord(object) }
    previous = SHA256.digest(of: line).hex
    lineCount += 1
  }

  private mutating func readHeader(_ object: JSONObjectReader) throws(TranscriptError) {
    var versioned = object
    let version = try shape { () throws(JSONShapeError) in try versioned.string("transcript") }
    guard version == CertificationTranscript.version else {
      throw error(.version, "expected \(CertificationTranscript.version), found \(version)")
    }
    header = try shape { () throws(JSONShapeError) in try CertificationTranscript.Header(object) }
  }

  private mutating func readRecord(_ object: JSONObjectReader) throws(TranscriptError) {
    var object = object
    let number = try shape { () throws(JSONShapeError) in try object.integer("number") }
    guard number == lineCount else { throw error(.number, "expected number \(lineCount), found \(number)") }
    let digest = try shape { () throws(JSONShapeError) in try object.string("previous") }
    guard digest == previous else { throw error(.chain, "the digest is not that of the line before") }
    var named = object
    if try shape({ () throws(JSONShapeError) in try named.string("record") }) == "ending" {
      ending = try shape { () throws(JSONShapeError) in
        try CertificationTranscript.Ending(readingFrom: &object, exchanges: exchanges)
      }
    } else {
      let record = try shape { () throws(JSONShapeError) in
        try CertificationTranscript.Record(readingFrom: &object)
      }
      if case .exchange(let exchange) = record { try count(exchange) }
      records.append(record)
    }
    try shape { () throws(JSONShapeError) in try object.finish() }
  }

  private mutating func count(_ exchange: RecordedExchange) throws(TranscriptError) {
    guard exchange.number == exchanges + 1 else {
      throw error(.exchangeNumber, "expected exchange \(exchanges + 1), found \(exchange.number)")
    }
    guard exchange.sentMicroseconds >= lastSent, exchange.receivedMicroseconds >= exchange.sentMicroseconds
    else { throw error(.time, "exchange \(exchange.number) began or ended too early") }
    exchanges += 1
    lastSent = exchange.sentMicroseconds
  }

  private func shape<Value>(
    _ read: () throws(JSONShapeError) -> Value
  ) throws(TranscriptError) -> Value {
    do { return try read() } catch { throw self.error(.unreadable, error.description) }
  }

  private func error(_ code: TranscriptError.Code, _ message: String) -> TranscriptError {
    TranscriptError(code, line: lineCount + 1, message)
  }
}
