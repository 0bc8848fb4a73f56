import Attestation
import Chronology
import EngineConfiguration
import KrakenFuturesClient
public import Trading
import VenueAccess

/// `flatten`: trips first, closes own positions, and watches that nothing opens again.
public struct FlattenRun: Sendable {
  /// What became of the trip.
  public enum Acknowledgement: String, Sendable, Hashable {
    /// No engine runs here; this process did the work.
    case noEngine = "no-engine"
    /// The running engine wrote the trip down, and closes.
    case acknowledged
    /// It did not within six seconds; this process closes beside it.
    case silent
  }

  public let acknowledgement: Acknowledgement
  public let killSwitch: KillSwitchState?
  public let ending: ProtectionRuntime.Ending
  /// Whether this process saw the ending. Not beside an engine on paper: its venue is in its process.
  public var isSeen = true

  /// How long the running engine is watched closing.
  private static let longestWatch: Int64 = 120_000

  /// - Parameter symbols: of which positions are closed; empty: all. The trip is for all in any case.
  public static func run(
    _ start: ProtectionStart, symbols: [Symbol], reason: String, signals: AsyncStream<EngineSignal>
  ) async throws(EngineError) -> FlattenRun {
    let isRunning = InstanceLock.holder(in: start.folder) != nil
    do {
      let state = try await start.desk.trip(reason: reason, flattens: true, symbols: symbols)
      if isRunning, start.configuration.configuration.environment == .paper {
        return FlattenRun(
          acknowledgement: .acknowledged, killSwitch: state,
          ending: ProtectionRuntime.Ending(isFlat: false, isCovered: false, pictures: []), isSeen: false)
      }
      if isRunning {
        start.log(
          "note: the running engine acknowledged the trip \(state.tripID ?? ""); it is watched closing")
        let ending = try await watch(start, symbols, signals)
        return FlattenRun(acknowledgement: .acknowledged, killSwitch: state, ending: ending)
      }
      let ending = try await ProtectionRuntime.run(
        start, goal: .flatten(symbols.isEmpty ? configured(start) : symbols), signals: signals)
      return FlattenRun(acknowledgement: .noEngine, killSwitch: state, ending: ending)
    } catch {
      guard isRunning, error.code == .killSwitchUnwritten else { throw error }
      start.alert(error.code.rawValue, "\(error.message): closing from here, beside it")
      let ending = try await ProtectionRuntime.run(
        start, goal: .flatten(symbols.isEmpty ? configured(start) : symbols), signals: signals, isBeside: true
      )
      return FlattenRun(acknowledgement: .silent, killSwitch: nil, ending: ending)
    }
  }

  private static func configured(_ start: ProtectionStart) -> [Symbol] {
    start.configuration.configuration.symbols.compactMap { Symbol($0) }
  }

  /// Looks at the venue until the engine has closed everything, and some time longer.
  private static func watch(
    _ start: ProtectionStart, _ symbols: [Symbol], _ signals: AsyncStream<EngineSignal>
  ) async throws(EngineError) -> ProtectionRuntime.Ending {
    let configuration = start.configuration.configuration
    let connection = try await VenueDoor.open(
      configuration, folder: start.configuration.folder, credentialsFolder: start.credentialsFolder,
      for: .observing)
    let venue: ObservingVenue
    do throws(VenueAccessError) {
      venue = try ObservingVenue(connection.connection, expecting: VenueExpectation(configuration))
    } catch { throw EngineError(access: error) }
    let watched = symbols.isEmpty ? configured(start) : symbols
    let isFlat = await withTaskGroup(of: Bool.self) { group in
      group.addTask { await watch(venue, watched, start) }
      // A person who has seen enough.
      group.addTask {
        for await signal in signals where signal == .stop { break }
        return false
      }
      let isFlat = await group.next() ?? false
      group.cancelAll()
      return isFlat
    }
    return ProtectionRuntime.Ending(isFlat: isFlat, isCovered: isFlat, pictures: [])
  }

  /// - Returns: whether everything is flat.
  private static func watch(
    _ venue: ObservingVenue, _ watched: [Symbol], _ start: ProtectionStart
  ) async -> Bool {
    let began = venue.clock.uptimeMilliseconds()
    var flatSince: Int64?
    while venue.clock.uptimeMilliseconds() - began < longestWatch {
      var isFlat = true
      for symbol in watched {
        let facts = await venue.refresh(.symbol(symbol))
        let reading = facts.compactMap { fact -> SettledReading? in
          guard fact.isComplete, case .settled(let reading) = fact.content else { return nil }
          return reading
        }.last
        isFlat = isFlat && reading.map { $0.position == nil && $0.orders.isEmpty } ?? false
      }
      let now = venue.clock.uptimeMilliseconds()
      flatSince = isFlat ? flatSince ?? now : nil
      if let flatSince, now - flatSince >= 5_000 { return true }
      guard (try? await start.sleep(500)) != nil else { break }
    }
    return false
  }
}
