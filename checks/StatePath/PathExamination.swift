import ReadinessCheck

/// One state file while it is looked at, and what was found.
struct PathExamination {
  /// What is asked about a path; each is one finding, whose subject is the variable and this word.
  enum Aspect: String, CaseIterable {
    case path, place, links, parent, file, replacement, content
    case fileSystem = "file system"
    case freeSpace = "free space"
    case survivesProcess = "survives process"
    case survivesReboot = "survives reboot"
  }

  let declaration: StatePathParameters.Declaration
  var findings: [Finding]
  /// As it was resolved; nil when it could not be.
  private(set) var path: String?
  /// The folder that holds the file, without links; nil when it was not reached.
  private(set) var folder: FolderWalk.Folder?
  private(set) var name = ""
  /// What stands at the path; nil when nothing does, if ``isFileKnown``.
  private(set) var file: FileInformation?
  private(set) var isFileKnown = false
  /// Whether files may be made in the folder: the proof succeeded.
  private(set) var isReplaceable = false

  init(_ declaration: StatePathParameters.Declaration, named findings: [Finding]) {
    self.declaration = declaration
    self.findings = findings
  }

  var reachedPath: String? { folder.map { AbsolutePath.appending(name, to: $0.path) } }

  mutating func add(
    _ status: Finding.Status, _ aspect: Aspect, expected: String, found: String, _ message: String,
    hint: String? = nil
  ) {
    findings.append(
      Finding(
        status, subject: "\(declaration.variable) \(aspect.rawValue)", expected: expected, found: found,
        message: message, hint: hint))
  }

  /// Everything that needs no other process. Questions that have no sense without a folder are not asked without
  /// one: the finding on the folder has closed the gate.
  mutating func examine(
    _ path: String, parameters: StatePathParameters, runtimeFolders: [String],
    proofs: inout ReplacementProofs,
    in context: CheckContext
  ) {
    guard let (parent, name) = AbsolutePath.split(path) else {
      add(.fail, .path, expected: "the path of a file", found: path, "the path does not end in a name")
      return
    }
    (self.path, self.name) = (path, name)
    add(.pass, .path, expected: "an absolute path", found: path, "the path was resolved")
    let walk = FolderWalk(to: parent, in: context.files)
    folder = walk.reached
    examinePlace(runtimeFolders)
    examineLinks(walk)
    guard examineFolders(walk, user: context.files.user), let folder else { return }
    examineFile(in: folder, context)
    examineFileSystem(folder, parameters, context)
    proveReplacement(folder, context, &proofs)
  }

  private mutating func examinePlace(_ runtimeFolders: [String]) {
    let expected = "a place that the next boot does not empty"
    let paths = [path.map(AbsolutePath.tidied), reachedPath].compactMap(\.self)
    if let objection = PathJudgement.place(paths, runtimeFolders: runtimeFolders) {
      add(
        .fail, .place, expected: expected, found: objection, "what is written there is lost",
        hint: "use a folder of the service below /var/lib (StateDirectory= in the unit)")
    } else {
      add(.pass, .place, expected: expected, found: reachedPath ?? path ?? "", "the place lasts")
    }
  }

  private mutating func examineLinks(_ walk: FolderWalk) {
    let expected = "no symbolic link but root's in folders that only root writes"
    if let objection = walk.links.lazy.compactMap({ PathJudgement.link($0) }).first {
      add(
        .fail, .links, expected: expected, found: objection,
        "somebody else can turn the path to another file",
        hint: "set the variable to the path without the link")
    } else {
      let found = walk.links.map { "\($0.path) -> \($0.target)" }.joined(separator: ", ")
      add(
        .pass, .links, expected: expected, found: found.isEmpty ? "none" : found,
        "no link that others can turn")
    }
  }

  private mutating func examineFolders(_ walk: FolderWalk, user: UInt32) -> Bool {
    let expected = "a folder of uid \(user) or root that others cannot write"
    switch walk.ending {
    case .reached: break
    case .missing(let path):
      add(
        .fail, .parent, expected: expected, found: "\(path) does not exist",
        "the folder of the file is missing",
        hint: "create it, owned by the service's user: install -d -o USER -m 0700 FOLDER")
      return false
    case .notAFolder(let path, let kind):
      add(
        .fail, .parent, expected: expected, found: "\(path) is a \(kind.rawValue)",
        "the file's folder is not a folder")
      return false
    case .tooManyLinks:
      add(.fail, .parent, expected: expected, found: "more than 40 links", "the path leads in a circle")
      return false
    case .unreadable(let reason):
      add(.unknown, .parent, expected: expected, found: reason, "the folder of the file cannot be looked at")
      return false
    }
    let objection = walk.folders.enumerated().lazy.compactMap { index, folder in
      PathJudgement.folder(folder, user: user, isParent: index == walk.folders.count - 1)
    }.first
    if let objection {
      add(
        .fail, .parent, expected: expected, found: objection, "somebody else decides what is in the folder",
        hint: "chown it to the service's user and chmod it to 0700, or name that user in the blocker")
    } else if let information = folder?.information {
      add(
        .pass, .parent, expected: expected,
        found: "uid \(information.owner), mode \(PathJudgement.octal(information.mode))",
        "the folder exists, and only the service and root decide what is in it")
    }
    return true
  }

  private mutating func examineFile(in folder: FolderWalk.Folder, _ context: CheckContext) {
    let expected = "a regular file that can be replaced, or nothing yet"
    do throws(FileAccessError) {
      file = try context.files.information(
        AbsolutePath.appending(name, to: folder.path), followingLinks: false)
      isFileKnown = true
    } catch {
      add(
        .unknown, .file, expected: expected, found: error.description, "what stands there cannot be looked at"
      )
      return
    }
    if let objection = PathJudgement.file(file, in: folder.information, user: context.files.user) {
      add(.fail, .file, expected: expected, found: objection, "the service cannot safely replace the file")
    } else {
      let found =
        file.map { "a file of uid \($0.owner), mode \(PathJudgement.octal($0.mode))" } ?? "nothing yet"
      add(.pass, .file, expected: expected, found: found, "nothing is in the way of replacing it")
    }
  }

  private mutating func examineFileSystem(
    _ folder: FolderWalk.Folder, _ parameters: StatePathParameters, _ context: CheckContext
  ) {
    let system: FileSystemInformation
    do throws(FileAccessError) { system = try context.files.fileSystem(holding: folder.path) } catch {
      add(
        .unknown, .fileSystem, expected: "a file system that survives a reboot", found: error.description,
        "the file system cannot be looked at")
      return
    }
    let expected = "a file system that survives a reboot"
    switch FileSystemJudgement.survivesReboot(system.type, allowed: parameters.allowedFileSystems) {
    case .yes where system.isReadOnly:
      add(
        .fail, .fileSystem, expected: "a writable file system", found: "\(system.type), read-only",
        "the file system is mounted read-only", hint: "name the folder in ReadWritePaths= or StateDirectory=")
    case .yes: add(.pass, .fileSystem, expected: expected, found: system.type, "the file system lasts")
    case .no:
      add(
        .fail, .fileSystem, expected: expected, found: system.type,
        "what is written to a file system of this type is lost",
        hint: "use a folder on disk; in a rehearsal allow-file-systems: [\(system.type)]")
    case .notKnown:
      add(
        .unknown, .fileSystem, expected: expected, found: system.type,
        "whether a file system of this type survives a reboot is not known here",
        hint: "name it in allow-file-systems when it does")
    }
    let enough = "\(parameters.freeBytes) bytes and \(FileSystemJudgement.minimumInodes) inodes"
    if let shortage = FileSystemJudgement.shortage(system, freeBytes: parameters.freeBytes) {
      add(.fail, .freeSpace, expected: enough, found: shortage, "too little is free", hint: "make room")
    } else {
      let inodes = system.availableInodes.map { ", \($0) inodes" } ?? ""
      add(
        .pass, .freeSpace, expected: enough, found: "\(system.availableBytes) bytes\(inodes)",
        "enough is free")
    }
  }

  private mutating func proveReplacement(
    _ folder: FolderWalk.Folder, _ context: CheckContext, _ proofs: inout ReplacementProofs
  ) {
    let expected = "create, write, fsync, rename and fsync of the folder succeed beside the file"
    guard let error = proofs.error(in: folder.path, context.files) else {
      isReplaceable = true
      add(
        .pass, .replacement, expected: expected, found: "they do", "a file beside it was created and replaced"
      )
      return
    }
    let isAnswer = error.reason != .other
    add(
      isAnswer ? .fail : .unknown, .replacement, expected: expected, found: error.description,
      isAnswer ? "the service cannot write there" : "whether the service can write there is not known",
      hint: error.reason == .readOnly ? "name the folder in ReadWritePaths= or StateDirectory=" : nil)
  }

  /// Whether a later boot found what an earlier one wrote; asked once per folder, as the marker is the folder's.
  mutating func examineReboot(_ proofs: inout [String: RebootProof], in context: CheckContext) {
    guard isReplaceable, let folder else { return }
    let proof = proofs[folder.path] ?? RebootProof(of: folder, in: context)
    proofs[folder.path] = proof
    add(
      proof.status, .survivesReboot, expected: "a \(RebootMarker.name) of an earlier boot beside the file",
      found: proof.found, proof.message, hint: proof.hint)
  }
}

/// Whether files can be replaced in a folder, tried once for each folder: the proof waits for the disk.
struct ReplacementProofs {
  /// By the folder's bytes.
  private var errors: [[UInt8]: FileAccessError?] = [:]

  /// - Returns: nil when the proof succeeded.
  mutating func error(in folder: String, _ files: any FileAccess) -> FileAccessError? {
    let key = Array(folder.utf8)
    if let known = errors[key] { return known }
    var result: FileAccessError?
    do throws(FileAccessError) { try files.proveReplaceable(in: folder) } catch { result = error }
    errors[key] = .some(result)
    return result
  }
}
