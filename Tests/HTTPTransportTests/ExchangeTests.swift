import HTTPScene
import HTTPTransport
import Testing

@Suite("A request") struct ExchangeTests {
  @Test("goes over the wire as it was written, with a host and a length and nothing else")
  func wire() async throws {
    let server = try RawServer.answering(RawServer.ok("{}"))
    let transport = try HTTPTransport(origin: HTTPOrigin(server.origin), warming: nil)
    let answer = try await transport.perform(
      HTTPRequest(
        .post, "/derivatives/api/v3/sendorder",
        headers: [HTTPHeader("APIKey", "k"), HTTPHeader("Empty", "")],
        body: Array("symbol=PF_XBTUSD&side=sell".utf8), isSigned: true))
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /derivatives/api/v3/sendorder HTTP/1.1")
    #expect(
      request.headers.sorted() == [
        "APIKey: k", "Content-Length: 26", "Empty:", "Host: 127.0.0.1:\(server.port)",
      ])
    #expect(request.body == "symbol=PF_XBTUSD&side=sell")
    await transport.close()
  }
}
