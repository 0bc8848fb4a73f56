import Chronology

/// A deviation in how the venue answers, whatever it did.
public enum WireFault: Sendable, Hashable {
  /// Done, and no answer: the connection is closed.
  case loseReply
  /// Done, and answered so much later.
  case delay(milliseconds: Int64)
  /// Not done until so much later: the request waits before the venue sees it, and so does its answer.
  case acceptLate(milliseconds: Int64)
  /// Not done: the connection is closed at once.
  case disconnect
  /// Not done: an HTTP error.
  case refuse(status: Int)
  /// Done, but answered with an HTTP error.
  case failAfter(status: Int)
  /// Not done: `apiLimitExceeded` with HTTP 429.
  case limit
  /// Not done: HTTP 500 with a list of errors, as for a lack of margin.
  case errorList(code: Int, message: String)
  /// Done; the answer ends early and the connection is closed.
  case truncate(bytes: Int)
  /// Done; the answer ends early and the connection is reset.
  case reset(bytes: Int)
  /// Reads tell what was so long ago.
  case stale(milliseconds: Int64)
  /// The answer is this text.
  case replace(body: String)
  /// A member of the answer's top object is left out.
  case omit(member: String)
}

/// A fault that waits for its request.
public struct ArmedWireFault: Sendable, Hashable {
  public let fault: WireFault
  /// Name of an endpoint such as `sendorder`; nil is any.
  public let endpoint: String?
  /// The first request that it takes, counted from 1.
  public let from: Int
  public let always: Bool
  /// Takes each matching request from then on with this chance in a hundred; 100 by default.
  public let percent: Int
  public internal(set) var seen = 0

  public init(
    _ fault: WireFault, endpoint: String? = nil, from: Int = 1, always: Bool = false, percent: Int = 100
  ) {
    (self.fault, self.endpoint, self.from) = (fault, endpoint, max(1, from))
    (self.always, self.percent) = (always, percent)
  }
}

/// The armed faults that act on requests.
public struct WireFaults: Sendable, Hashable {
  public private(set) var armed: [ArmedWireFault] = []
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed ^ 0x4641_554C_54) }

  public mutating func arm(_ fault: ArmedWireFault) { armed.append(fault) }

  public mutating func disarmAll() { armed = [] }

  /// The effect of the first armed fault that takes a request.
  mutating func take(endpoint: String) -> WireEffect? {
    for index in armed.indices where armed[index].endpoint.map({ $0 == endpoint }) ?? true {
      armed[index].seen += 1
      let fault = armed[index]
      guard fault.seen >= fault.from, fault.percent >= 100 || random.below(100) < fault.percent else {
        continue
      }
      if !fault.always { armed.remove(at: index) }
      return WireEffect(fault: fault.fault)
    }
    return nil
  }
}

/// A fault at work on one request.
struct WireEffect: Sendable, Hashable {
  let fault: WireFault

  /// The answer to a request that the venue never sees.
  func beforeProcessing(at now: Timestamp) -> WireReply? {
    switch fault {
    case .disconnect:
      var reply = WireReply(status: 200, body: [])
      reply.delivery = .lost
      return reply
    case .refuse(let status): return WireEffect.plainError(status)
    case .limit: return .failure("apiLimitExceeded", status: 429, at: now)
    case .errorList(let code, let message):
      return .errors(500, code: code, message, word: "INTERNAL_SERVER_ERROR", at: now)
    case .loseReply, .delay, .acceptLate, .failAfter, .truncate, .reset, .stale, .replace, .omit: return nil
    }
  }

  func apply(to reply: WireReply, at now: Timestamp) -> WireReply {
    var reply = reply
    switch fault {
    case .loseReply: reply.delivery = .lost
    case .delay(let milliseconds): reply.delayMilliseconds = milliseconds
    case .failAfter(let status): return WireEffect.plainError(status)
    case .truncate(let bytes): reply.delivery = .truncated(bytes: min(bytes, max(0, reply.body.count - 1)))
    case .reset(let bytes): reply.delivery = .reset(bytes: min(bytes, max(0, reply.body.count - 1)))
    case .replace(let body): reply.body = Array(body.utf8)
    case .omit(let member): reply.omit(member)
    case .acceptLate, .disconnect, .refuse, .limit, .errorList, .stale: break
    }
    return reply
  }

  /// What a proxy in front of the venue says.
  private static func plainError(_ status: Int) -> WireReply {
    WireReply(
      status: status, contentType: "text/html",
      body: Array("<html><body><h1>\(status)</h1></body></html>".utf8))
  }
}
