internal import CLibCurl
internal import Chronology

extension CurlLane {
  /// Sends the keeper's request when one is due: over the connection that stands, or over a new one when that is about
  /// to be too old.
  func keepWarm() {
    let now = MonotonicClock.nanoseconds()
    guard let keeper, keeper.isDue(now) else { return }
    self.keeper?.began(now)
    sweep()
    let youngEnough = options.maximumConnectionAgeNanoseconds - 2 * keeper.intervalNanoseconds
    let isStanding = connections.contains { $0.isIdle && now - $0.openedAtNanoseconds < youngEnough }
    do throws(TransportError) {
      let transfer = try keeperTransfer()
      try transfer.prepare(keeper.request, for: nil, maximumResponseBytes: options.maximumResponseBytes)
      try transfer.becomeWarming(isNewConnection: !isStanding)
      begin(transfer)
    } catch {
      self.keeper?.finished(isSuccess: false, now: now)
    }
  }

  private func keeperTransfer() throws(TransportError) -> Transfer {
    if let transfer = keeper?.transfer { return transfer }
    let transfer = try Transfer(options, lane: self)
    keeper?.transfer = transfer
    return transfer
  }
}

/// When a lane's connection has to be used, or made, so that it is there when it is needed.
struct ConnectionKeeper {
  let request: HTTPRequest
  let intervalNanoseconds: Int64
  /// Its own handle, never one of a caller's.
  var transfer: Transfer?
  private(set) var dueAtNanoseconds: Int64
  private var isUnderWay = false
  private var beganAtNanoseconds: Int64 = 0
  private var failures: Int64 = 0

  private static let second: Int64 = 1_000_000_000

  init(_ warming: HTTPTransport.Warming, now: Int64) {
    request = HTTPRequest(
      .get, warming.target, headers: warming.headers, isProtective: true, connectTimeout: .seconds(5),
      timeout: .seconds(10))
    intervalNanoseconds = warming.interval.count * 1_000_000
    dueAtNanoseconds = now
  }

  func isDue(_ now: Int64) -> Bool { !isUnderWay && now >= dueAtNanoseconds }

  mutating func began(_ now: Int64) {
    isUnderWay = true
    beganAtNanoseconds = now
    dueAtNanoseconds = .max
  }

  /// After a failure the pause doubles from a second to the interval.
  mutating func finished(isSuccess: Bool, now: Int64) {
    isUnderWay = false
    failures = isSuccess ? 0 : failures + 1
    let pause = failures == 0 ? intervalNanoseconds : Self.second << min(failures - 1, 10)
    dueAtNanoseconds = now + min(pause, intervalNanoseconds)
  }

  /// No connection is left: make one at once, but at most one a second, and not when the last attempt failed.
  mutating func lost(now: Int64) {
    guard !isUnderWay, failures == 0 else { return }
    dueAtNanoseconds = min(dueAtNanoseconds, max(now, beganAtNanoseconds + Self.second))
  }
}
