import DurableFiles
import Glibc
import ReadinessReport
import Testing

@Suite("The machine as reports name it") struct HostIdentityTests {
  @Test("is what systemd derives for this application")
  func derived() throws {
    let tool = "/usr/bin/systemd-id128"
    guard try DurableFiles.statusIfPresent(tool) != nil,
      let file = try? DurableFiles.read("/etc/machine-id", limit: 128),
      let own = HostIdentity.machineId(file)
    else { return }
    let command = "\(tool) machine-id --app-specific=\(HostIdentity.applicationId)"
    guard let pipe = unsafe popen(command, "r") else {
      Issue.record("no pipe")
      return
    }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe fread(&bytes, 1, bytes.count, pipe)
    _ = unsafe pclose(pipe)
    #expect(String(decoding: bytes[..<count], as: UTF8.self) == own + "\n")
  }

  @Test(
    "is none for a file that holds no machine id",
    arguments: [
      "", "\n", "uninitialized\n", String(repeating: "0", count: 32) + "\n",
      String(repeating: "a", count: 31),
      String(repeating: "A", count: 32), String(repeating: "a", count: 33),
      String(repeating: "a", count: 32) + "\n\n",
    ])
  func none(content: String) {
    #expect(HostIdentity.machineId(Array(content.utf8)) == nil)
  }

  @Test("is 32 digits, marked as a UUID of version 4, and another for another machine")
  func form() throws {
    let one = try #require(HostIdentity.machineId(Array("3d1219c7c4c5404aaa1f6d2a48adfda4\n".utf8)))
    let other = try #require(HostIdentity.machineId(Array("3d1219c7c4c5404aaa1f6d2a48adfda5\n".utf8)))
    let digits = Array(one)
    #expect(digits.count == 32 && digits[12] == "4" && "89ab".contains(digits[16]))
    #expect(one != other)
  }
}
