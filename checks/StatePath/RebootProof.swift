import ReadinessCheck

/// What the marker in a folder proves. Plants one when there is none that counts.
struct RebootProof {
  let status: Finding.Status
  let found: String
  let message: String
  let hint: String?

  init(of folder: FolderWalk.Folder, in context: CheckContext) {
    let path = AbsolutePath.appending(RebootMarker.name, to: folder.path)
    let now: RebootMarker
    do throws(FileAccessError) {
      let bytes = try context.files.read("/proc/sys/kernel/random/boot_id", limit: 256)
      let bootID = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
      now = RebootMarker(
        bootID: bootID, device: folder.information.device, inode: folder.information.inode)
    } catch {
      self.init(.unknown, error.description, "the boot id cannot be read")
      return
    }
    switch Self.marker(at: path, in: context, now: now) {
    case .judged(.survived, let bootID):
      self.init(.pass, "the marker of boot \(bootID)", "what an earlier boot wrote is still there")
    case .judged(.sameBoot, _):
      self.init(
        .unknown, "the marker of this boot", "the machine has not been rebooted since the marker was planted",
        hint: Self.whatToDo)
    case .judged(.elsewhere, _):
      self.init(planting: now, at: path, insteadOf: "a marker of another folder", context)
    case .none(let found): self.init(planting: now, at: path, insteadOf: found, context)
    }
  }

  private static let whatToDo = "reboot the machine, then run the gate again"

  private enum Found {
    case judged(RebootMarker.Verdict, bootID: String)
    case none(String)
  }

  private static func marker(at path: String, in context: CheckContext, now: RebootMarker) -> Found {
    do throws(FileAccessError) {
      let bytes = try context.files.read(path, limit: 4_096)
      guard let marker = try? RebootMarker(bytes) else { return .none("a marker that cannot be read") }
      return .judged(marker.judged(now: now), bootID: marker.bootID)
    } catch {
      return .none(error.reason == .missing ? "no marker" : error.description)
    }
  }

  private init(
    planting marker: RebootMarker, at path: String, insteadOf found: String, _ context: CheckContext
  ) {
    do throws(FileAccessError) {
      try context.files.replace(path, with: marker.encoded, mode: 0o644)
      self.init(.unknown, found, "a marker has been planted now", hint: Self.whatToDo)
    } catch {
      self.init(.unknown, error.description, "no marker could be planted")
    }
  }

  private init(_ status: Finding.Status, _ found: String, _ message: String, hint: String? = nil) {
    (self.status, self.found, self.message, self.hint) = (status, found, message, hint)
  }
}
