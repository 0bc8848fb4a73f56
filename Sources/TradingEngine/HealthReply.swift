import Chronology
import NIOCore
import NIOHTTP1
import StrictJSON

/// What one request to the health endpoint gets: what the engine last put on its board.
struct HealthReply: Sendable {
  let status: HTTPResponseStatus
  let contentType: String
  let body: String

  init(
    to method: HTTPMethod, _ target: String, board: StatusBoard, now: @Sendable () -> Timestamp
  ) async {
    guard method == .GET || method == .HEAD else {
      (status, contentType, body) = (.methodNotAllowed, "text/plain", "ask with GET\n")
      return
    }
    switch target.prefix(while: { $0 != "?" }) {
    case "/healthz":
      let engine = await board.status
      status = engine.isStopping ? .serviceUnavailable : .ok
      (contentType, body) = ("application/json", engine.json(at: now()).text() + "\n")
    case "/status":
      status = .ok
      contentType = "application/json"
      body = await board.status.document(at: now()).text() + "\n"
    case "/metrics":
      (status, contentType) = (.ok, PrometheusText.contentType)
      body = PrometheusText.render(await board.status, at: now())
    default: (status, contentType, body) = (.notFound, "text/plain", "/healthz, /status or /metrics\n")
    }
  }

  func parts(answering request: HTTPRequestHead) -> [HTTPServerResponsePart] {
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: contentType)
    headers.add(name: "content-length", value: String(body.utf8.count))
    if !request.isKeepAlive { headers.add(name: "connection", value: "close") }
    let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
    let content: [HTTPServerResponsePart] =
      request.method == .HEAD ? [] : [.body(.byteBuffer(ByteBuffer(string: body)))]
    return [.head(head)] + content + [.end(nil)]
  }
}
