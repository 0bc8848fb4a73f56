import EngineProcesses
import GateScene
import HTTPTransport
import KrakenFutures
import KrakenWorld

/// Somebody else with keys of the same account: a person at the venue's page.
extension TradingScene {
  /// Market order of a stranger, without any client id.
  func tradeAside(_ side: String, _ size: String, _ symbol: String = TradingScene.symbol) async throws {
    try await sendAside("orderType=mkt&symbol=\(symbol)&side=\(side)&size=\(size)")
  }

  /// A stranger's order far from the price.
  func restAside(_ symbol: String = TradingScene.symbol) async throws {
    try await sendAside("orderType=lmt&symbol=\(symbol)&side=buy&size=0.001&limitPrice=50000")
  }

  private func sendAside(_ body: String) async throws {
    let path = "/derivatives/api/v3/sendorder"
    let signer = try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret)
    let transport = try HTTPTransport(origin: HTTPOrigin(simulator.origin), warming: nil)
    let answer = try await transport.perform(
      HTTPRequest(
        .post, path,
        headers: [
          HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
          HTTPHeader("APIKey", KrakenWorld.key),
          HTTPHeader("Authent", signer.authent(postData: body, endpointPath: "/api/v3/sendorder")),
        ], body: Array(body.utf8)))
    await transport.close()
    let text = String(decoding: answer.body, as: UTF8.self)
    guard text.contains(#""status":"placed""#) else { throw SceneError(text) }
  }
}
