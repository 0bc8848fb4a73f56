import Glibc

/// Asks git about a repository that may be hostile.
///
/// A repository's own configuration can name programs: `core.fsmonitor` runs one whenever the index is read, hooks,
/// filters, aliases, pagers, transports and credential helpers do elsewhere. So only three plumbing questions can be
/// asked, none of which reads contents through filters or writes; every key that could run a program on the way is
/// overridden on the command line, which no repository can outrank; transports are refused by GIT_ALLOW_PROTOCOL,
/// which outranks `protocol.ext.allow` (a partial clone would fetch missing objects); and nothing of the system's or
/// the user's configuration or environment is read. Paths are literal, never patterns.
public enum HardenedGit {
  public enum Question: Hashable, Sendable {
    /// Where the working tree begins: one line.
    case topLevel
    /// Which rule, if any, ignores each path, whether or not it is tracked. Read with ``ignoreRules(in:)``.
    case ignoreRules(paths: [String])
    /// Which of the paths, or files below them, are in the index. Read with ``paths(in:)``.
    case tracked(paths: [String])
  }

  /// What `check-ignore` says about one path.
  public struct IgnoreRule: Hashable, Sendable {
    public let path: String
    /// `.gitignore`, line and pattern of the last rule that matches; nil when none does.
    public let source: String?
    public let line: Int?
    public let pattern: String?

    /// A last match that begins with `!` takes the path back in.
    public var isIgnored: Bool { pattern.map { $0.utf8.first != UInt8(ascii: "!") } ?? false }
  }

  /// git in one of the system's folders; no PATH of anybody is asked.
  public static func executable() -> String? {
    ["/usr/bin/git", "/bin/git", "/usr/local/bin/git"].first { unsafe access($0, X_OK) == 0 }
  }

  /// The request for a question; run it with a deadline, as a planted FIFO can make git wait.
  ///
  /// The repository may belong to another user (`safe.directory`): refusing that protects against its configuration,
  /// which decides nothing here.
  ///
  /// - Parameters:
  ///   - folder: where git looks for the repository, and what relative paths are relative to.
  ///   - executable: absolute path, from ``executable()``.
  public static func request(
    _ question: Question, in folder: String, executable: String
  ) -> ProcessRequest {
    var arguments = ["--no-optional-locks", "--no-pager"]
    for setting in settings { arguments += ["-c", setting] }
    var input: [UInt8] = []
    switch question {
    case .topLevel: arguments += ["rev-parse", "--show-toplevel"]
    case .ignoreRules(let paths):
      arguments += ["check-ignore", "--no-index", "--verbose", "--non-matching", "-z", "--stdin"]
      // It does not know --literal-pathspecs, and a colon in front starts pathspec magic.
      for path in paths {
        input += Array((path.utf8.first == UInt8(ascii: ":") ? "./" : "").utf8) + Array(path.utf8) + [0]
      }
    case .tracked(let paths):
      arguments.insert("--literal-pathspecs", at: 0)
      arguments += ["ls-files", "--cached", "-z", "--"] + paths
    }
    return ProcessRequest(
      .path(executable), name: "git", arguments: arguments, environment: environment, standardInput: input,
      workingDirectory: folder)
  }

  /// The answers to ``Question/ignoreRules(paths:)``; git's exit status is 0 or, when no path is ignored, 1. nil when
  /// the output is not what git 2 writes.
  public static func ignoreRules(in output: [UInt8]) -> [IgnoreRule]? {
    guard let fields = paths(in: output), fields.count.isMultiple(of: 4) else { return nil }
    return stride(from: 0, to: fields.count, by: 4).map { start in
      let isMatch = !fields[start].isEmpty
      let path = fields[start + 3]
      return IgnoreRule(
        path: path.utf8.starts(with: "./:".utf8) ? String(Substring(path.utf8.dropFirst(2))) : path,
        source: isMatch ? fields[start] : nil,
        line: isMatch ? Int(fields[start + 1]) : nil, pattern: isMatch ? fields[start + 2] : nil)
    }
  }

  /// Texts that each end in a NUL; nil when the last one does not, or one is not UTF-8.
  public static func paths(in output: [UInt8]) -> [String]? {
    guard !output.isEmpty else { return [] }
    guard output.last == 0 else { return nil }
    var result: [String] = []
    for field in output.dropLast().split(separator: 0, omittingEmptySubsequences: false) {
      guard let text = String(validating: field, as: UTF8.self) else { return nil }
      result.append(text)
    }
    return result
  }

  private static let settings = [
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null", "core.untrackedCache=false", "core.sshCommand=/bin/false",
    "core.askPass=/bin/false", "core.editor=/bin/false", "core.gitProxy=/bin/false", "credential.helper=",
    "diff.external=", "protocol.allow=never", "submodule.recurse=false", "safe.directory=*",
    "safe.bareRepository=explicit",
  ]

  private static let environment = [
    "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_PAGER": "cat",
    "GIT_ASKPASS": "/bin/false", "SSH_ASKPASS": "/bin/false", "GIT_EDITOR": "/bin/false",
  ]
}
