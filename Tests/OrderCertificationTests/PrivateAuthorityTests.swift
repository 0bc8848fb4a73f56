import Attestation
import CertificationEvidence
import GateScene
import HTTPScene
import KrakenWorld
import Processes
import StrictJSON
import Testing

@Suite("A venue behind an authority of one's own", .inTurn) struct PrivateAuthorityTests {
  private static let run = ["--symbols", "PF_XBTUSD", "--cases", "TC-SL-LONG-LAST", "--cases-only"]

  private func scene() throws -> (CertifyScene, TLSScene, TLSServer) {
    let scene = try CertifyScene()
    let tls = try TLSScene()
    try tls.makeCertificate("leaf", for: "IP:127.0.0.1")
    let port = scene.simulator.origin.split(separator: ":").last.flatMap { Int($0) } ?? 0
    return (scene, tls, try TLSServer(tls, "leaf", onward: port))
  }

  @Test("is certified as a simulator, with its certificates")
  func certified() async throws {
    let (scene, tls, server) = try scene()
    try scene.configure(symbols: ["PF_XBTUSD"], origin: server.origin, authorities: tls.authority)
    try await scene.hold()
    scene.start(Self.run, wait: "20s")
    try await scene.playAlong()
    #expect(await scene.end().isSuccess, "\(scene.lines.joined(separator: "\n"))")
    let (certification, judgement, _) = try scene.evidence()
    #expect(certification.environment == .simulator && judgement.environment == .simulator)
    #expect(!certification.isTrustedBySystem)
    #expect(certification.origin == server.origin)
    #expect(certification.certificateSha256s == [try tls.sha256("leaf.pem"), try tls.sha256("ca.pem")])
  }

  @Test("is not connected to when nobody names the authority")
  func unnamed() async throws {
    let (scene, _, server) = try scene()
    try scene.configure(symbols: ["PF_XBTUSD"], origin: server.origin)
    scene.start(Self.run)
    let result = await scene.end()
    #expect(result.termination == .exited(78), "\(result.errors)")
    #expect(
      scene.lines.contains { $0.contains("[venue.not-trusted]") }, "\(scene.lines.joined(separator: "\n"))")
    #expect(!(try await scene.get("/simulator/transcript").text().contains("sendorder")))
  }

  @Test("is not connected to when the authority's file is not there")
  func missing() async throws {
    let (scene, tls, server) = try scene()
    try scene.configure(symbols: ["PF_XBTUSD"], origin: server.origin, authorities: tls.authority + ".gone")
    scene.start(Self.run)
    let result = await scene.end()
    #expect(result.termination == .exited(78), "\(result.errors)")
    #expect(scene.lines.contains { $0.contains("cannot be read") }, "\(scene.lines.joined(separator: "\n"))")
  }
}
