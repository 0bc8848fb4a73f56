// Sends one GET request in a process of its own, so that a test can choose the environment and the machine's trust
// store. Prints the status, whether the system's trust store vouched, and the digests; or the error's code and words.
//
//   transport-probe ORIGIN (system | BUNDLE) TARGET
import HTTPTransport

let arguments = Array(CommandLine.arguments.dropFirst())
do throws(TransportError) {
  guard arguments.count == 3 else {
    throw TransportError(
      .request, "usage: transport-probe ORIGIN (system | BUNDLE) TARGET", wasPossiblySent: false)
  }
  let transport = try HTTPTransport(
    origin: HTTPOrigin(arguments[0]), trust: arguments[1] == "system" ? .system : .bundle(path: arguments[1]),
    warming: nil)
  let answer = try await transport.perform(HTTPRequest(.get, arguments[2]))
  let voucher = answer.session.isVerifiedBySystemTrustStore ? "system" : "own"
  print("\(answer.status) \(voucher) \(answer.session.certificateSha256s.joined(separator: ","))")
  await transport.close()
} catch {
  print("\(error.code.rawValue) \(error.message)")
}
