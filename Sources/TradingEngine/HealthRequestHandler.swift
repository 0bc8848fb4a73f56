import Chronology
import NIOCore
import NIOHTTP1
import StrictJSON

/// Answers one connection's requests, each by what the engine last put on its board.
final class HealthRequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let board: StatusBoard
  private let now: @Sendable () -> Timestamp
  private var request: HTTPRequestHead?

  init(board: StatusBoard, now: @escaping @Sendable () -> Timestamp) {
    self.board = board
    self.now = now
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): request = head
    case .body: break
    case .end:
      guard let head = request else { return }
      request = nil
      answer(head, context)
    }
  }

  /// Only an idle connection fires events here: it is closed, so that it holds nothing.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let loop = context.eventLoop
    let bound = NIOLoopBound(context, eventLoop: loop)
    let (board, now) = (board, now)
    let isKnownMethod = head.method == .GET || head.method == .HEAD
    let path = head.uri.prefix { $0 != "?" }
    let reply = loop.makeFutureWithTask { () -> Reply in
      guard isKnownMethod else { return Reply(.methodNotAllowed, "text/plain", "GET it\n") }
      switch path {
      case "/healthz":
        let status = await board.status
        return Reply(
          status.isStopping ? .serviceUnavailable : .ok, "application/json",
          status.json(at: now()).text() + "\n")
      case "/metrics":
        return Reply(.ok, PrometheusText.contentType, PrometheusText.render(await board.status, at: now()))
      default: return Reply(.notFound, "text/plain", "/healthz or /metrics\n")
      }
    }
    reply.assumeIsolated().whenSuccess { reply in
      Self.write(reply, to: head, bound.value)
    }
  }

  private struct Reply: Sendable {
    let status: HTTPResponseStatus
    let contentType: String
    let body: String

    init(_ status: HTTPResponseStatus, _ contentType: String, _ body: String) {
      (self.status, self.contentType, self.body) = (status, contentType, body)
    }
  }

  private static func write(_ reply: Reply, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    func send(_ part: HTTPServerResponsePart) { context.write(NIOAny(part), promise: nil) }
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: reply.contentType)
    headers.add(name: "content-length", value: String(reply.body.utf8.count))
    if !request.isKeepAlive { headers.add(name: "connection", value: "close") }
    send(.head(HTTPResponseHead(version: request.version, status: reply.status, headers: headers)))
    if request.method != .HEAD { send(.body(.byteBuffer(ByteBuffer(string: reply.body)))) }
    let end = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    if !request.isKeepAlive { end.futureResult.whenComplete { _ in bound.value.close(promise: nil) } }
    context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: end)
  }
}
