import ExactDecimal

/// Prometheus' text format 0.0.4. Values are exact decimals in plain notation; a metric without samples is left out.
struct MetricsText {
  struct Sample {
    let labels: [(name: String, value: String)]
    let value: String
  }

  private(set) var text = ""

  mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
    metric(name, "gauge", help, samples)
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Int64?) {
    gauge(name, help, value.map { [.of($0)] } ?? [])
  }

  mutating func gauge(_ name: String, _ help: String, _ value: ExactDecimal?) {
    gauge(name, help, value.map { [.of($0)] } ?? [])
  }

  mutating func gauge(_ name: String, _ help: String, _ isSo: Bool) { gauge(name, help, isSo ? 1 : 0) }

  mutating func counter(_ name: String, _ help: String, _ value: Int64) {
    metric(name, "counter", help, [.of(value)])
  }

  mutating func counter(_ name: String, _ help: String, _ samples: [Sample]) {
    metric(name, "counter", help, samples)
  }

  private mutating func metric(_ name: String, _ type: String, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    for sample in samples { text += "\(name)\(Self.labels(sample.labels)) \(sample.value)\n" }
  }

  private static func labels(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
    return "{\(pairs.joined(separator: ","))}"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

extension MetricsText.Sample {
  static func of(_ value: Int64, _ labels: (name: String, value: String)...) -> Self {
    Self(labels: labels, value: String(value))
  }

  static func of(_ value: ExactDecimal, _ labels: (name: String, value: String)...) -> Self {
    Self(labels: labels, value: value.description)
  }

  static func of(_ isSo: Bool, _ labels: (name: String, value: String)...) -> Self {
    Self(labels: labels, value: isSo ? "1" : "0")
  }
}

extension ExactDecimal {
  /// Milliseconds as seconds.
  static func seconds(_ milliseconds: Int64) -> ExactDecimal {
    ExactDecimal(units: Int128(milliseconds), fractionDigits: 3) ?? .zero
  }
}
