import DependencyPresence
import Testing

@Suite(
  "Compared with dpkg",
  .enabled(
    if: ShellCommand.output("dpkg --compare-versions 1 lt 2 && echo yes", input: "") == "yes\n",
    "dpkg is not installed here"))
struct DebianVersionComparisonTests {
  /// One dpkg a pair: the loop runs in one shell, and `2` stands for dpkg's refusal.
  private static let loop = """
    while IFS=' ' read -r one other; do \
    dpkg --compare-versions "${one#x}" lt "${other#x}"; less=$?; \
    if [ $less = 0 ]; then echo before; elif [ $less != 1 ]; then echo invalid; \
    elif dpkg --compare-versions "${one#x}" eq "${other#x}"; then echo same; else echo after; fi; done
    """

  private static func version(_ random: inout SeededGenerator) -> String {
    var text =
      random.oneIn(4) ? random.pick(["0:", "1:", "00:", "2:", "01:", "2147483647:", "2147483648:"]) : ""
    let pieces = [
      "0", "1", "1", "2", "10", "00", "01", ".", ".", "~", "~", "+", "a", "b", "z", "A", "rc", "~rc", "~~",
      "-",
      "dfsg", "+b1", "deb12u1", "~bpo", "99999999999999999999", "99999999999999999998", ":", "git",
    ]
    for _ in 0...random.below(6) { text += random.pick(pieces) }
    if random.oneIn(3) {
      text += "-" + random.pick(["0", "1", "1.1", "2~", "1+deb12u1", "0ubuntu1", "~", "a", ""])
    }
    if random.oneIn(12) { text += random.pick(["_", "/", "é", "!", "=", "-", ":", "*"]) }
    return text
  }

  @Test("Versions are ordered and refused alike", arguments: [71, 72] as [UInt64])
  func order(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pairs = (0..<1_000).map { _ in
      let one = Self.version(&random)
      return random.oneIn(2)
        ? (one, Self.version(&random))
        : (one, random.mutated(one, alphabet: Array("019.~+-:aZ".unicodeScalars)))
    }.filter {
      // The command line takes an empty version for "none", and a hyphen in front for an option.
      !$0.0.isEmpty && !$0.1.isEmpty && !$0.0.hasPrefix("-") && !$0.1.hasPrefix("-")
    }
    let input = pairs.map { "x\($0.0) x\($0.1)\n" }.joined()
    let answers = ShellCommand.output(Self.loop, input: input).split(separator: "\n")
    #expect(answers.count == pairs.count)
    let different = zip(pairs, answers).compactMap { pair, theirs -> String? in
      let ours = Self.compare(pair.0, pair.1)
      return ours == theirs ? nil : "\(pair): \(ours), dpkg: \(theirs)"
    }
    #expect(different.isEmpty, "\(different.prefix(10))")
  }

  private static func compare(_ one: String, _ other: String) -> String {
    guard let one = try? DebianVersion(one), let other = try? DebianVersion(other) else { return "invalid" }
    let order = DebianVersion.compare(one, other)
    return order < 0 ? "before" : order > 0 ? "after" : "same"
  }
}
