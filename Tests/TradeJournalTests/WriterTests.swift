import DurableFiles
import GateScene
import Glibc
import StrictJSON
import Testing

@testable import TradeJournal

@Suite("The journal's writer") struct WriterTests {
  let scene: JournalScene
  let disk = UnreliableDisk()

  init() throws { scene = try JournalScene() }

  private func writer(backlog: JournalBacklog = .standard) throws -> JournalWriter {
    try JournalWriter(
      try Journal(opening: scene.folder, JournalScene.small, disk: disk.disk), backlog: backlog)
  }

  @Test("writes what it is given in order, and tells when it is on disk")
  func order() async throws {
    let writer = try writer()
    let tickets = (1...100).map { writer.submit([.integer($0)], use: .ordinary) }
    for (index, ticket) in tickets.enumerated() {
      guard case .synced(let seq) = await writer.settled(ticket) else {
        Issue.record("\(index) is not written")
        continue
      }
      #expect(seq > Int64(index))
    }
    #expect(await writer.settled(writer.submit([], use: .ordinary)) == .synced(through: 100))
    #expect(writer.status.lastSyncedSeq == 100 && writer.status.pendingRecords == 0)
    #expect(writer.status.hasRoomForEntries && writer.status.brokenBy == nil)
    await writer.close()
    #expect(try scene.open().contents.bodies == (1...100).map { JSON.integer($0) })
  }

  @Test("lets its callers go on while the disk stalls, and tells them after a while that nothing is known")
  func stall() async throws {
    let writer = try writer(backlog: JournalBacklog(ordinary: 3, protective: 10))
    disk.hold()
    let start = ContinuousClock.now
    let tickets = (1...5).map { writer.submit([.integer($0)], use: .protective) }
    #expect(await writer.settled(tickets[0], withinMilliseconds: 50) == nil)
    #expect(ContinuousClock.now - start >= .milliseconds(50))
    // Entries wait no further in the queue; protection does.
    #expect(!writer.status.hasRoomForEntries && writer.status.pendingRecords == 5)
    #expect(writer.submit([6], use: .ordinary).result == .refused(.stalled(pending: 5)))
    #expect(writer.submit([6], use: .protective).result == nil)
    #expect(writer.status.lastSyncedSeq == 0)
    disk.release()
    #expect(await writer.settled(tickets[4], withinMilliseconds: 60_000) != nil)
    #expect(await writer.settled(writer.submit([], use: .protective)) == .synced(through: 6))
    // One sync for what was written when it began, one for what came meanwhile.
    #expect(disk.syncs <= 2)
    #expect(writer.status.hasRoomForEntries)
  }

  @Test("answers a cancelled wait at once, and another one when it is settled")
  func cancellation() async throws {
    let writer = try writer()
    disk.hold()
    let ticket = writer.submit([1], use: .ordinary)
    await withTaskGroup(of: JournalResult?.self) { group in
      group.addTask { await writer.settled(ticket, withinMilliseconds: 3_600_000) }
      group.cancelAll()
      #expect(await group.next() == .some(.none))
    }
    disk.release()
    #expect(await writer.settled(ticket, withinMilliseconds: 3_600_000) == .synced(through: 1))
    #expect(await ticket.wait() == .synced(through: 1))
  }

  @Test("refuses everything once a sync has failed, and is opened anew after it was closed")
  func broken() async throws {
    let writer = try writer()
    #expect(await writer.settled(writer.submit([1], use: .ordinary)) == .synced(through: 1))
    disk.set { $0.syncError = EIO }
    guard case .refused(let error) = await writer.settled(writer.submit([2], use: .protective)) else {
      Issue.record("the sync did not fail")
      return
    }
    #expect(error.code == "journal.broken")
    disk.set { $0.syncError = nil }
    #expect(await writer.settled(writer.submit([3], use: .protective)) == .refused(error))
    #expect(writer.status.brokenBy?.errno == EIO && !writer.status.hasRoomForEntries)
    #expect(writer.status.lastSyncedSeq == 1)
    await writer.close()
    #expect(writer.submit([4], use: .protective).result == .refused(.closed))
    #expect(writer.compact(body: .null).result == .refused(.closed))
    #expect(try scene.open().contents.bodies == [1, 2])
  }

  @Test("keeps entries off a full disk, and takes them again when there is room")
  func fullDisk() async throws {
    let writer = try writer()
    disk.set { $0.createError = ENOSPC }
    let body = JournalScene.bodies(1, padding: 900)
    var result = JournalResult.synced(through: 0)
    while case .synced = result { result = await writer.settled(writer.submit(body, use: .ordinary)) }
    #expect(result == .refused(.noRoom(.ordinary)))
    guard case .synced = await writer.settled(writer.submit(body, use: .protective)) else {
      Issue.record("protection found no room")
      return
    }
    // A barrier behind the attempt to make segments ahead.
    _ = await writer.settled(writer.submit([], use: .ordinary))
    #expect(!writer.status.hasRoomForEntries && writer.status.sparesFailure?.code == "journal.failed")
    disk.set { $0.createError = nil }
    writer.prepareSpares()
    _ = await writer.settled(writer.submit([], use: .ordinary))
    _ = await writer.settled(writer.submit([], use: .ordinary))
    #expect(writer.status.hasRoomForEntries && writer.status.sparesFailure == nil)
  }

  @Test("compacts what was handed over before, and nothing after")
  func compaction() async throws {
    let writer = try writer()
    _ = writer.submit([1, 2], use: .ordinary)
    let snapshot = writer.compact(body: "two")
    _ = writer.submit([3], use: .ordinary)
    #expect(await writer.settled(snapshot) == .synced(through: 2))
    await writer.close()
    let contents = try scene.open().contents
    #expect(contents.snapshot == JournalRecord(seq: 2, body: "two"))
    #expect(contents.records == [JournalRecord(seq: 3, body: 3)])
  }

  @Test("writes what it has when nobody holds it any more")
  func dropped() async throws {
    var ticket: JournalTicket?
    do { ticket = try writer().submit([1], use: .ordinary) }
    #expect(await ticket?.settled() == .synced(through: 1))
  }

  @Test("takes hands from many threads")
  func concurrency() async throws {
    let writer = try writer()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for number in 0..<50 {
            let ticket = writer.submit([.integer(number), "second"], use: .protective)
            if number % 10 == 0 { _ = await writer.settled(ticket) }
          }
        }
      }
    }
    await writer.close()
    let bodies = try scene.open().contents.bodies
    #expect(bodies.count == 800)
    // What was handed over together stays together.
    #expect(Swift.stride(from: 1, to: 800, by: 2).allSatisfy { bodies[$0] == "second" })
  }
}
