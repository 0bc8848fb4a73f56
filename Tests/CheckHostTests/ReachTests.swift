import CheckScene
import FilePaths
import Glibc
import ReadinessCheck
import Testing

@testable import CheckHost

/// What the service's user, here `nobody`, puts into a folder of his for root to read.
struct Lure: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Prepares the scene's folder, in a shell.
  let script: String
  /// The file that is read, and the one that names it, below the scene's folder.
  let path: String
  var naming: String?
  let isRead: Bool

  static let all = [
    Lure(
      testDescription: "a file of his own",
      script: "echo x > his/file; chmod 600 his/file; chown nobody his/file",
      path: "his/file", isRead: true),
    Lure(
      testDescription: "a file of root's in his folder that he may read", script: "echo x > his/file",
      path: "his/file", isRead: true),
    Lure(
      testDescription: "a file of root's in his folder that he may not read",
      script: "echo x > his/file; chmod 600 his/file", path: "his/file", isRead: false),
    Lure(
      testDescription: "a link to root's secret", script: "ln -s ../secret his/file", path: "his/file",
      isRead: false),
    Lure(
      testDescription: "a link to a link to root's secret",
      script: "ln -s secret other; ln -s ../other his/file",
      path: "his/file", isRead: false),
    Lure(
      testDescription: "a link to a file in a folder that he may not enter",
      script: "mkdir -m 700 closed; echo x > closed/file; ln -s ../closed/file his/file", path: "his/file",
      isRead: false),
    Lure(
      testDescription: "a link of a folder",
      script: "mkdir -m 700 closed; echo x > closed/file; ln -s ../closed his/up",
      path: "his/up/file", isRead: false),
    Lure(
      testDescription: "a link to what everybody reads", script: "echo x > open; ln -s ../open his/file",
      path: "his/file", isRead: true),
    Lure(
      testDescription: "a link of his in root's folder",
      script: "ln -s secret file; chown -h nobody file", path: "file", isRead: false),
    Lure(
      testDescription: "a link of root's to root's secret", script: "ln -s secret file", path: "file",
      isRead: true),
    Lure(
      testDescription: "a file that names root's secret", script: "echo x > his/list; chown nobody his/list",
      path: "secret", naming: "his/list", isRead: false),
    Lure(
      testDescription: "a file of his in root's folder that names root's secret",
      script: "echo x > list; chown nobody list", path: "secret", naming: "list", isRead: false),
    Lure(
      testDescription: "a file that names what everybody reads", script: "echo x > his/list; echo x > open",
      path: "open", naming: "his/list", isRead: true),
    Lure(
      testDescription: "root's file that names root's secret", script: "echo x > list", path: "secret",
      naming: "list", isRead: true),
    Lure(
      testDescription: "a file that everybody may write, naming root's secret",
      script: "echo x > list; chmod 666 list", path: "secret", naming: "list", isRead: false),
    Lure(
      testDescription: "a file of his group's in root's folder",
      script: "echo x > file; chgrp nogroup file; chmod 640 file; ln -s ../file his/file", path: "his/file",
      isRead: true),
    Lure(
      testDescription: "another spelling of the way", script: "ln -s ../secret his/file",
      path: "his/../his/./file", isRead: false),
  ]
}

@Suite("What root reads for a check", .enabled(if: geteuid() == 0, "needs root")) struct ReachTests {
  private func scene(_ script: String) throws -> CheckScene {
    let scene = try CheckScene()
    scene.shell("chmod 755 .; mkdir his; chown nobody:nogroup his; echo hunter2 > secret; chmod 600 secret")
    #expect(scene.shell("umask 022; \(script)") == 0)
    return scene
  }

  @Test("is what those could read who lead it there", arguments: Lure.all)
  func lures(lure: Lure) throws {
    let scene = try scene(lure.script)
    let files = HostFiles(scratchParent: scene.folder)
    let path = scene.folder.appendingPath(lure.path)
    let naming = lure.naming.map { [scene.folder.appendingPath($0)] } ?? []
    // Twice: the second time from what is known of the folders.
    for _ in 0..<2 {
      let content = Result { () throws(FileAccessError) in try files.read(path, limit: 100, naming: naming) }
      switch content {
      case .success: #expect(lure.isRead)
      case .failure(let error):
        #expect(!lure.isRead, "\(error)")
        #expect(error.reason == .denied && error.description.contains("leads there and may not read it"))
      }
      guard naming.isEmpty else { continue }
      #expect(((try? files.readPrefix(path, count: 1)) != nil) == lure.isRead)
    }
  }

  @Test("are no names in a folder that only root may list")
  func names() throws {
    let scene = try scene("mkdir -m 700 closed; touch closed/name; ln -s ../closed his/up")
    let files = HostFiles(scratchParent: scene.folder)
    #expect(throws: FileAccessError.self) { try files.list("\(scene.folder)/his/up", limit: 9) }
    #expect(try files.list("\(scene.folder)/closed", limit: 9) == ["name"])
  }
}
