import FilePaths
import ReadinessCheck

/// Does something else have a say in a unit: a drop-in, another name with drop-ins of its own, or others than root, who
/// may put one there? A function of what was seen.
struct OverrideJudgement {
  let unit: UnitName
  let allowed: [UnitHardeningParameters.AllowedDropIn]

  private static let mostNamed = 8

  func finding(
    dropIns: [UnitFolders.DropIn], aliases: [String], open: [UnitFolders.OpenFolder]
  ) -> Finding {
    let refused = dropIns.filter { !isAllowed($0) }
    let doors = doors(open, dropIns.filter(isAllowed))
    guard refused.isEmpty, aliases.isEmpty else {
      let all =
        refused.map(Self.words) + aliases.map { "'\($0)' is another name of it" } + doors.map(\.found)
      let more = all.count > Self.mostNamed ? ", and \(all.count - Self.mostNamed) more" : ""
      let place = refused.first?.path ?? aliases.first
      return Finding(
        .fail, subject: unit.text, expected: expected,
        found: all.prefix(Self.mostNamed).joined(separator: ", ") + more,
        message: refused.isEmpty ? "the unit has another name" : "a drop-in changes the unit",
        hint: hint(refused.first, aliases.first), position: place.map { "\($0):1" })
    }
    if let first = doors.first {
      let more = doors.count > Self.mostNamed ? ", and \(doors.count - Self.mostNamed) more" : ""
      return Finding(
        .fail, subject: unit.text, expected: "folders and drop-ins that only root can change",
        found: doors.prefix(Self.mostNamed).map(\.found).joined(separator: ", ") + more,
        message: "others can change what the unit is", hint: first.hint, position: "\(first.path):1")
    }
    return Finding(
      .pass, subject: unit.text, expected: expected,
      found: dropIns.isEmpty
        ? "no drop-in, and no other name" : "allowed: " + dropIns.map(Self.words).joined(separator: ", "),
      message: "nothing else changes the unit")
  }

  private typealias Door = (path: String, found: String, hint: String)

  /// By what others could change the unit, although nothing is wrong with it yet.
  private func doors(_ open: [UnitFolders.OpenFolder], _ dropIns: [UnitFolders.DropIn]) -> [Door] {
    let folders = open.map { folder -> Door in
      let found = "\(folder.writer) '\(folder.path)'"
      guard !folder.isLink else {
        return (folder.path, found + ", a link", "rm '\(folder.path)' && systemctl daemon-reload")
      }
      return (folder.path, found, Self.closing(folder.path))
    }
    let changeable = dropIns.compactMap { dropIn -> Door? in
      guard let writer = dropIn.writer else { return nil }
      return (dropIn.path, "\(writer) '\(dropIn.path)'", Self.closing(dropIn.path))
    }
    return folders + changeable
  }

  private static func closing(_ path: String) -> String {
    "chown root:root '\(path)' && chmod go-w '\(path)', after a look at what is in it"
  }

  private var expected: String {
    allowed.isEmpty
      ? "no drop-in and no other name"
      : "no other name, and no drop-in but \(allowed.map(\.file).joined(separator: ", ")) as allowed"
  }

  private func isAllowed(_ dropIn: UnitFolders.DropIn) -> Bool {
    allowed.contains { $0.file.isSamePath(as: dropIn.name) && $0.sha256 == dropIn.sha256 }
  }

  private static func words(_ dropIn: UnitFolders.DropIn) -> String {
    "'\(dropIn.path)' (\(dropIn.sha256.map { "SHA-256 \($0)" } ?? "no readable regular file"))"
  }

  /// `systemctl revert` removes what belongs to the unit alone.
  private func hint(_ dropIn: UnitFolders.DropIn?, _ alias: String?) -> String {
    guard let dropIn else { return alias.map { "rm '\($0)' && systemctl daemon-reload" } ?? "" }
    let isOwn = dropIn.path.splitAtLastSlash?.folder.lastPathComponent == "\(unit.text).d"
    let removal = isOwn ? "systemctl revert '\(unit.text)'" : "rm '\(dropIn.path)' && systemctl daemon-reload"
    guard let sha256 = dropIn.sha256 else { return removal }
    return "\(removal); after reviewing it: drop-ins: [{ file: \(dropIn.name), sha256: \(sha256) }]"
  }
}
