import GateScene
import Testing

/// What the compiler cannot say of the venue, said of the sources.
@Suite("Who reaches the venue") struct VenueRuleTests {
  private static let sources = GateScene.sources(in: ["Sources", "checks"]).filter {
    // The simulated venue has a language of its own, and no client.
    !$0.key.hasPrefix("Sources/SimulatedVenue/") && !$0.key.hasPrefix("Sources/KrakenSimulator/")
  }

  /// The files in which a text stands outside comments.
  private func files(with text: String) -> Set<String> {
    Set(Self.sources.filter { BareSource($0.value).lines.contains { $0.contains(text) } }.keys)
  }

  @Test("an entry is sent from one place, which the Grant's own type guards")
  func entries() {
    #expect(files(with: "send(.enter") == ["Sources/VenueAccess/ReducingVenue.swift"])
    #expect(
      files(with: "sendEntry(") == [
        "Sources/VenueAccess/ReducingVenue.swift", "Sources/VenueAccess/TradingVenue.swift",
      ])
  }

  @Test("commands are sent by the permission types alone")
  func commands() {
    #expect(files(with: "venue.send(") == ["Sources/VenueAccess/ReducingVenue.swift"])
    let holders = files(with: "any Venue").union(files(with: ": Venue {"))
    let allowed = ["Sources/Trading/", "Sources/VenueAccess/", "Sources/KrakenFuturesClient/"]
    #expect(!holders.isEmpty)
    for file in holders { #expect(allowed.contains { file.hasPrefix($0) }, "\(file)") }
  }

  @Test("connections are made by the adapter alone")
  func connections() {
    for text in [" VenueConnection(", " VenueSession(", "KrakenFuturesVenue("] {
      let makers = files(with: text)
      #expect(!makers.isEmpty, "\(text)")
      for file in makers { #expect(file.hasPrefix("Sources/KrakenFuturesClient/"), "\(file): \(text)") }
    }
  }

  @Test("nothing arms the dead-man's switch, cancels for the whole account, or changes leverage")
  func never() {
    let words = ["cancelallorders", "batchorder", "leveragepreferences", "withdrawal", "transfer\""]
    for (file, text) in Self.sources {
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
        for word in words where line.contains(word) {
          let isSwitchOff =
            line.contains("cancelallordersafter") && file.hasSuffix("KrakenFutures/Requests/Reads.swift")
          let isReading = file.hasPrefix("Sources/KrakenFutures/Answers/")
          #expect(isSwitchOff || isReading, "\(file):\(number + 1): \(word)")
        }
      }
    }
    let switching = Self.sources["Sources/KrakenFutures/Requests/Reads.swift"] ?? ""
    #expect(switching.contains("WireParameter(\"timeout\", \"0\")"))
    #expect(switching.ranges(of: "\"timeout\"").count == 1)
  }
}
