import Glibc
import NIOCore
import NIOHTTP1
import SimulatedVenue

/// One connection: request after request, each answered as the venue says, also when that is badly.
struct ConnectionService {
  let desk: SimulatorDesk

  func serve(_ connection: SimulatorServer.Connection) async throws {
    let channel = connection.channel
    try await connection.executeThenClose { requests, replies in
      var head: HTTPRequestHead?
      var body: [UInt8] = []
      var isTooLarge = false
      for try await part in requests {
        switch part {
        case .head(let request): (head, body, isTooLarge) = (request, [], false)
        case .body(let buffer):
          if body.count + buffer.readableBytes > SimulatorServer.largestBody {
            isTooLarge = true
          } else {
            body += buffer.readableBytesView
          }
        case .end:
          guard let request = head else { return }
          head = nil
          let reply = isTooLarge ? Self.tooLarge : await desk.answer(WireRequest(request, body: body))
          guard try await send(reply, to: request, replies, channel), request.isKeepAlive else { return }
        }
      }
    }
  }

  private static let tooLarge = WireReply(
    status: 413, contentType: "text/plain", body: Array("the body is too large\n".utf8))

  /// - Returns: whether the connection can go on.
  private func send(
    _ reply: WireReply, to request: HTTPRequestHead,
    _ writer: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>, _ channel: any Channel
  ) async throws -> Bool {
    if reply.delayMilliseconds > 0 { try await Task.sleep(for: .milliseconds(reply.delayMilliseconds)) }
    var part = reply.body[...]
    switch reply.delivery {
    case .whole: break
    case .lost: return false
    case .truncated(let bytes), .reset(let bytes): part = part.prefix(bytes)
    }
    try await writer.write(.head(head(reply, answering: request)))
    if !part.isEmpty { try await writer.write(.body(.byteBuffer(ByteBuffer(bytes: part)))) }
    if reply.delivery == .whole {
      try await writer.write(.end(nil))
      return true
    }
    if case .reset = reply.delivery { try? await reset(channel) }
    return false
  }

  private func head(_ reply: WireReply, answering request: HTTPRequestHead) -> HTTPResponseHead {
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: reply.contentType)
    headers.add(name: "content-length", value: String(reply.body.count))
    for header in reply.headers { headers.add(name: header.name, value: header.value) }
    if !request.isKeepAlive { headers.add(name: "connection", value: "close") }
    return HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
  }

  /// The connection's end will be a reset: closing with nothing left to linger for.
  private func reset(_ channel: any Channel) async throws {
    guard let options = channel as? any SocketOptionProvider else { return }
    try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
  }
}

extension WireRequest {
  init(_ head: HTTPRequestHead, body: [UInt8]) {
    self.init(
      method: head.method.rawValue, target: head.uri, body: body, apiKey: head.headers.first(name: "APIKey"),
      authent: head.headers.first(name: "Authent"), nonce: head.headers.first(name: "Nonce"))
  }
}
