import AuditLog
import Chronology
import Cryptography
import DurableFiles
import Glibc
import ReadinessReport
import StrictJSON
import Testing

@Suite("The decision log") struct DecisionLogTests {
  let scratch: ScratchFolder
  let log: DecisionLog

  init() throws {
    scratch = try ScratchFolder()
    log = DecisionLog(besideStateFile: scratch["kill_switch_state.json"])
  }

  private var bytes: [UInt8] {
    get throws { try DurableFiles.read(log.path, limit: 1 << 24) }
  }

  private func write(_ bytes: [UInt8]) throws { try DurableFiles.replace(log.path, with: bytes) }

  @Test("writes lines of one byte form, each with the digest of the line before")
  func form() throws {
    try log.append("admitted", at: noon, members: [JSONMember("report", "a\nb")])
    let anchor = try log.append("heartbeat", at: noon.advanced(byMilliseconds: 1))
    let first =
      #"{"previous":"\#(String(repeating: "0", count: 64))","entry":1,"at":"2026-11-24T12:00:00.000Z","#
      + #""kind":"admitted","report":"a\nb"}"#
    let second =
      #"{"previous":"\#(SHA256.digest(of: Array(first.utf8)).hex)","entry":2,"#
      + #""at":"2026-11-24T12:00:00.001Z","kind":"heartbeat"}"#
    #expect(try scratch.text("decisions.jsonl") == first + "\n" + second + "\n")
    #expect(
      anchor == ReadinessReport.Anchor(entries: 2, headSha256: SHA256.digest(of: Array(second.utf8)).hex))
    #expect(try log.anchor() == anchor)
    #expect(try DurableFiles.status(log.path).mode == 0o600)
  }

  @Test("is nothing before the first decision")
  func missing() throws {
    #expect(try log.anchor() == nil)
  }

  @Test("hands every entry over in order")
  func entries() throws {
    for number in 0..<300 {
      try log.append("heartbeat", at: noon, members: [JSONMember("number", .integer(number))])
    }
    var numbers: [Int64] = []
    let anchor = try log.forEach { numbers.append($0["number"]?.integerValue ?? -1) }
    #expect(numbers == Array(0..<300))
    #expect(anchor?.entries == 300)
  }

  @Test("goes on from every line that it had, however long ago", arguments: [1, 2, 3, 250])
  func anchored(count: Int) throws {
    #expect(
      try log.answer(to: .init(entries: 0, headSha256: String(repeating: "0", count: 64))) == .continues)
    var anchors: [ReadinessReport.Anchor] = []
    for number in 0..<count {
      anchors.append(
        try log.append("heartbeat", at: noon, members: [JSONMember("number", .integer(Int64(number)))]))
    }
    for anchor in anchors { #expect(try log.answer(to: anchor) == .continues) }
    let later = ReadinessReport.Anchor(entries: Int64(count) + 1, headSha256: anchors[0].headSha256)
    #expect(try log.answer(to: later) == .broken("it ends at entry \(count)"))
    for anchor in anchors {
      let other = ReadinessReport.Anchor(
        entries: anchor.entries, headSha256: String(repeating: "f", count: 64))
      #expect(try log.answer(to: other) != .continues)
    }
    try DurableFiles.remove(log.path)
    #expect(try log.answer(to: anchors[0]) == .broken("it has no entries, or is not there"))
  }

  @Test("says whether it could be appended to, and leaves nothing behind")
  func appendable() throws {
    try log.requireAppendable()
    #expect(try scratch.names(".") == [])
    try log.append("heartbeat", at: noon)
    let before = try bytes
    try log.requireAppendable()
    #expect(try bytes == before)
    try write(Array("x\n".utf8))
    #expect(throws: AuditLogError.self) { try log.requireAppendable() }
    #expect(throws: AuditLogError.self) { try DecisionLog(path: scratch["none/d.jsonl"]).requireAppendable() }
  }

  @Test("cuts a torn last line off and goes on", arguments: [1, 20, 100])
  func torn(count: Int) throws {
    let first = try log.append("admitted", at: noon)
    let whole = try bytes
    try log.append("refused", at: noon)
    try write(try bytes.prefix(whole.count + count) + [])
    #expect(try log.anchor() == first)
    let next = try log.append("heartbeat", at: noon)
    #expect(next.entries == 2)
    #expect(try log.anchor() == next)
    #expect(try bytes.starts(with: whole))
  }

  @Test("starts anew after a first line that was torn")
  func tornFirst() throws {
    try write(Array(#"{"previous":"00"#.utf8))
    #expect(try log.append("admitted", at: noon).entries == 1)
  }

  @Test("shows any flipped bit: as damage, or by another anchor")
  func flips() throws {
    for kind in ["admitted", "heartbeat", "session-stopped"] { try log.append(kind, at: noon) }
    let original = try bytes
    let anchor = try log.anchor()
    for index in original.indices {
      for bit in 0..<8 {
        var changed = original
        changed[index] ^= 1 << bit
        try write(changed)
        #expect((try? log.anchor()) != anchor, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test("shows lines that are gone, doubled or in another order")
  func lines() throws {
    for number in 0..<4 { try log.append("heartbeat", at: noon.advanced(byMilliseconds: Int64(number))) }
    let lines = try bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
    for order in [[1, 2, 3], [0, 2, 3], [0, 1, 1, 2, 3], [0, 2, 1, 3], [0, 1, 2, 3, 0]] {
      try write(order.flatMap { lines[$0] })
      let error = try #require(failure { () throws(AuditLogError) in _ = try log.anchor() })
      #expect(error.code == "audit.damaged", "\(order)")
    }
    try write(Array(lines[..<3].joined()))
    #expect(try log.anchor()?.entries == 3)
  }

  @Test("appends nothing to a log whose end is damaged")
  func damagedEnd() throws {
    for _ in 0..<3 { try log.append("heartbeat", at: noon) }
    let original = try bytes
    let last = original.dropLast().lastIndex(of: 0x0A) ?? 0
    for index in [last + 20, last - 20, original.count - 2] {
      var changed = original
      changed[index] ^= 1
      try write(changed)
      let error = failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }
      #expect(error?.code == "audit.damaged" && error?.exitStatus == 74)
      #expect(try bytes == changed)
    }
    try write(original + [UInt8](repeating: 0x61, count: DecisionLog.lineLimit + 1))
    #expect(
      failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }?.code == "audit.damaged")
    try write(original + [0x0A])
    #expect(
      failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }?.code == "audit.damaged")
  }

  @Test("takes a line of the limit and no longer one, also after many")
  func limit() throws {
    let empty = try log.append("heartbeat", at: noon, members: [JSONMember("text", "")])
    #expect(empty.entries == 1)
    let room = DecisionLog.lineLimit - (try bytes.count - 1)
    for _ in 0..<5 {
      let text = String(repeating: "x", count: room)
      try log.append("heartbeat", at: noon, members: [JSONMember("text", .string(text))])
      let error = failure { () throws(AuditLogError) in
        try log.append("heartbeat", at: noon, members: [JSONMember("text", .string(text + "x"))])
      }
      #expect(error?.code == "audit.invalid")
    }
    #expect(try log.anchor()?.entries == 6)
  }

  @Test(
    "refuses what is no decision",
    arguments: [
      ("", []), ("Admitted", []), ("a b", []), ("admitted", ["entry"]), ("admitted", ["a", "a"]),
    ])
  func invalid(kind: String, keys: [String]) {
    let error = failure { () throws(AuditLogError) in
      try log.append(kind, at: noon, members: keys.map { JSONMember($0, 1) })
    }
    #expect(error?.code == "audit.invalid")
  }

  @Test("says busy when somebody holds the lock for long")
  func busy() throws {
    let lock = try FileLock.acquire("\(log.path).lock")
    let error = failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }
    #expect(error?.code == "audit.busy" && error?.exitStatus == 75)
    extendLifetime(lock)
  }

  @Test("is refused when a folder or a link stands in its place")
  func wrongKind() throws {
    try DurableFiles.createFolder(log.path)
    #expect(failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }?.exitStatus == 74)
    _ = unsafe rmdir(log.path)
    try makeLink(log.path, to: scratch["elsewhere"])
    try scratch.write("elsewhere", "")
    #expect(failure { () throws(AuditLogError) in try log.append("heartbeat", at: noon) }?.exitStatus == 74)
    #expect(try scratch.text("elsewhere") == "")
  }

  @Test("keeps its chain when several append at once")
  func concurrent() async throws {
    let log = log
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<10 {
            while (try? log.append("heartbeat", at: noon)) == nil {}
          }
        }
      }
    }
    #expect(try log.anchor()?.entries == 40)
  }
}
