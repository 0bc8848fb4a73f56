import ExactDecimal

/// From when on something is called a problem.
enum StatusThreshold {
  /// As the alert in deploy/monitoring.
  static let grantEndsSoon: Int64 = 3 * 3_600_000
  /// Three polls of a flat symbol, and the time that they may take.
  static let oldReading: Int64 = 20_000
  static let silentVenue: Int64 = 20_000
  /// Of what the day may lose.
  static let dailyLossShare = ExactDecimal(units: 8, fractionDigits: 1) ?? ExactDecimal(1)
  static let lowDisk: Int64 = 256 << 20
  static let clockOffset: Int64 = 1_000
  /// The engine looks about once a second.
  static let oldPicture: Int64 = 10_000
}
