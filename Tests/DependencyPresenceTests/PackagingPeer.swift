import Glibc
import Testing

/// pypa/packaging 26.4, asked in bulk: one interpreter answers every question of a test.
struct PackagingPeer {
  /// The interpreter named by `PYPA_PACKAGING_PYTHON`, when it has the library.
  static let shared = PackagingPeer()

  static let absent: Comment = "set PYPA_PACKAGING_PYTHON to a python3 that has packaging 26.4"

  private let interpreter: String

  private init?() {
    guard let value = unsafe getenv("PYPA_PACKAGING_PYTHON"), unsafe value.pointee != 0 else { return nil }
    interpreter = unsafe String(cString: value)
    let version = "import packaging; print(tuple(map(int, packaging.__version__.split('.')[:2])) >= (26, 1))"
    guard ShellCommand.output("'\(interpreter)' -c \"\(version)\"", input: "") == "True\n" else { return nil }
  }

  /// One answer for each question; a question is a kind and its texts.
  func answers(to questions: [(kind: String, texts: [String])]) -> [String] {
    let input = questions.map { question in
      ([question.kind] + question.texts.map { $0.utf8.map { byte in hexadecimal(byte) }.joined() })
        .joined(separator: " ")
    }
    let output = ShellCommand.output(
      "'\(interpreter)' -c '\(Self.program)'", input: input.joined(separator: "\n") + "\n")
    return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// What markers are evaluated against on both sides.
  static let environment = [
    "implementation_name": "cpython", "implementation_version": "3.11.2", "os_name": "posix",
    "platform_machine": "x86_64", "platform_release": "6.1.0-18-amd64", "platform_system": "Linux",
    "platform_version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1", "python_full_version": "3.11.2",
    "platform_python_implementation": "CPython", "python_version": "3.11", "sys_platform": "linux",
  ]

  /// Reads `kind hex hex …` lines and prints one answer a line. No single quotes: a shell holds it in them.
  private static let program = #"""
    import sys, warnings
    warnings.simplefilter("ignore")
    from packaging.version import Version, InvalidVersion
    from packaging.specifiers import SpecifierSet, InvalidSpecifier
    from packaging.requirements import Requirement, InvalidRequirement
    from packaging.markers import Marker, InvalidMarker, UndefinedComparison
    from packaging.utils import canonicalize_name
    environment = \#(environmentDictionary)
    def evaluate(marker, extra):
        try:
            return str(marker.evaluate(dict(environment, extra=extra))).lower()
        except (UndefinedComparison, KeyError):
            return "undefined"
    def answer(kind, texts):
        if kind == "version":
            try: return str(Version(texts[0]))
            except InvalidVersion: return "invalid"
        if kind == "order":
            one, other = Version(texts[0]), Version(texts[1])
            return "before" if one < other else "after" if one > other else "same"
        if kind == "contains":
            try: return str(SpecifierSet(texts[0]).contains(texts[1], prereleases=True)).lower()
            except InvalidSpecifier: return "invalid"
        if kind == "parsed":
            try: return str(SpecifierSet(texts[0]).contains(Version(texts[1]), prereleases=True)).lower()
            except InvalidSpecifier: return "invalid"
        if kind == "marker":
            try: return evaluate(Marker(texts[0]), texts[1])
            except InvalidMarker: return "invalid"
        if kind == "lines":
            from pip._internal.req.req_file import ignore_comments, join_lines
            lines = ignore_comments(join_lines(enumerate(texts[0].splitlines(), start=1)))
            return "|".join("%d:%s" % line for line in lines)
        if kind == "split":
            from pip._internal.req.req_file import break_args_options
            import shlex
            text, options = break_args_options(texts[0])
            try: return text + "|" + "|".join(shlex.split(options))
            except ValueError: return "invalid"
        if kind == "name":
            return canonicalize_name(texts[0])
        if kind == "requirement":
            try: requirement = Requirement(texts[0])
            except InvalidRequirement: return "invalid"
            return "|".join([
                requirement.name, ",".join(sorted(requirement.extras)),
                ",".join(sorted(set(str(one) for one in requirement.specifier))),
                requirement.url or "",
                evaluate(requirement.marker, "") if requirement.marker else "none"])
    for line in sys.stdin:
        kind, *fields = line.rstrip("\n").split(" ")
        try:
            text = answer(kind, [bytes.fromhex(field).decode() for field in fields])
        except Exception as error:
            text = "raised " + type(error).__name__
        sys.stdout.write("".join("\\n" if c == "\n" else c for c in text) + "\n")
    """#

  private static var environmentDictionary: String {
    "{"
      + environment.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(
        separator: ", ") + "}"
  }
}
