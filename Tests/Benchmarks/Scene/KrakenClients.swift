import Glibc

/// Clients of the venue written by others, in a Python of their own: what people use today.
struct KrakenClients {
  /// As deploy/test.sh pins them; another version is another peer.
  private static let versions = ["ccxt": "4.5.90", "python-kraken-sdk": "3.5.1"]
  private static let installed = #filePath.replacing(
    "Tests/Benchmarks/Scene/KrakenClients.swift", with: ".build/test-tools/bin/python")

  static let absent =
    "ccxt 4.5.90 and python-kraken-sdk 3.5.1 are missing, so the peers are not measured: deploy/test.sh installs them "
    + "into .build/test-tools, or KRAKEN_CLIENTS_PYTHON names a python3 that has both in these versions"

  private let python: String

  /// Nil when they are not there in these versions.
  init?() {
    python = unsafe getenv("KRAKEN_CLIENTS_PYTHON").map { unsafe String(cString: $0) } ?? Self.installed
    let tests = Self.versions.map { "version('\($0.key)') == '\($0.value)'" }.sorted()
    let question =
      "import ccxt, kraken.futures; from importlib.metadata import version; "
      + "raise SystemExit(0 if \(tests.joined(separator: " and ")) else 1)"
    do {
      // Its own complaint would say less than `absent` does.
      try Launch(["sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null", python, "-B", "-c", question]).run()
    } catch { return nil }
  }

  /// A script of Tests/Benchmarks/Peers; `-B`, so that it leaves nothing beside itself.
  func script(_ name: String, _ arguments: [String], _ environment: [String: String] = [:]) -> Launch {
    Launch([python, "-B", "\(MeasuredPrograms.sources)/\(name)"] + arguments, environment: environment)
  }
}
