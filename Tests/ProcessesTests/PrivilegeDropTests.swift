import Processes
import Testing

@Suite("Privileges are dropped for good or not at all")
struct PrivilegeDropTests {
  @Test("root becomes nobody, and there is no way back", .enabled(if: isRoot, "needs root"))
  func nobody() throws {
    let nobody = try PrivilegeDrop.lookUp("nobody")
    let (user, group) = (nobody.userID, nobody.groupID)
    let result = try probe("become", "nobody")
    #expect(
      result.lines == [
        "identity \(user) \(group)", "Uid: \(user) \(user) \(user) \(user)",
        "Gid: \(group) \(group) \(group) \(group)", "Groups: \(group) ", "CapPrm: 0000000000000000",
        "CapEff: 0000000000000000", "CapAmb: 0000000000000000", "NoNewPrivs: 1", "dumpable 0",
        "parent-death-signal 9", "setuid-0 -1", "shadow exited(1)",
      ])
  }

  @Test("root may stay root, and everything else applies", .enabled(if: isRoot, "needs root"))
  func root() throws {
    let lines = try probe("become", "root").lines
    #expect(lines.contains("identity 0 0") && lines.contains("NoNewPrivs: 1") && lines.contains("dumpable 0"))
  }

  @Test(
    "who is that user already stays it; who is somebody else cannot become it",
    .enabled(if: isRoot, "needs root"))
  func asNobody() throws {
    let path = try probePath()
    let nobody = try PrivilegeDrop.lookUp("nobody")
    func asNobody(_ user: String) -> ProcessResult {
      run(
        "/usr/bin/setpriv",
        ["--reuid=nobody", "--regid=\(nobody.groupID)", "--clear-groups", path, "become", user])
    }
    let same = asNobody("nobody")
    #expect(same.lines.first == "identity \(nobody.userID) \(nobody.groupID)")
    #expect(same.lines.contains("NoNewPrivs: 1"))
    let other = asNobody("daemon")
    #expect(other.termination == .exited(1))
    #expect(
      other.lines == [
        "refused privilege.not-root user id \(nobody.userID) cannot become 'daemon': only root can"
      ])
  }

  @Test("a saved or an effective id that differs is refused", .enabled(if: isRoot, "needs root"))
  func halfDropped() throws {
    let nobody = try PrivilegeDrop.lookUp("nobody")
    let result = run(
      "/usr/bin/setpriv",
      ["--ruid=0", "--euid=\(nobody.userID)", "--keep-groups", try probePath(), "become", "nobody"])
    #expect(result.termination == .exited(1))
    #expect(result.output.hasPrefix("refused privilege.not-dropped "))
  }

  @Test("an unknown user is refused", arguments: ["no-such-user", "", "65534x"])
  func unknown(_ user: String) throws {
    let result = try probe("become", user)
    #expect(result.termination == .exited(1))
    #expect(result.lines == ["refused privilege.unknown-user there is no user '\(user)'"])
  }

  @Test("a parent that has ended before is noticed", .enabled(if: isRoot, "needs root"))
  func parentGone() throws {
    #expect(try probe("become", "root", "1").output.hasPrefix("refused privilege.parent-gone"))
  }

  @Test("a worker dies with its parent", .enabled(if: isRoot, "needs root"))
  func parentDeath() throws {
    let scratch = try ScratchFolder()
    // In a session of its own, so that nothing but the parent's death reaches it.
    let script = """
      setsid \(try probePath()) hold nobody > out & echo $!
      until grep -q shadow out; do sleep 0.02; done
      """
    var request = shell(script)
    request.workingDirectory = scratch.path
    request.environment = ["PATH": "/usr/bin:/bin"]
    let result = Processes.run(request, deadline: soon(30_000))
    #expect(result.isSuccess)
    #expect(isGone(try #require(Int32(result.output.dropLast()))))
  }
}
