/// `000001.jsonl`, counted from 1; six digits, or as many as it needs.
enum SegmentName {
  static func of(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".jsonl"
  }

  /// - Returns: nil for every name that ``of(_:)`` does not make.
  static func number(of name: String) -> Int? {
    let digits = name.utf8.prefix { $0 != UInt8(ascii: ".") }
    guard (6...12).contains(digits.count), let number = Int(Substring(digits)), number > 0,
      of(number) == name
    else { return nil }
    return number
  }
}
