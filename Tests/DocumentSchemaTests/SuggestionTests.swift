import DocumentSchema
import GateScene
import Testing

@Suite("A guess at what was meant") struct SuggestionTests {
  private static let words = [
    "state-path", "dependency-presence", "legacy-file-absence", "sltp-certification", "id",
  ]

  @Test(
    "is the closest word within reach",
    arguments: [
      ("state-paths", "state-path"), ("statepath", "state-path"), ("State-Path", "state-path"),
      ("sltp-certifcation", "sltp-certification"), ("dependency-prsenece", "dependency-presence"),
      ("di", "id"),
      ("ids", "id"), ("xyz", nil), ("", nil), ("state", nil), ("legacy-absence", nil),
    ] as [(String, String?)])
  func closest(word: String, expected: String?) {
    #expect(DocumentSchema.closest(to: word, among: Self.words) == expected)
  }

  @Test(
    "counts insertions, deletions, replacements and swaps of neighbours",
    arguments: [
      ("", "", 0), ("a", "", 1), ("", "ab", 2), ("abc", "abc", 0), ("abc", "axc", 1), ("abc", "acb", 1),
      ("KILL_SWITCH", "KILL_Switch", 5), ("kitten", "sitting", 3), ("ca", "abc", 3), ("é", "e", 1),
      ("abcdefgh", "", 8), ("abcdefghi", "", 1_000),
    ])
  func distance(left: String, right: String, expected: Int) {
    #expect(editDistance(left, right) == expected)
  }

  @Test("gives up on texts that are too long")
  func limits() {
    let long = String(repeating: "a", count: 128)
    #expect(editDistance(long, long) == 0)
    #expect(editDistance(long + "a", long) == 1_000)
  }

  @Test("is measured the same from both sides, and never falls short of the difference in length")
  func properties() {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array("abé-")
    func word() -> String {
      String(
        (0..<Int.random(in: 0...7, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? "a"
        })
    }
    for _ in 0..<2_000 {
      let (one, other) = (word(), word())
      let distance = editDistance(one, other)
      #expect(distance == editDistance(other, one))
      #expect((distance == 0) == (one == other))
      #expect(distance >= abs(one.count - other.count) && distance <= max(one.count, other.count))
    }
  }
}
