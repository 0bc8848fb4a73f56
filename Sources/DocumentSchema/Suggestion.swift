/// The likeliest word that was meant, for did-you-mean hints.
///
/// - Returns: nil when none is within a third of the word's length, at most three edits.
public func closest(to word: String, among words: [String]) -> String? {
  let limit = min(3, max(1, word.count / 3))
  let folded = word.lowercased()
  return
    words
    .map { (word: $0, distance: editDistance(folded, $0.lowercased())) }
    .filter { $0.distance <= limit }
    .min { $0.distance < $1.distance }?.word
}

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the
/// other (optimal string alignment; F. Damerau, CACM 7(3), 1964), counted in Unicode scalars.
///
/// Texts whose lengths differ by more than 8, or that are longer than 128, count as 1000 apart.
public func editDistance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
  guard abs(a.count - b.count) <= 8, max(a.count, b.count) <= 128 else { return 1_000 }
  var previous: [Int] = []
  var current = Array(0...b.count)
  for i in a.indices {
    var next = [i + 1] + Array(repeating: 0, count: b.count)
    for j in b.indices {
      let replaced = current[j] + (a[i] == b[j] ? 0 : 1)
      next[j + 1] = min(replaced, current[j + 1] + 1, next[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        next[j + 1] = min(next[j + 1], previous[j - 1] + 1)
      }
    }
    (previous, current) = (current, next)
  }
  return current[b.count]
}
