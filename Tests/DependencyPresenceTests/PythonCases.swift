/// Makes texts in the languages of Python packaging: mostly valid, crowded around the rules' edges.
struct PythonCases {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let alphabet = Array(
    "01239.-_+!*vabcrpostde,;()[]<>=~ \t\"'@#xéſ٣\u{A0}\u{2003}\n".unicodeScalars)

  mutating func number() -> String {
    random.pick([
      "0", "1", "1", "2", "3", "10", "00", "01", "9", "20240131", "18446744073709551616",
      "018446744073709551615",
    ])
  }

  mutating func release() -> String {
    (0...random.below(4)).map { _ in random.oneIn(3) ? "0" : number() }.joined(separator: ".")
  }

  /// A version from a small world, so that pairs are often close to each other.
  mutating func nearVersion() -> String {
    var text = random.pick(["1", "1.0", "1.0", "1.0.0", "1.1", "1.0.1", "2", "0", "0.0", "1.9", "1.10"])
    if random.oneIn(8) { text = random.pick(["0!", "1!"]) + text }
    if random.oneIn(3) { text += random.pick(["a0", "a1", "b1", "rc1", "rc2", "c1"]) }
    if random.oneIn(4) { text += random.pick([".post0", ".post1", ".post2", "-1"]) }
    if random.oneIn(4) { text += random.pick([".dev0", ".dev1", ".dev2"]) }
    if random.oneIn(6) {
      text += random.pick(["+local", "+1", "+1.2", "+abc.1", "+1.abc", "+ubuntu-1", "+0", "+LOCAL"])
    }
    return text
  }

  /// Any spelling that PEP 440 permits, and now and then one that it does not.
  mutating func version() -> String {
    let separators = ["", "", ".", "-", "_"]
    var text = random.oneIn(6) ? random.pick(["v", "V"]) : ""
    if random.oneIn(6) { text += number() + "!" }
    text += release()
    if random.oneIn(3) {
      text += random.pick(separators)
      text += random.pick(["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "RC", "Alpha"])
      text += random.pick(separators)
      if !random.oneIn(4) { text += number() }
    }
    if random.oneIn(4) {
      if random.oneIn(3) {
        text += "-" + number()
      } else {
        text += random.pick(separators) + random.pick(["post", "rev", "r", "POST"]) + random.pick(separators)
        if !random.oneIn(4) { text += number() }
      }
    }
    if random.oneIn(4) {
      text += random.pick(separators) + random.pick(["dev", "DEV"]) + random.pick(separators)
      if !random.oneIn(4) { text += number() }
    }
    if random.oneIn(5) {
      text += "+"
      text += (0...random.below(3)).map { _ in random.pick(["abc", "ABC", "1", "01", "a1", "1a", number()]) }
        .joined(separator: random.pick([".", "-", "_"]))
    }
    if random.oneIn(8) { text = random.pick([" ", "\t", "\n", "\u{A0}", "\u{1F}"]) + text }
    if random.oneIn(8) { text += random.pick([" ", "\n", "\u{2003}"]) }
    return random.oneIn(5) ? mutated(text) : text
  }

  mutating func mutated(_ text: String) -> String { random.mutated(text, alphabet: Self.alphabet) }

  static let operators = ["~=", "==", "!=", "<=", ">=", "<", ">", "==="]

  mutating func specifier() -> String {
    let operation = random.pick(Self.operators)
    var version = random.oneIn(4) ? self.version() : nearVersion()
    // A local version belongs to few operators; drop it mostly, so that most specifiers are valid.
    if !["==", "!=", "==="].contains(operation), let plus = version.firstIndex(of: "+"), !random.oneIn(12) {
      version = String(version[..<plus])
    }
    if ["==", "!="].contains(operation), random.oneIn(3) || random.oneIn(20) {
      version =
        (random.oneIn(8) ? version : random.pick(["1", "1.0", "1.0.0", "1.1", "1!1", "0", "v1.0"])) + ".*"
    }
    return operation + random.pick(["", "", " ", "  ", "\t"]) + version
  }

  mutating func specifierSet() -> String {
    if random.oneIn(20) {
      return random.pick(["", " ", ",", ", ,", "===", "==*", "*", ">=", "1.0", "=1.0", "<>1"])
    }
    let text = (0...random.pick([0, 0, 0, 1, 1, 2])).map { _ in specifier() }
      .joined(separator: random.pick([",", ", ", " , ", ",,"]))
    return random.oneIn(10) ? mutated(text) : text + (random.oneIn(12) ? "," : "")
  }

  private static let variables = [
    "python_version", "python_full_version", "os_name", "os.name", "sys_platform", "sys.platform",
    "platform_release", "platform_system", "platform_version", "platform.version", "platform_machine",
    "platform.machine", "platform_python_implementation", "platform.python_implementation",
    "python_implementation", "implementation_name", "implementation_version", "extra", "extra",
  ]

  private mutating func literal() -> String {
    let value = random.pick([
      "3", "3.8", "3.11", "3.11", "3.11.2", "3.12", "3.*", "3.11.*", "2.7", "=3.11", "linux", "Linux", "lin",
      "win32", "posix", "CPython", "cpython", "x86_64", "6.1.0-18-amd64", "6.1", "6.1.0", "test", "Test",
      "te_st",
      "te-st", "dev", "", "3.11.2rc1", "3.11, 3.12", "2.7 3.11", "os_name", "#1 SMP", "\\x33.8", "\\d", "é",
      "3.11.2+local", "3.11.2.post1", "arm64 x86_64",
    ])
    return random.oneIn(2) ? "'\(value)'" : "\"\(value)\""
  }

  private mutating func comparison() -> String {
    let operation = random.pick(Self.operators + ["==", ">=", "<", "in", "not in", "not  in"])
    let space = ["in", "not in", "not  in"].contains(operation) ? " " : random.pick(["", " ", " ", "\t"])
    var left = random.pick(Self.variables)
    var right = literal()
    if random.oneIn(4) { swap(&left, &right) }
    if random.oneIn(30) { right = random.pick(Self.variables) }
    if random.oneIn(40) { left = literal() }
    if random.oneIn(60) {
      left = random.pick(["extras", "dependency_groups", "python", "os.names", "platform.release"])
    }
    return left + space + operation + space + right
  }

  mutating func marker(depth: Int = 0) -> String {
    var parts = [String]()
    for index in 0...random.pick([0, 0, 1, 2]) {
      if index > 0 { parts.append(random.pick(["and", "or"])) }
      parts.append(depth < 3 && random.oneIn(4) ? "(\(marker(depth: depth + 1)))" : comparison())
    }
    let text = parts.joined(separator: " ")
    return depth == 0 && random.oneIn(12) ? mutated(text) : text
  }

  mutating func name() -> String {
    let text = random.pick([
      "foo", "Foo", "foo-bar", "foo_bar", "Foo.Bar", "foo--bar", "foo._-bar", "a", "9", "zope.interface",
      "foo_",
      "foo-", "-foo", "_foo", "foo1", "É", "x" + String(repeating: "y", count: 70),
    ])
    return random.oneIn(8) ? mutated(text) : text
  }

  mutating func requirement() -> String {
    var text = random.oneIn(10) ? " " : ""
    text += name()
    if random.oneIn(3) {
      let extras = (0..<random.below(4)).map { _ in
        random.pick(["test", "Dev", "a_b", "a-b", "x.y", "socks"])
      }
      text += random.pick(["", " "]) + "[" + extras.joined(separator: random.pick([",", ", ", " , "])) + "]"
    }
    if random.oneIn(6) {
      text += random.pick([" @ ", "@", " @", "@ "])
      text += random.pick([
        "https://example.com/foo-1.0.tar.gz", "git+https://example.com/foo.git@v1#egg=foo", "file:///srv/foo",
        "https://example.com/a;b", "https://example.com/a; python_version>'3'",
      ])
      if random.oneIn(2) { text += random.pick([" ; ", " ;", ";", "  ; "]) + marker() }
    } else {
      if !random.oneIn(4) {
        let set = specifierSet()
        text += random.pick(["", " "]) + (random.oneIn(4) ? "(\(set))" : set)
      }
      if random.oneIn(2) { text += random.pick([";", " ;", "; ", " ; "]) + marker() }
    }
    return random.oneIn(10) ? mutated(text) : text
  }
}
