import CheckScene
import Cryptography
import External
import Glibc
import ReadinessCheck
import Testing

@Suite("An external check's program", .serialized) struct PinnedProgramTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// In the folder with `check.sh`.
    let shell: String
    let status: Finding.Status
    let message: String
    var found = ""
    var run = "check.sh"

    init(
      _ description: String, _ shell: String, _ status: Finding.Status, _ message: String, found: String = "",
      run: String = "check.sh"
    ) {
      testDescription = description
      (self.shell, self.status, self.message, self.found, self.run) = (shell, status, message, found, run)
    }
  }

  static let cases = [
    Case("as pinned", "true", .pass, "m"),
    Case("without the right to be executed", "chmod 644 check.sh", .pass, "m"),
    Case("in a sticky folder", "chmod 1777 .", .pass, "m"),
    Case(
      "through a folder that is a link", "mkdir d; mv check.sh d; ln -s d l", .pass, "m", run: "l/check.sh"),
    Case("missing", "rm check.sh", .fail, "is missing", found: "nothing at"),
    Case("a link", "mv check.sh other; ln -s other check.sh", .fail, "is a link", found: "a symbolic link"),
    Case("a link to nothing", "rm check.sh; ln -s nowhere check.sh", .fail, "is a link"),
    Case("a FIFO", "rm check.sh; mkfifo check.sh", .fail, "no regular file", found: "a fifo"),
    Case("a folder", "rm check.sh; mkdir check.sh", .fail, "no regular file", found: "a folder"),
    Case("too large", "truncate -s 16777217 check.sh", .fail, "too large", found: "16777217 bytes"),
    Case("another one", "echo >> check.sh", .fail, "not the one that the policy pins", found: "SHA-256 "),
    Case("empty", ": > check.sh", .fail, "not the one that the policy pins"),
    Case("writable by everybody", "chmod o+w check.sh", .fail, "others can write", found: "mode 757"),
    Case(
      "in a folder that everybody can write", "chmod 777 .", .fail, "others can replace", found: "mode 777"),
  ]

  @Test("is what the policy pins, or is not run", arguments: cases)
  func files(_ each: Case) throws {
    let world = try ScriptScene()
    let path = try world.script("touch '\(world.scene.folder)/ran'; answer pass \"$(finding pass a)\"")
    let digest = try world.digest(path)
    #expect(world.scene.shell(each.shell) == 0)
    let run = "\(world.scene.folder)/\(each.run)"
    let findings = try world.run(run, sha256: digest)
    let finding = try #require(findings.first)
    #expect(findings.count == 1)
    #expect(finding.status == each.status, "\(finding)")
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(finding.found.contains(each.found), "\(finding)")
    #expect(finding.status == .pass || (finding.hint != nil && finding.subject == run))
    #expect(world.scene.names(in: "").contains("ran") == (each.status == .pass))
  }

  @Test("that was changed is named with the digest to review and to pin")
  func change() throws {
    let world = try ScriptScene()
    let path = try world.script("answer pass \"$(finding pass a)\"")
    let (pinned, now) = (String(repeating: "0", count: 64), try world.digest(path))
    let finding = try #require(try world.run(path, sha256: pinned).first)
    #expect(finding.expected == "SHA-256 \(pinned)")
    #expect(finding.found == "SHA-256 \(now)")
    #expect(finding.hint?.contains("review the change") == true)
    #expect(finding.hint?.contains("sha256: \(now)") == true)
  }

  @Test(
    "may be written by a group of root's and by its owner, and by no other group or owner of a folder",
    .enabled(if: geteuid() == 0, "only root gives files away"))
  func owners() throws {
    for (shell, status, message) in [
      ("chmod 775 check.sh", Finding.Status.pass, "m"),
      ("chgrp 65534 check.sh; chmod 775 check.sh", .fail, "others can write"),
      ("chown 65534 check.sh; chmod 755 .", .pass, "m"),
      ("chown 65534 .; chmod 755 .", .fail, "others can replace"),
      ("chown 65534 . check.sh; chmod 755 .", .pass, "m"),
      ("chgrp 65534 .; chmod 775 .", .fail, "others can replace"),
    ] {
      let world = try ScriptScene()
      let path = try world.script("answer pass \"$(finding pass a)\"")
      #expect(world.scene.shell(shell) == 0)
      let finding = try #require(try world.run(path).first)
      #expect(finding.status == status && finding.message.contains(message), "\(shell): \(finding)")
    }
  }

  @Test(
    "that cannot be started leaves the question open",
    arguments: [
      ("neither script nor program\n", "ENOEXEC"), ("#!/nonexistent/interpreter\n", "ENOENT"),
      ("\u{7F}ELF", "ENOEXEC"),
    ])
  func start(text: String, reason: String) throws {
    let world = try ScriptScene()
    let path = try world.scene.write("check", text, mode: 0o755)
    let finding = try #require(try world.run(path).first)
    #expect(finding.status == .unknown)
    #expect(finding.message == "the program could not be started")
    #expect(finding.found.contains(reason), "\(finding)")
  }

  @Test("may be a binary, which runs from memory under its own name")
  func binary() throws {
    let world = try ScriptScene()
    #expect(world.scene.shell("cp /bin/echo check && cp /bin/true silent") == 0)
    let answer =
      #"{"protocol":1,"nonce":"\#(world.scene.nonce)","status":"pass","findings":[{"status":"pass","subject":"s","expected":"e","found":"f","message":"m"}]}"#
    let findings = try world.run("\(world.scene.folder)/check", "arguments: ['\(answer)']")
    #expect(findings.map(\.status) == [.pass], "\(findings)")
    let silent = try world.run("\(world.scene.folder)/silent")
    #expect(silent.first?.status == .unknown && silent.first?.found == "nothing")
  }

  @Test("runs from a copy that nobody can change, and not from its file")
  func sealed() throws {
    let world = try ScriptScene()
    let path = try world.script(
      """
      rm -f '\(world.scene.folder)/check.sh'
      if (echo more >> /proc/self/fd/3) 2>/dev/null; then answer fail "$(finding fail written)"; exit 0; fi
      case $(readlink /proc/$$/fd/3) in /memfd:*) answer pass "$(finding pass sealed)";; esac
      """)
    let findings = try world.run(path)
    #expect(findings.map(\.subject) == ["sealed"], "\(findings)")
    #expect(!world.scene.names(in: "").contains("check.sh"))
  }
}
