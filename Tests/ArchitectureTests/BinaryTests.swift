import GateScene
import Processes
import Testing

@Suite("A built program") struct BinaryTests {
  private static func dynamicSection(_ program: String) throws -> [String]? {
    let scene = try GateScene()
    let result = scene.shell("command -v readelf >/dev/null && readelf -dW '\(program)'")
    return result.isSuccess ? result.output.split(separator: "\n").map(String.init) : nil
  }

  private static func needed(_ lines: [String]) -> [String] {
    lines.filter { $0.contains("(NEEDED)") }
      .compactMap { $0.split(separator: "[").last.map { String($0.prefix { $0 != "]" }) } }
  }

  @Test("readiness is linked to its two libraries, and to none of the network's")
  func readiness() throws {
    guard let lines = try Self.dynamicSection(BuiltPrograms.readiness) else { return }
    let needed = Self.needed(lines)
    for library in ["libcrypto.so", "libyaml-0.so"] {
      #expect(needed.contains { $0.hasPrefix(library) }, "\(needed)")
    }
    for library in [
      "libFoundation.so", "libFoundationNetworking", "libFoundationXML", "libcurl", "libssl", "libdispatch",
    ] {
      #expect(!needed.contains { $0.hasPrefix(library) }, "\(needed)")
    }
  }

  @Test("for release needs no Swift on the server and searches no library beside itself")
  func release() throws {
    for name in ["readiness", "trading-engine"] {
      let program = "\(BuiltPrograms.folder)/../release/\(name)"
      guard let lines = try Self.dynamicSection(program) else { continue }
      // A release build for trying things out may be linked otherwise; the shipped one has no Swift runtime.
      let needed = Self.needed(lines)
      guard !needed.contains(where: { $0.hasPrefix("libswiftCore") }) else { continue }
      #expect(!lines.contains { $0.contains("(RPATH)") || $0.contains("(RUNPATH)") }, "\(name)")
      #expect(!needed.contains { $0.hasPrefix("libswift") || $0.hasPrefix("libFoundation") }, "\(needed)")
    }
  }
}
