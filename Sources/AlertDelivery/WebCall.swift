import Alerting
import Chronology
import EngineConfiguration
import HTTPTransport
import StrictJSON

/// One request to an address, over a connection of its own: requests are rare, and one that stood for an hour has
/// often gone without a word.
struct WebCall: Sendable {
  /// For everything, name and TLS included.
  static let longest = Milliseconds.seconds(10)

  let addresses: AddressBook

  func perform(
    _ method: HTTPRequest.Method, _ source: AddressSource, body: [UInt8] = []
  ) async -> Result<HTTPResponse, AddressTrouble> {
    // An address may lie on a file system that hangs.
    let addresses = addresses
    let read = await OwnThread.run(within: Self.longest) { () -> Result<WebAddress, AddressTrouble> in
      do throws(AddressTrouble) { return .success(try addresses.read(source)) } catch {
        return .failure(error)
      }
    }
    let address: WebAddress
    switch read {
    case .success(let found)?: address = found
    case .failure(let trouble)?: return .failure(trouble)
    case nil: return .failure(AddressTrouble("the address cannot be read: its file does not come"))
    }
    do throws(TransportError) {
      let transport = try HTTPTransport(
        origin: HTTPOrigin(address.origin), maximumResponseBytes: 64 << 10, warming: nil)
      let headers =
        [HTTPHeader("User-Agent", "trading-engine"), HTTPHeader("Accept", "*/*")]
        + (body.isEmpty ? [] : [HTTPHeader("Content-Type", "application/json; charset=utf-8")])
      let result: Result<HTTPResponse, TransportError>
      do throws(TransportError) {
        result = .success(
          try await transport.perform(
            HTTPRequest(
              method, address.target, headers: headers, body: body, connectTimeout: .seconds(5),
              timeout: Self.longest)))
      } catch { result = .failure(error) }
      await transport.close()
      return .success(try result.get())
    } catch { return .failure(AddressTrouble(error.description)) }
  }
}

extension HTTPResponse {
  /// What an answer means for what was posted.
  func outcome(_ template: AlertTemplate) -> AlertOutcome {
    switch status {
    case 200..<300: .delivered
    // What this alert is, and would be at the next try.
    case 400, 406, 409, 411, 413...415, 417, 422, 431: .refused("status \(status)")
    // Everything else is about the place: a token or an address that was exchanged, a proxy, a portal, a busy server.
    default: .failed("status \(status)", retryAfter: retryAfter(template))
    }
  }

  /// Milliseconds that the receiver asks for.
  private func retryAfter(_ template: AlertTemplate) -> Int64? {
    if let seconds = header("Retry-After").flatMap({ Int64($0) }), (0...86_400).contains(seconds) {
      return seconds * 1_000
    }
    // Telegram's bots are told in the body.
    guard template == .telegram, let seconds = (try? JSON.parse(body))?["parameters"]?["retry_after"],
      let number = seconds.integerValue, (0...86_400).contains(number)
    else { return nil }
    return number * 1_000
  }
}
