import ExactDecimal
import Trading

/// Tells people that a position's protection is not shown, sooner than the core has a reason to give it up: somebody who
/// is told within seconds can still look for himself.
///
/// The core acts by its deadline and alerts when it does; this only looks at its pictures.
struct ProtectionWatch: Sendable, Hashable {
  private struct Row: Sendable, Hashable {
    let symbol: Symbol
    var exposedSince: Int64?
    /// When people were told last that the stop is not shown; nil while it is.
    var stopToldAt: Int64?
    var takeProfitMissingSince: Int64?
    var takeProfitToldAt: Int64?
  }

  /// A stop is usually shown within 600 ms. With a look at least once a second and three seconds for the delivery, an
  /// alert arrives within five of the exposure.
  static let stopPatience: Int64 = 1_500
  /// A take-profit follows its stop, and one reading later it is shown.
  static let takeProfitPatience: Int64 = 2_500
  /// How often it is said again.
  static let reminder: Int64 = 60_000

  private var rows: [Row] = []

  /// - Parameter time: milliseconds of a clock that goes evenly.
  mutating func look(
    _ pictures: [SymbolPicture], _ missing: [MissingTakeProfit], at time: Int64
  ) -> [EngineAlert] {
    var alerts: [EngineAlert] = []
    for picture in pictures {
      let place = place(of: picture.symbol)
      lookAtStop(picture, place, time, &alerts)
      lookAtTakeProfit(
        missing.first { $0.symbol == picture.symbol }, picture, place, time, &alerts)
    }
    return alerts
  }

  private mutating func place(of symbol: Symbol) -> Int {
    if let place = rows.firstIndex(where: { $0.symbol == symbol }) { return place }
    rows.append(Row(symbol: symbol))
    return rows.count - 1
  }

  private mutating func lookAtStop(
    _ picture: SymbolPicture, _ place: Int, _ time: Int64, _ alerts: inout [EngineAlert]
  ) {
    let symbol = picture.symbol
    guard let uncovered = picture.uncoveredMilliseconds else {
      rows[place].exposedSince = nil
      guard rows[place].stopToldAt != nil else { return }
      rows[place].stopToldAt = nil
      let message =
        picture.own.signum == 0
        ? "\(symbol) is flat: no stop is missing any more" : "the stop of \(symbol) is shown again"
      return alerts.append(EngineAlert("protection.stop-shown", message, about: symbol.description))
    }
    // The picture is as old as the core's last step, which is long ago where no reading comes back.
    let since = rows[place].exposedSince ?? time - uncovered
    rows[place].exposedSince = since
    let missing = max(uncovered, time - since)
    guard missing >= Self.stopPatience, isDue(rows[place].stopToldAt, time) else { return }
    rows[place].stopToldAt = time
    alerts.append(
      EngineAlert(
        "protection.stop-not-shown",
        "the venue has shown no sufficient stop for the \(picture.own.magnitude) open of \(symbol) for \(missing) ms",
        about: symbol.description))
  }

  private mutating func lookAtTakeProfit(
    _ missing: MissingTakeProfit?, _ picture: SymbolPicture, _ place: Int, _ time: Int64,
    _ alerts: inout [EngineAlert]
  ) {
    let symbol = picture.symbol
    guard let missing else {
      rows[place].takeProfitMissingSince = nil
      guard rows[place].takeProfitToldAt != nil else { return }
      rows[place].takeProfitToldAt = nil
      let message =
        picture.own.signum == 0 || picture.isClosing
        ? "\(symbol) is closed: no take-profit is missing any more"
        : "the take-profit of \(symbol) is shown again"
      return alerts.append(EngineAlert("protection.take-profit-shown", message, about: symbol.description))
    }
    let since = rows[place].takeProfitMissingSince ?? time
    rows[place].takeProfitMissingSince = since
    guard time - since >= Self.takeProfitPatience, isDue(rows[place].takeProfitToldAt, time) else { return }
    rows[place].takeProfitToldAt = time
    alerts.append(
      EngineAlert(
        "protection.take-profit-not-shown",
        "the venue has not shown the take-profit at \(missing.price) for \(missing.size) of \(symbol) for "
          + "\(time - since) ms", about: symbol.description))
  }

  private func isDue(_ toldAt: Int64?, _ time: Int64) -> Bool {
    toldAt.map { time - $0 >= Self.reminder } ?? true
  }
}
