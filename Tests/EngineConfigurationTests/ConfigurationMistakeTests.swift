import EngineConfiguration
import StrictJSON
import StrictYAML
import Testing

extension Mistake {
  static let all: [Mistake] = [
    Mistake("no version", "engine.missing-key", "engine: v1\nenvironment", "»environment"),
    Mistake("an unknown version", "engine.unknown-value", "engine: v1", "engine: »v2"),
    Mistake("an unknown environment", "engine.unknown-value", "environment: simulator", "environment: »sim"),
    Mistake("a misspelt key", "engine.unknown-key", "symbols:", "»symbolls: []\nsymbols:"),
    Mistake("a misspelt key further in", "engine.unknown-key", "  adapter", "  »adaptor: x\n  adapter"),
    Mistake("no symbols", "engine.too-few", "[PF_XBTUSD]", "»[]"),
    Mistake("an inverse contract", "engine.bad-value", "[PF_XBTUSD]", "[»PI_XBTUSD]"),
    Mistake("a symbol in lower case", "engine.bad-value", "[PF_XBTUSD]", "[»pf_xbtusd]"),
    Mistake("a symbol twice", "engine.duplicate", "[PF_XBTUSD]", "[PF_XBTUSD, »PF_XBTUSD]"),
    Mistake("another adapter", "engine.unknown-value", "kraken-futures", "»binance"),
    Mistake("an origin with a path", "engine.bad-value", "http://127.0.0.1:8080", "»http://127.0.0.1:8080/"),
    Mistake("an origin with a user", "engine.bad-value", "http://127.0.0.1", "»http://me@127.0.0.1"),
    Mistake("an origin in upper case", "engine.bad-value", "http://127.0.0.1", "»HTTP://127.0.0.1"),
    Mistake(
      "an origin with a final dot", "engine.bad-value", "http://127.0.0.1:8080",
      "»https://futures.kraken.com."),
    Mistake("port 0", "engine.bad-value", ":8080", ":0").pointing(at: "http://127.0.0.1:0"),
    Mistake(
      "simulator at the production origin", "engine.wrong-environment", "http://127.0.0.1:8080",
      "»https://futures.kraken.com"),
    Mistake(
      "simulator at the production origin with its port", "engine.wrong-environment", "http://127.0.0.1:8080",
      "»https://futures.kraken.com:443"),
    Mistake(
      "simulator at the production host without TLS", "engine.wrong-environment", "http://127.0.0.1:8080",
      "»http://futures.kraken.com"),
    Mistake(
      "live, vouched for by authorities of one's own", "engine.wrong-environment", in: Documents.live,
      "  account: a-1\n", "  account: a-1\n  ca-bundle: ca.pem\n"
    ).pointing(at: "https://futures.kraken.com"),
    Mistake(
      "a simulator that takes the production host's name", "engine.wrong-environment",
      "origin: http://127.0.0.1:8080", "origin: »https://futures.kraken.com\n  ca-bundle: ca.pem"),
    Mistake(
      "authorities without TLS", "engine.ca-bundle-without-tls", "origin: http://127.0.0.1:8080",
      "origin: http://127.0.0.1:8080\n  ca-bundle: »ca.pem"),
    Mistake(
      "live at a simulator", "engine.wrong-environment", in: Documents.live, "https://futures.kraken.com",
      "»https://localhost"),
    Mistake(
      "live at the demo origin", "engine.wrong-environment", in: Documents.live, "https://futures.kraken.com",
      "»https://demo-futures.kraken.com"),
    Mistake(
      "live without credentials", "engine.missing-key", in: Documents.live, "  credentials: { file: keys }\n",
      ""
    ).pointing(at: "adapter"),
    Mistake("live without an account", "engine.missing-key", in: Documents.live, "  account: a-1\n", "")
      .pointing(at: "adapter"),
    Mistake(
      "two credentials", "engine.conflict", in: Documents.live, "{ file: keys }",
      "{ file: keys, systemd-credential: »k }"),
    Mistake("credentials without a place", "engine.missing-key", in: Documents.live, "{ file: keys }", "»{}"),
    Mistake(
      "credentials in paper", "engine.credentials-in-paper", in: Documents.live, "environment: live",
      "environment: paper"
    ).pointing(at: "{ file: keys }"),
    Mistake(
      "paper at a simulator", "engine.wrong-environment", "environment: simulator", "environment: paper"
    ).pointing(at: "http://127.0.0.1:8080"),
    Mistake(
      "live without a gate", "engine.gate-not-required", in: Documents.live, "symbols:",
      "gate: { required: »false }\nsymbols:"),
    Mistake(
      "old reports for live", "engine.out-of-range", in: Documents.live, "symbols:",
      "gate: { maximum-age: »25h }\nsymbols:"),
    Mistake(
      "a variable in a path", "engine.bad-value", "symbols:", "gate: { keyring: »\"${HOME}/k\" }\nsymbols:"),
    Mistake(
      "one path for two states", "engine.conflict", "symbols:",
      "state: { kill-switch-state-path: a, instrument-specs-cache-path: »a }\nsymbols:"),
    Mistake(
      "an order larger than a position", "engine.out-of-order", "max-order-notional-usd: \"100\"",
      "max-order-notional-usd: »\"200.01\""),
    Mistake(
      "a trade that loses more than a day", "engine.out-of-order", "limits:\n",
      "limits:\n  max-loss-per-trade-usd: »\"50.5\"\n"),
    Mistake("no limit on orders", "engine.missing-key", "\n  max-orders-per-minute: 10", "")
      .pointing(at: "max-order-notional-usd"),
    Mistake("a limit of zero", "engine.bad-value", "\"50\"", "»\"0\""),
    Mistake("a limit with an exponent", "engine.bad-value", "\"50\"", "»\"5e1\""),
    Mistake("601 orders a minute", "engine.bad-value", "minute: 10", "minute: »601"),
    Mistake(
      "a number without a percent sign", "engine.bad-value", "limits:\n", "limits:\n  price-collar: »1\n"),
    Mistake("a collar of 15.1%", "engine.bad-value", "limits:\n", "limits:\n  price-collar: »15.1%\n"),
    Mistake(
      "an unknown placement", "engine.unknown-value", "symbols:",
      "protection: { placement: »on-fil }\nsymbols:"),
    Mistake("a deadline of 61s", "engine.bad-value", "symbols:", "protection: { deadline: »61s }\nsymbols:"),
    Mistake(
      "a pin that is no digest", "engine.bad-value", "symbols:",
      "gate: { live: { policy-sha256: »abc } }\nsymbols:"),
    Mistake(
      "a blocker's id in upper case", "engine.bad-key", "symbols:",
      "gate: { required-blockers: { »Wrong: x } }\nsymbols:"),
    Mistake(
      "parameters of another strategy", "engine.conflict", "symbols:",
      "strategy: { donchian: »{ entry-bars: 9 } }\nsymbols:"),
    Mistake(
      "a channel of exits longer than that of entries", "engine.out-of-order", "symbols:",
      "strategy: { name: donchian, donchian: { entry-bars: 9, exit-bars: »10 } }\nsymbols:"),
    Mistake(
      "candles of a length that the strategy has not", "engine.unknown-value", "symbols:",
      "strategy: { name: donchian, donchian: { candles: »30m } }\nsymbols:"),
    Mistake(
      "a direction that is none", "engine.unknown-value", "symbols:",
      "strategy: { name: donchian, donchian: { direction: »up } }\nsymbols:"),
    Mistake(
      "a stop at no distance", "engine.bad-value", "symbols:",
      "strategy: { name: donchian, donchian: { stop-atr: »0 } }\nsymbols:"),
    Mistake(
      "a stop out of the world", "engine.out-of-range", "symbols:",
      "strategy: { name: donchian, donchian: { stop-atr: »100.1 } }\nsymbols:"),
    Mistake(
      "a take-profit out of the world", "engine.out-of-range", "symbols:",
      "strategy: { name: donchian, donchian: { take-profit-atr: »101 } }\nsymbols:"),
    Mistake(
      "a strategy that risks more than a day may lose", "engine.out-of-order", "symbols:",
      "strategy: { name: donchian, donchian: { risk-per-trade-usd: »1000000 } }\nsymbols:"),
    Mistake(
      "a strategy that risks more than a trade may lose", "engine.out-of-order", "limits:\n",
      "strategy: { name: donchian, donchian: { risk-per-trade-usd: »2 } }\nlimits:\n  max-loss-per-trade-usd: 1\n"
    ),
    Mistake(
      "a relative alert program", "engine.bad-value", "symbols:", "alerts: { command: »tell }\nsymbols:"),
    Mistake(
      "an alert without TLS", "engine.bad-value", "symbols:",
      "alerts: { webhook: »\"http://example.org/\" }\nsymbols:"),
    Mistake(
      "a webhook without an address", "engine.missing-key", "symbols:",
      "alerts: { webhook: »{ template: slack } }\nsymbols:"),
    Mistake(
      "a webhook with two addresses", "engine.conflict", "symbols:",
      "alerts: { webhook: { url: \"https://a.io\", url-file: »a } }\nsymbols:"),
    Mistake(
      "an unknown template", "engine.unknown-value", "symbols:",
      "alerts: { webhook: { url-file: a, template: »teams } }\nsymbols:"),
    Mistake(
      "a Telegram bot without a chat", "engine.missing-key", "symbols:",
      "alerts: { webhook: »{ url-file: a, template: telegram } }\nsymbols:"),
    Mistake(
      "a chat for Slack", "engine.conflict", "symbols:",
      "alerts: { webhook: { url-file: a, template: slack, chat: »\"1\" } }\nsymbols:"),
    Mistake(
      "a chat that is none", "engine.bad-value", "symbols:",
      "alerts: { webhook: { url-file: a, template: telegram, chat: »the-desk } }\nsymbols:"),
    Mistake(
      "an unknown severity", "engine.unknown-value", "symbols:",
      "alerts: { minimum-severity: »urgent }\nsymbols:"),
    Mistake(
      "a heartbeat without an address", "engine.missing-key", "symbols:",
      "alerts: { heartbeat: »{ every: 60s } }\nsymbols:"),
    Mistake("a port too high", "engine.bad-value", "symbols:", "health: { port: »65536 }\nsymbols:"),
    Mistake("a key twice", "yaml.duplicate-key", "symbols:", "engine: v1\nsymbols:").pointing(
      at: "engine", last: true),
  ]

  /// The mark before a piece of the text, where the text itself cannot hold it.
  func pointing(at piece: String, last: Bool = false) -> Mistake {
    var marked = self
    let ranges = text.ranges(of: piece)
    guard let range = last ? ranges.last : ranges.first else { return self }
    marked.marked = text.replacingCharacters(before: range.lowerBound)
    return marked
  }
}

extension String {
  fileprivate func replacingCharacters(before index: Index) -> String {
    String(self[..<index]) + "»" + self[index...]
  }
}

@Suite("A mistake in the engine's configuration") struct ConfigurationMistakeTests {
  @Test("is reported where it was made", arguments: Mistake.all) func position(_ mistake: Mistake) throws {
    let document = Documents.read(mistake.text)
    #expect(document.configuration == nil)
    #expect(document.resolved == .null)
    let found = try #require(
      document.diagnostics.first { $0.code == mistake.code }, "\(document.diagnostics)")
    #expect(found.position == mistake.place)
  }

  @Test("does not hide the others") func all() {
    let text = Documents.live
      .replacing("https://futures.kraken.com", with: "https://localhost")
      .replacing("PF_XBTUSD", with: "PI_XBTUSD")
      .replacing("max-daily-loss-usd: \"50\"", with: "max-daily-loss-usd: none")
    let document = Documents.read(text + "gate: { required: false, maximum-age: 2d }\nhealht: { port: 1 }\n")
    #expect(
      document.diagnostics.map(\.code) == [
        "engine.wrong-environment", "engine.bad-value", "engine.bad-value", "engine.gate-not-required",
        "engine.out-of-range", "engine.unknown-key",
      ])
  }

  @Test("of an empty document is told") func empty() {
    #expect(Documents.read("").diagnostics.isEmpty == false)
    #expect(Documents.read("# nothing\n").configuration == nil)
    #expect(Documents.read("- a\n").configuration == nil)
  }

  @Test("carries a hint that names what is meant") func hint() throws {
    let text = Documents.simulator.replacing("margin-mode", with: "margin-mod")
    let diagnostic = try #require(Documents.read(text).diagnostics.first { $0.code == "engine.unknown-key" })
    #expect(diagnostic.hint == "did you mean 'margin-mode'?")
  }
}

@Suite("An origin") struct VenueOriginTests {
  @Test(
    "is taken in one spelling",
    arguments: [
      ("https://futures.kraken.com", "https://futures.kraken.com"),
      ("https://futures.kraken.com:443", "https://futures.kraken.com"),
      ("http://127.0.0.1:80", "http://127.0.0.1"), ("http://[::1]:8080", "http://[::1]:8080"),
      ("https://localhost:1", "https://localhost:1"),
    ]) func accepted(text: String, canonical: String)
  {
    #expect(VenueOrigin(text)?.description == canonical)
  }

  @Test(
    "is refused otherwise",
    arguments: [
      "", "https://", "futures.kraken.com", "ftp://a", "https://a/", "https://a b", "https://a:",
      "https://a:0",
      "https://a:65536", "https://a:080", "https://A", "https://a..b", "https://-a", "https://a-",
      "https://a?x",
      "https://u@a", "https://[::1", "https://[]", "https://a:1:2",
    ]) func refused(text: String)
  {
    #expect(VenueOrigin(text) == nil)
  }
}
