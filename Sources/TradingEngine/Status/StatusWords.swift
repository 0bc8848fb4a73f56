/// Lengths and sizes for people.
enum StatusWords {
  static func seconds(_ milliseconds: Int64) -> String {
    guard milliseconds < 60_000 else { return length(milliseconds) }
    return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
  }

  /// The two largest units: `5h 12m`, `3d 4h`, `45s`.
  static func length(_ milliseconds: Int64) -> String {
    let all = max(0, milliseconds) / 1_000
    let units: [(String, Int64)] = [
      ("d", all / 86_400), ("h", all / 3_600 % 24), ("m", all / 60 % 60), ("s", all % 60),
    ]
    let shown = units.drop { $0.1 == 0 }.prefix(2).filter { $0.1 != 0 }
    return shown.isEmpty ? "0s" : shown.map { "\($0.1)\($0.0)" }.joined(separator: " ")
  }

  static func size(_ bytes: Int64) -> String {
    let units: [(String, Int64)] = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    guard let (name, unit) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) bytes" }
    return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
  }
}
