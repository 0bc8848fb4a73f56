import Trading

/// Who asked for what. An answer is put into outboxes and never waits for anybody.
actor IntentConnections {
  /// Ids that a connection is told of: the newest, so that one that never ends costs no more.
  static let longestMemory = 4_096

  private struct Connection {
    let outbox: AsyncStream<[UInt8]>.Continuation
    /// Ends the connection at once, with whatever is still to be written.
    let close: @Sendable () -> Void
    var asked: [String] = []
  }

  private let mostConnections: Int
  private var nextNumber = 1
  private var connections: [Int: Connection] = [:]
  private var askers: [String: [Int]] = [:]

  private let stamp: IntentStamp

  init(atMost: Int, stamp: IntentStamp = IntentStamp()) {
    mostConnections = atMost
    self.stamp = stamp
  }

  /// - Returns: nil when there are too many.
  func add(
    outbox: AsyncStream<[UInt8]>.Continuation, close: @escaping @Sendable () -> Void
  ) -> IntentConnection? {
    guard connections.count < mostConnections else { return nil }
    defer { nextNumber += 1 }
    connections[nextNumber] = Connection(outbox: outbox, close: close)
    return IntentConnection(number: nextNumber)
  }

  func remove(_ connection: IntentConnection) {
    guard let gone = connections.removeValue(forKey: connection.number) else { return }
    for intent in gone.asked { forget(intent, by: connection.number) }
  }

  /// Answers to the intent go to the connection from now on.
  func note(_ intent: String, by connection: IntentConnection) {
    let number = connection.number
    guard connections[number] != nil, !(askers[intent]?.contains(number) ?? false) else { return }
    askers[intent, default: []].append(number)
    connections[number]?.asked.append(intent)
    guard let asked = connections[number]?.asked, asked.count > Self.longestMemory, let oldest = asked.first
    else { return }
    connections[number]?.asked.removeFirst()
    forget(oldest, by: number)
  }

  /// - Returns: the connections that were ended because nobody reads them.
  func send(_ answer: IntentAnswer, to intent: String) -> [IntentConnection] {
    let line = IntentLine.answer(answer, to: intent, stamp)
    return (askers[intent] ?? []).map { IntentConnection(number: $0) }.filter { !put(line, to: $0) }
  }

  /// - Returns: whether the connection goes on.
  func put(_ line: [UInt8], to connection: IntentConnection) -> Bool {
    guard let open = connections[connection.number] else { return true }
    guard case .dropped = open.outbox.yield(line) else { return true }
    remove(connection)
    open.outbox.finish()
    open.close()
    return false
  }

  private func forget(_ intent: String, by number: Int) {
    askers[intent]?.removeAll { $0 == number }
    if askers[intent]?.isEmpty ?? false { askers[intent] = nil }
  }
}

/// Names one connection for as long as the engine runs; numbers are not used twice.
public struct IntentConnection: Sendable, Hashable {
  public let number: Int
}
