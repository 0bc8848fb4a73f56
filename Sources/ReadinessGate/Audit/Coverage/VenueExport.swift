import Chronology
import DurableFiles
import StrictJSON

/// When an account traded, by the venue's own export: the account's log as CSV or JSON, or the answer to `fills`.
///
/// Sources: Kraken support, "Interpreting the logs" (field Date, UTC in a download; field Type) and the account log and
/// fills of the Futures API, read on 2026-11-28.
struct VenueExport {
  struct Trade: Sendable, Hashable {
    let at: Timestamp
    /// What the export calls it: a symbol, an id.
    let name: String
  }

  static let byteLimit = 256 << 20
  /// What a log calls a trade. Funding, transfers and fees are none.
  private static let tradeWords = [
    "futures trade", "derivatives trade", "futures liquidation", "liquidation", "covered liquidation",
    "futures assignor", "futures assignee", "assignor", "assignee", "futures unwind counterparty",
    "unwind counterparty", "futures unwind bankrupt", "unwind bankrupt",
  ]

  /// What it calls everything else.
  private static let otherWords = [
    "funding rate change", "conversion", "interest payment", "transfer", "cross-exchange transfer",
    "kfee applied",
    "admin transfer", "subaccount transfer",
  ]

  /// - Returns: nil for a word that is neither, which could be either.
  private static func isTrade(_ word: String) -> Bool? {
    var word = word.lowercased()
    while word.last?.isWhitespace ?? false { word.removeLast() }
    if tradeWords.contains(word) { return true }
    return otherWords.contains(word) ? false : nil
  }

  /// In the order of the file.
  let trades: [Trade]

  static func read(_ path: String) throws(GateFailure) -> VenueExport {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: byteLimit) } catch {
      throw GateFailure(
        "audit.fills-unreadable", "the venue's export cannot be read: \(error)", hint: "--fills FILE",
        exitStatus: 4)
    }
    return try VenueExport(bytes, file: path)
  }

  /// - Throws: `audit.fills-malformed`: a line that cannot be read is never passed over.
  init(_ bytes: [UInt8], file: String) throws(GateFailure) {
    guard let first = bytes.first(where: { $0 > 0x20 }) else { throw Self.malformed(file, 1, "it is empty") }
    trades =
      first == UInt8(ascii: "{") ? try Self.fromJSON(bytes, file) : try Self.fromCSV(bytes, file)
  }

  private static func fromJSON(_ bytes: [UInt8], _ file: String) throws(GateFailure) -> [Trade] {
    guard let json = try? JSON.parse(bytes) else { throw malformed(file, 1, "it is no JSON") }
    if let fills = json["fills"]?.arrayValue {
      return try map(fills, file) { item in
        guard let at = item["fillTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)) else { return nil }
        return Trade(
          at: at,
          name: [item["symbol"], item["fill_id"]].compactMap { $0?.stringValue }.joined(separator: " "))
      }
    }
    guard let logs = json["logs"]?.arrayValue else {
      throw malformed(file, 1, "it has neither 'fills' nor 'logs'")
    }
    var trades: [JSON] = []
    for (index, item) in logs.enumerated() {
      guard let word = item["info"]?.stringValue, let isTrade = Self.isTrade(word) else {
        throw malformed(
          file, index + 1, "'\(item["info"]?.text() ?? "nothing")' says neither trade nor other")
      }
      if isTrade { trades.append(item) }
    }
    return try map(trades, file) { item in
      guard let at = item["date"]?.stringValue.flatMap(Timestamp.init(rfc3339:)) else { return nil }
      return Trade(at: at, name: item["contract"]?.stringValue ?? "")
    }
  }

  private static func map(
    _ items: [JSON], _ file: String, _ read: (JSON) -> Trade?
  ) throws(GateFailure) -> [Trade] {
    var trades: [Trade] = []
    for (index, item) in items.enumerated() {
      guard let trade = read(item) else { throw malformed(file, index + 1, "its entry names no time") }
      trades.append(trade)
    }
    return trades
  }

  private static func fromCSV(_ bytes: [UInt8], _ file: String) throws(GateFailure) -> [Trade] {
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    var rows = lines.map { CommaSeparatedRow($0).fields }
    guard !rows.isEmpty else { throw malformed(file, 1, "it is empty") }
    let header = rows.removeFirst().map { $0.lowercased() }
    guard let time = header.firstIndex(where: { ["datetime", "date", "filltime", "time"].contains($0) })
    else {
      throw malformed(file, 1, "no column of its first line is named dateTime, date, fillTime or time")
    }
    let kind = header.firstIndex(of: "type") ?? header.firstIndex(of: "info")
    let name = header.firstIndex(of: "symbol") ?? header.firstIndex(of: "contract")
    guard kind != nil || header[time] == "filltime" else {
      throw malformed(file, 1, "no column says what a line is: type or info")
    }
    var trades: [Trade] = []
    for (index, row) in rows.enumerated() {
      guard row.count == header.count else {
        throw malformed(file, index + 2, "it has \(row.count) fields, and the first line \(header.count)")
      }
      if let kind {
        guard let isTrade = Self.isTrade(row[kind]) else {
          throw malformed(file, index + 2, "'\(row[kind])' says neither trade nor other")
        }
        guard isTrade else { continue }
      }
      guard let at = Self.time(row[time]) else {
        throw malformed(file, index + 2, "'\(row[time])' is no time")
      }
      trades.append(Trade(at: at, name: name.map { row[$0] } ?? ""))
    }
    return trades
  }

  /// RFC 3339, or `2026-11-28 02:03:04` with or without fractions, in UTC as downloads are.
  private static func time(_ text: String) -> Timestamp? {
    if let time = Timestamp(rfc3339: text) { return time }
    var bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[10] == 0x20 || bytes[10] == 0x54 else { return nil }
    bytes[10] = 0x54
    return Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self) + "Z")
  }

  private static func malformed(_ file: String, _ line: Int, _ why: String) -> GateFailure {
    GateFailure(
      "audit.fills-malformed", "\(file):\(line): \(why)",
      hint: "give the account log or the fills as the venue exports them, CSV or JSON", exitStatus: 4)
  }
}

/// One line of comma-separated values, RFC 4180, without line breaks inside fields.
struct CommaSeparatedRow {
  let fields: [String]

  init(_ line: String) {
    var fields: [String] = [""]
    var isQuoted = false
    for character in line.unicodeScalars where character != "\r" {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].unicodeScalars.append(character)
      }
    }
    self.fields = fields
  }
}
