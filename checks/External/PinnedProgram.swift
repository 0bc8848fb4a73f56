import FilePaths
import ReadinessCheck

/// The file that the policy pins, as a sealed copy whose digest is the policy's.
///
/// The digest alone decides what is started: who can write the file can only close the gate. (Who runs as the check's user
/// can change the running program; the README asks for a user of its own.) Kind, size and who may write are
/// judged all the same, because a check that anybody can replace is one that will be repaired by copying its new
/// digest. "Others" are all but root and the file's owner, who may be the service's user.
enum PinnedProgram {
  static func open(
    _ parameters: ExternalParameters, in files: any FileAccess
  ) throws(ExternalRefusal) -> SealedProgram {
    let path = parameters.run
    do {
      try requireFile(path, try files.information(path, followingLinks: false))
      let program = try files.seal(path, limit: External.programLimit)
      try requireOwnWriters(path, program.source)
      try requireOwnFolders(path, program.source, files)
      return try pinned(program, parameters)
    } catch let refusal as ExternalRefusal {
      throw refusal
    } catch let error as FileAccessError {
      throw unreadable(path, error)
    } catch {
      throw unreadable(path, FileAccessError(.other, "\(error)"))
    }
  }

  private static let kind = "a regular file of at most 16 MiB"

  private static func requireFile(_ path: String, _ file: FileInformation?) throws(ExternalRefusal) {
    guard let file else {
      throw ExternalRefusal(
        .fail, path, expected: kind, found: "nothing at \(path)", "the program is missing",
        hint: "install it at \(path), or correct 'run'")
    }
    switch file.kind {
    case .regular: break
    case .link:
      throw ExternalRefusal(
        .fail, path, expected: kind, found: "a symbolic link", "the program is a link",
        hint: "name the file itself in 'run'")
    case .folder, .fifo, .socket, .device:
      throw ExternalRefusal(
        .fail, path, expected: kind, found: "a \(file.kind.rawValue)", "the program is no regular file",
        hint: "put the program there, or correct 'run'")
    }
    guard file.size <= External.programLimit else {
      throw ExternalRefusal(
        .fail, path, expected: kind, found: "\(file.size) bytes", "the program is too large",
        hint: "let a small program start the large one by its absolute path")
    }
  }

  private static func requireOwnWriters(
    _ path: String, _ file: FileInformation
  ) throws(ExternalRefusal) {
    guard isWritableByOthers(file) else { return }
    throw ExternalRefusal(
      .fail, path, expected: "writable by nobody but its owner and root", found: mode(file),
      "others can write the program", hint: "chmod go-w \(path), after a look at what is in it")
  }

  /// Every folder above, without links; in a sticky one nobody replaces what is another's.
  private static func requireOwnFolders(
    _ path: String, _ file: FileInformation, _ files: any FileAccess
  ) throws {
    var folder = try files.canonicalPath(path)
    while folder != "/", let (parent, _) = folder.splitAtLastSlash {
      folder = parent
      guard let information = try files.information(folder, followingLinks: false) else { continue }
      let isOwn = information.owner == 0 || information.owner == file.owner
      let isSticky = information.mode & 0o1000 != 0
      guard isOwn, isSticky || !isWritableByOthers(information) else {
        throw ExternalRefusal(
          .fail, path, expected: "folders that nobody but the program's owner and root can write",
          found: "\(folder): \(mode(information))", "others can replace the program",
          hint: isOwn ? "chmod go-w \(folder)" : "chown root \(folder), or move the program")
      }
    }
  }

  private static func isWritableByOthers(_ file: FileInformation) -> Bool {
    file.mode & 0o002 != 0 || (file.mode & 0o020 != 0 && file.group != 0)
  }

  private static func mode(_ file: FileInformation) -> String {
    "mode \(String(file.mode, radix: 8)), user \(file.owner), group \(file.group)"
  }

  private static func pinned(
    _ program: SealedProgram, _ parameters: ExternalParameters
  ) throws(ExternalRefusal) -> SealedProgram {
    guard program.sha256 == parameters.sha256 else {
      throw ExternalRefusal(
        .fail, parameters.run, expected: "SHA-256 \(parameters.sha256)", found: "SHA-256 \(program.sha256)",
        "the program is not the one that the policy pins",
        hint: "review the change, then put the new digest into the policy: sha256: \(program.sha256)")
    }
    return program
  }

  private static func unreadable(_ path: String, _ error: FileAccessError) -> ExternalRefusal {
    let isDenied = error.reason == .denied
    return ExternalRefusal(
      .unknown, path, expected: kind, found: error.description, "the program cannot be read",
      hint: isDenied
        ? "let the blocker's user read it and enter its folders (chmod a+rX)" : "see what stands at \(path)")
  }
}
