import DurableFiles
import GateScene
import Glibc
import Processes
import Testing

@Suite("kraken-simulator") struct ProgramTests {
  private func run(_ arguments: [String], killAfter: String? = nil) -> ProcessResult {
    Processes.run(
      ProcessRequest(
        .path("\(BuiltPrograms.folder)/kraken-simulator"), arguments: arguments,
        environment: ProcessEnvironment.minimal, killAfterOutput: killAfter.map { Array($0.utf8) }),
      deadline: .now().advanced(byMilliseconds: 30_000))
  }

  @Test("says first where it listens, and at once")
  func listening() throws {
    let result = run(["--port", "0"], killAfter: "\n")
    let text = String(decoding: result.standardOutput, as: UTF8.self)
    let port = try #require(text.wholeMatch(of: /listening on http:\/\/127\.0\.0\.1:([0-9]+)\n/)?.1)
    #expect(try #require(UInt16(port)) > 0)
  }

  /// What only root may ask of a socket, a simulator run by root would be granted without a word.
  @Test("answers a user without privileges", .enabled(if: geteuid() == 0))
  func unprivileged() throws {
    let script = """
      folder=$(mktemp -d /var/tmp/simulator.XXXXXX)
      trap 'kill $! ; rm -r "$folder"' EXIT
      chmod 0755 "$folder" && cp "$1" "$folder/program"
      setpriv --reuid=65534 --regid=65534 --clear-groups "$folder/program" --port 0 >"$folder/line" &
      until [ -s "$folder/line" ]; do sleep 0.1; done
      exec 3<>/dev/tcp/127.0.0.1/$(sed 's/.*://' "$folder/line")
      printf 'GET /derivatives/api/v3/tickers HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&3
      head -n 1 <&3
      """
    let result = Processes.run(
      ProcessRequest(
        .path("/bin/bash"), arguments: ["-c", script, "bash", "\(BuiltPrograms.folder)/kraken-simulator"],
        environment: ProcessEnvironment.minimal), deadline: .now().advanced(byMilliseconds: 30_000))
    #expect(result.standardOutput == Array("HTTP/1.1 200 OK\r\n".utf8), "\(result.errors)")
  }

  @Test("refuses to be reached by others")
  func loopback() {
    let result = run(["--port", "0", "--host", "0.0.0.0"])
    #expect(!result.isSuccess)
    let errors = String(decoding: result.standardError, as: UTF8.self)
    #expect(errors.contains("[simulator.not-loopback]"))
    #expect(errors.contains("hint: "))
    #expect(result.standardOutput.isEmpty)
  }

  @Test("refuses a scenario that it cannot read, with every mistake and its place")
  func scenario() throws {
    let scene = try GateScene()
    let file = "\(scene.folder)/scenario.yaml"
    try DurableFiles.replace(
      file, with: Array("kraken-simulator: v1\nprices: [{symbol: PF_XBTUSD, prize: 3}]\nfoo: 1\n".utf8))
    let refused = run(["--port", "0", "--scenario", file])
    let errors = String(decoding: refused.standardError, as: UTF8.self)
    #expect(errors.contains("\(file):2:30: error: unknown key 'prize' in prices [simulator.unknown-key]"))
    #expect(errors.contains("\(file):3:1: error: unknown key 'foo' in a scenario [simulator.unknown-key]"))
    #expect(errors.contains("[simulator.scenario-refused]"))
    let absent = run(["--port", "0", "--scenario", "\(scene.folder)/nothing.yaml"])
    #expect(String(decoding: absent.standardError, as: UTF8.self).contains("[simulator.scenario-unreadable]"))
    try DurableFiles.replace(
      file, with: Array("kraken-simulator: v1\nprices: [{symbol: PF_XBTUSD, price: 65000}]\n".utf8))
    #expect(run(["--port", "0", "--scenario", file], killAfter: "\n").standardOutput.count > 20)
  }
}
