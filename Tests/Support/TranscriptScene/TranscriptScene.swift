public import CertificationEvidence
public import Chronology
public import ExactDecimal
public import Trading

/// A transcript step by step, each with a label, so that a test can change one and leave the rest as it is.
///
/// Without changes it is a run in which every planned case passes: an honest venue, an orderly runner.
public struct TranscriptScene: Sendable {
  public struct Step: Sendable {
    public var label: String
    public var content: Content
  }

  public enum Content: Sendable {
    case marker(TranscriptMarker)
    /// A request with the answer's status and body; a nil body is a transport that failed.
    case exchange(RecordedRequest, status: Int, body: String?)
  }

  public var steps: [Step] = []
  public var header: CertificationTranscript.Header
  public var ending = OrderCertification.Ending.completed
  /// When the run ended; nil: after its last exchange.
  public var endsAt: Timestamp?
  /// How long an exchange takes, and how long after it the next begins.
  public var exchangeMicroseconds: Int64 = 20_000
  public var pauseMicroseconds: Int64 = 30_000
  /// Steps that begin later than they would, by label.
  public var delays: [String: Int64] = [:]

  public static let engine = String(repeating: "e", count: 64)
  public static let startedAt = Timestamp(clamping: 1_795_428_000_000)
  public static let symbol = symbol("PF_XBTUSD")

  public init(
    cases: [CertificationCase] = [.init(.stopLoss, .long, .last)],
    session: CertificationTranscript.Session = .init(
      origin: "http://127.0.0.1:40123", certificateSha256s: [], isTrustedBySystem: false)
  ) {
    let adapter = KrakenTranscriptAdapter()
    header = .init(
      adapter: adapter.name, orderMappingSha256: adapter.orderMappingSha256,
      environment: adapter.environment(of: session), session: session, account: "TESTKEY",
      owner: Self.owner, engineSha256: Self.engine, startedAt: Self.startedAt,
      plan: .init(symbols: [Self.symbol], cases: cases))
    add("instruments", Wire.instruments)
    for (index, certificationCase) in cases.enumerated() {
      let script = CaseScript(certificationCase, number: index)
      steps += script.steps
    }
  }

  public static let owner = ClientOrderID.Owner(environment: 0, scope: 1, instance: 7) ?? unreachable()

  public static func symbol(_ text: String) -> Symbol { Symbol(text) ?? unreachable() }
  public static func decimal(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? unreachable() }

  private static func unreachable<Value>() -> Value { preconditionFailure("a literal of this file is wrong") }

  // MARK: Changes

  mutating func add(_ label: String, _ content: Content) {
    steps.append(Step(label: label, content: content))
  }

  /// Changes the answers of every step whose label begins so.
  public mutating func answer(_ label: String, _ change: (String) -> String) {
    for index in steps.indices where steps[index].label.hasPrefix(label) {
      guard case .exchange(let request, let status, let body?) = steps[index].content else { continue }
      steps[index].content = .exchange(request, status: status, body: change(body))
    }
  }

  /// Replaces a text within answers.
  public mutating func answer(_ label: String, replacing text: String, with other: String) {
    answer(label) { body in
      precondition(body.contains(text), "'\(text)' does not occur in \(label): \(body)")
      return Self.replaced(body, text, other)
    }
  }

  /// Replaces a text within requests.
  public mutating func request(_ label: String, replacing text: String, with other: String) {
    for index in steps.indices where steps[index].label.hasPrefix(label) {
      guard case .exchange(var request, let status, let body) = steps[index].content else { continue }
      precondition(request.body.contains(text), "'\(text)' does not occur in \(request.body)")
      request.body = Self.replaced(request.body, text, other)
      steps[index].content = .exchange(request, status: status, body: body)
    }
  }

  public mutating func status(_ label: String, _ status: Int, body: String?) {
    for index in steps.indices where steps[index].label.hasPrefix(label) {
      guard case .exchange(let request, _, _) = steps[index].content else { continue }
      steps[index].content = .exchange(request, status: status, body: body)
    }
  }

  public mutating func remove(_ labels: String...) {
    steps.removeAll { step in labels.contains { step.label.hasPrefix($0) } }
  }

  /// What a process leaves that is killed before a step.
  public mutating func leave(before label: String) {
    guard let place = steps.firstIndex(where: { $0.label.hasPrefix(label) }) else { return }
    steps.removeSubrange(place...)
  }

  /// Puts copies of steps before the first one with a label.
  public mutating func insert(_ labels: [String], before label: String, as prefix: String) {
    guard let place = steps.firstIndex(where: { $0.label.hasPrefix(label) }) else { return }
    let copies = labels.flatMap { wanted in
      steps.filter { $0.label.hasPrefix(wanted) }.map {
        Step(label: "\(prefix)\($0.label)", content: $0.content)
      }
    }
    steps.insert(contentsOf: copies, at: place)
  }

  public mutating func insert(_ content: Content, before label: String, as name: String) {
    guard let place = steps.firstIndex(where: { $0.label.hasPrefix(label) }) else { return }
    steps.insert(Step(label: name, content: content), at: place)
  }

  static func replaced(_ body: String, _ text: String, _ other: String) -> String {
    body.split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }

  // MARK: The transcript

  public var transcript: CertificationTranscript {
    var times: [(name: String, time: String)] = []
    for number in header.plan.cases.indices {
      let prefix = number == 0 ? "" : "\(number)."
      // The order fires when the price is there, and trades a little later.
      let fired = venueTime(of: "\(prefix)reached.ticker").advanced(byMilliseconds: 5)
      times.append(("FILLTIME-\(number)#", fired.description))
      times.append(("ENTRYTIME-\(number)#", venueTime(of: "\(prefix)entry.send").description))
    }
    var clock: Int64 = 1_000
    var number: Int64 = 0
    let records = steps.map { step -> CertificationTranscript.Record in
      switch step.content {
      case .marker(let marker): return .marker(marker)
      case .exchange(let request, let status, let body):
        clock += delays[step.label] ?? 0
        number += 1
        let sent = clock
        let received = sent + exchangeMicroseconds
        clock = received + pauseMicroseconds
        let served = header.startedAt.advanced(byMilliseconds: (sent + exchangeMicroseconds / 2) / 1_000)
        return .exchange(
          RecordedExchange(
            number: number, request: request, sentMicroseconds: sent, receivedMicroseconds: received,
            sentAt: header.startedAt.advanced(byMilliseconds: sent / 1_000),
            answer: body.map { body in
              let known = times + [("SERVERTIME", served.description)]
              let text = known.reduce(body) { Self.replaced($0, $1.name, $1.time) }
              return .received(status: status, body: Array(text.utf8))
            } ?? .failed("transport.timeout")))
      }
    }
    return CertificationTranscript(
      header: header, records: records,
      ending: .init(
        how: ending, reason: "", at: endsAt ?? header.startedAt.advanced(byMilliseconds: clock / 1_000)))
  }

  /// When the exchange of a step is answered, by the venue's clock.
  public func venueTime(of label: String) -> Timestamp {
    var clock: Int64 = 1_000
    for step in steps {
      guard case .exchange = step.content else { continue }
      clock += delays[step.label] ?? 0
      if step.label.hasPrefix(label) { break }
      clock += exchangeMicroseconds + pauseMicroseconds
    }
    return header.startedAt.advanced(byMilliseconds: (clock + exchangeMicroseconds / 2) / 1_000)
  }
}
