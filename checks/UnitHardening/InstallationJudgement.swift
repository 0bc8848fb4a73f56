import ReadinessCheck

/// Is what systemd loads under a unit's name the file that was shipped? A function of what was seen.
struct InstallationJudgement {
  let unit: UnitHardeningParameters.Unit

  private var name: String { unit.name.text }
  private var expected: String { "the shipped file, SHA-256 \(unit.sha256), as systemd's first" }
  private var install: String {
    "install -m 0644 '\(name)' '/etc/systemd/system/\(name)' && systemctl daemon-reload"
  }

  /// - Parameter sightings: in systemd's order.
  func finding(on sightings: [UnitFolders.Sighting]) -> Finding {
    guard let first = sightings.first else {
      return finding(.fail, found: "no such file", "the unit is not installed", hint: install)
    }
    switch first.content {
    case .mask:
      return finding(
        .fail, found: "'\(first.path)' is a link to /dev/null or empty", "the unit is masked",
        hint: "systemctl unmask '\(name)'", at: first)
    case .link(let target):
      return finding(
        .fail, found: "'\(first.path)' is a link to '\(target)'",
        "the unit is a link, whose end others may change",
        hint: "rm '\(first.path)' && \(install)", at: first)
    case .other(let kind):
      return finding(
        .fail, found: "'\(first.path)' is a \(kind.rawValue)", "the unit is no file",
        hint: "remove '\(first.path)' and \(install)", at: first)
    case .unreadable(let reason):
      return finding(
        .unknown, found: reason, "the unit's file cannot be read", hint: "chmod a+r '\(first.path)'",
        at: first)
    case .file(let sha256, let writer, let fileSystem):
      let artifact = Finding.Artifact(name: first.path, sha256: sha256)
      guard sha256 == unit.sha256 else { return another(first, sha256, behind: sightings, artifact) }
      if let writer {
        return finding(
          .fail, expected: "a file that only root can change", found: writer,
          "the unit's file can be changed by others",
          hint: "chown root:root '\(first.path)' && chmod go-w '\(first.path)', and its folder", at: first,
          artifact)
      }
      if ["tmpfs", "ramfs"].contains(fileSystem) {
        return finding(
          .fail, expected: "a file that is there after the next boot",
          found: "'\(first.path)' is on \(fileSystem)", "the unit's file is gone after the next boot",
          hint: install, at: first, artifact)
      }
      return finding(
        .pass, found: "'\(first.path)', SHA-256 \(sha256)", "the unit is the shipped one", at: first, artifact
      )
    }
  }

  /// Other bytes, perhaps in front of the right ones.
  private func another(
    _ first: UnitFolders.Sighting, _ sha256: String, behind sightings: [UnitFolders.Sighting],
    _ artifact: Finding.Artifact
  ) -> Finding {
    let shipped = sightings.dropFirst().first { sighting in
      if case .file(unit.sha256, _, _) = sighting.content { true } else { false }
    }
    guard let shipped else {
      return finding(
        .fail, found: "'\(first.path)', SHA-256 \(sha256)", "the unit is another one than the shipped one",
        hint: "\(install); after reviewing it: sha256: \(sha256)", at: first, artifact)
    }
    return finding(
      .fail, found: "'\(first.path)', SHA-256 \(sha256), in front of '\(shipped.path)'",
      "another file stands before the shipped unit",
      hint: "systemctl revert '\(name)', or rm '\(first.path)' && systemctl daemon-reload", at: first,
      artifact)
  }

  private func finding(
    _ status: Finding.Status, expected: String? = nil, found: String, _ message: String, hint: String? = nil,
    at sighting: UnitFolders.Sighting? = nil, _ artifact: Finding.Artifact? = nil
  ) -> Finding {
    Finding(
      status, subject: name, expected: expected ?? self.expected, found: found, message: message, hint: hint,
      position: sighting.map { "\($0.path):1" }, artifact: artifact)
  }
}
