import AuditLog
import DurableFiles
import StrictJSON
import Testing

@Suite("The end of the decision log") struct DecisionTailTests {
  let scratch: ScratchFolder
  let log: DecisionLog

  init() throws {
    scratch = try ScratchFolder()
    log = DecisionLog(besideStateFile: scratch["kill_switch_state.json"])
  }

  @Test("is the newest entries, of a short log all") func tail() throws {
    #expect(try log.tail().isEmpty)
    for number in 0..<600 {
      try log.append(
        "heartbeat", at: noon,
        members: [
          JSONMember("number", .integer(number)),
          JSONMember("padding", .string(String(repeating: "x", count: 80))),
        ])
    }
    #expect(try log.tail().count == 600)
    let tail = try log.tail(window: 1)
    #expect((100..<600).contains(tail.count) && tail.last?.number == 600)
    #expect(tail.first?.number == 600 - Int64(tail.count) + 1)
  }

  @Test("leaves a torn line out, and refuses a changed one") func damage() throws {
    for _ in 0..<3 { try log.append("heartbeat", at: noon) }
    var bytes = try DurableFiles.read(log.path, limit: 1 << 20)
    try DurableFiles.replace(log.path, with: bytes + Array(#"{"previous":"00"#.utf8))
    #expect(try log.tail().count == 3)
    bytes[bytes.count - 10] ^= 1
    try DurableFiles.replace(log.path, with: bytes)
    #expect(throws: AuditLogError.self) { try log.tail() }
  }
}
