import DurableFiles
import GateScene
import Processes
import ReadinessReport
import Testing

@Suite("The machine's id in reports") struct HostIdentityTests {
  private static let machine = "0123456789abcdef0123456789abcdef"

  @Test(
    "is what systemd derives for our application",
    .enabled(if: systemdIds != nil, "systemd-id128 is not here"))
  func systemd() throws {
    let scene = try GateScene()
    let bytes = (try? DurableFiles.read("/etc/machine-id", limit: 128)) ?? []
    let answer = scene.run(
      Self.systemdIds ?? "", ["machine-id", "--app-specific=\(HostIdentity.applicationId)"])
    guard answer.isSuccess else {
      // A machine without an id: both say so.
      #expect(HostIdentity.machineId(bytes) == nil)
      return
    }
    #expect(HostIdentity.machineId(bytes).map { $0 + "\n" } == answer.output)
  }

  private static let systemdIds: String? = {
    let path = "/usr/bin/systemd-id128"
    return ((try? DurableFiles.statusIfPresent(path)) ?? nil) == nil ? nil : path
  }()

  @Test("is 32 digits, marked as a random UUID, and not the machine's own")
  func form() throws {
    let id = try #require(HostIdentity.machineId(Array("\(Self.machine)\n".utf8)))
    #expect(id == HostIdentity.machineId(Array(Self.machine.utf8)))
    #expect(id.utf8.count == 32 && id != Self.machine)
    let digits = Array(id)
    #expect(digits[12] == "4")
    #expect("89ab".contains(digits[16]))
    // HMAC-SHA-256 by Python's hmac, marked as sd_id128_get_app_specific(3) does.
    #expect(id == "b2029943db244bb7a9d52a7678e5b53b")
  }

  @Test(
    "is missing for a file that holds none",
    arguments: [
      "", "\n", "uninitialized\n", "0123456789abcdef0123456789abcde\n", "0123456789abcdef0123456789abcdef0\n",
      "0123456789ABCDEF0123456789ABCDEF\n", "00000000000000000000000000000000\n",
      "0123456789abcdef0123456789abcdef\nx\n", "01234567-89ab-cdef-0123-456789abcdef\n",
      "g123456789abcdef0123456789abcdef\n", "0123456789abcdef0123456789abcdef ",
    ])
  func refused(text: String) {
    #expect(HostIdentity.machineId(Array(text.utf8)) == nil)
  }
}
