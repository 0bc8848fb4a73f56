import ExactDecimal
import StrictJSON

extension StatementAnswer {
  /// A JSON object a line; every member in every line, money as exact texts, what is not known as null.
  public var jsonLines: String {
    records.map { record in
      JSON.object(StatementRecord.names.map { JSONMember($0, record.values[$0]?.json ?? .null) }).text()
        + "\n"
    }.joined()
  }

  /// RFC 4180 with a header line, lines ended by CR LF; what is not known is empty.
  public var csv: String {
    let lines =
      [StatementRecord.names]
      + records.map { record in
        StatementRecord.names.map { record.values[$0]?.text ?? "" }
      }
    return lines.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    let isSpecial = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard isSpecial else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}

extension StatementRecord.Value {
  fileprivate var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .decimal(let number): .string(number.description)
    case .count(let count): .integer(count)
    case .truth(let isSo): .bool(isSo)
    }
  }

  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .decimal(let number): number.description
    case .count(let count): String(count)
    case .truth(let isSo): String(isSo)
    }
  }
}
