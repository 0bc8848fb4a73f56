import Chronology
import ExactDecimal
import Trading
import VenueAccess

extension PrometheusText {
  static func addPositions(_ status: EngineStatus, at time: Timestamp, to metrics: inout MetricsText) {
    guard let venue = status.venue else { return }
    let grown = max(0, time.milliseconds(since: venue.notedAt))
    let symbols = venue.overview.symbols
    func gauge(_ name: String, _ help: String, _ value: (SymbolOverview) -> ExactDecimal?) {
      metrics.gauge(
        name, help,
        symbols.compactMap { symbol in
          value(symbol).map { .of($0, ("symbol", symbol.picture.symbol.description)) }
        })
    }
    gauge("trading_engine_position", "The venue's position, above zero long.") { $0.picture.position }
    gauge("trading_engine_own_position", "What of the position is the engine's own.") { $0.picture.own }
    gauge("trading_engine_position_notional_usd", "The venue's position at the mark price.") {
      $0.notionalUSD
    }
    gauge("trading_engine_unrealized_usd", "What the own part would gain at the mark price.") {
      $0.unrealizedUSD
    }
    metrics.gauge(
      "trading_engine_cover", "1 for how the own part is covered, by what the venue shows.",
      symbols.flatMap { symbol in
        SymbolPicture.Cover.allCases.map {
          .of(
            symbol.picture.cover == $0, ("symbol", symbol.picture.symbol.description), ("state", $0.rawValue))
        }
      })
    gauge("trading_engine_uncovered_seconds", "For how long a part of the position has had no stop.") {
      .seconds($0.picture.uncoveredMilliseconds.map { $0 + grown } ?? 0)
    }
    gauge("trading_engine_stop_shown_price", "The trigger price of an own stop as the venue shows it.") {
      $0.protection.first { $0.role == .stopLoss || $0.role == .guardStop }?.triggerPrice
    }
    gauge("trading_engine_reading_age_seconds", "Since the newest complete reading of position and orders.") {
      $0.picture.readingAge.map { .seconds($0 + grown) }
    }
    gauge("trading_engine_quarantined", "Whether a person has to say what the position is.") {
      $0.picture.quarantine == nil ? .zero : ExactDecimal(1)
    }
    gauge("trading_engine_closing", "Whether the position is being closed.") {
      $0.picture.isClosing ? ExactDecimal(1) : .zero
    }
    gauge("trading_engine_own_orders", "Own orders that the venue shows.") {
      ExactDecimal(Int64($0.picture.shownOrders))
    }
    gauge("trading_engine_strange_orders", "Orders on the symbol that are not the engine's.") {
      ExactDecimal(Int64($0.strangeOrders))
    }
  }

  static func addVenue(_ status: EngineStatus, at time: Timestamp, to metrics: inout MetricsText) {
    guard let venue = status.venue else { return }
    let grown = max(0, time.milliseconds(since: venue.notedAt))
    let health = venue.health
    metrics.gauge("trading_engine_reconciled", "Whether journal and venue agree.", venue.isReconciled)
    metrics.gauge("trading_engine_venue_up", "Whether the venue answers.", health.isUp ?? false)
    metrics.gauge(
      "trading_engine_venue_last_answer_age_seconds", "Since the venue last answered anything.",
      health.lastAnswerAge.map { .seconds($0 + grown) })
    metrics.gauge(
      "trading_engine_venue_points_spent", "Points of the venue's rate budget spent within its window.",
      Int64(health.spentPoints))
    metrics.gauge(
      "trading_engine_venue_points_budget", "Points that the venue's rate budget has within its window.",
      Int64(health.budgetPoints))
    metrics.gauge(
      "trading_engine_venue_clock_offset_seconds", "The venue's time less the host's.",
      health.clockOffset.map { .seconds($0) })
    metrics.gauge(
      "trading_engine_picture_age_seconds", "Since the engine last looked at how all this stands.",
      .seconds(grown))
  }

  static func addDisk(_ status: EngineStatus, to metrics: inout MetricsText) {
    if let journal = status.journal {
      metrics.gauge(
        "trading_engine_journal_records", "The last record of the journal that is on stable storage.",
        journal.lastSyncedRecord)
      metrics.gauge(
        "trading_engine_journal_pending_records", "Records on their way to the disk.",
        Int64(journal.pendingRecords))
      metrics.gauge(
        "trading_engine_journal_room", "Whether the journal has room for entries.", journal.hasRoomForEntries)
    }
    metrics.gauge(
      "trading_engine_disk_available_bytes", "Free on the file system of the engine's state.",
      status.disk?.availableBytes)
  }
}
