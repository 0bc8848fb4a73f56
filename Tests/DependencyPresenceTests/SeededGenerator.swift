import Glibc

/// SplitMix64: the same seed makes the same cases on every machine.
///
/// `COMPARISON_SEED` moves every seed, for a night of cases that nobody has seen.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  private static let offset: UInt64 = {
    guard let text = unsafe getenv("COMPARISON_SEED") else { return 0 }
    return unsafe UInt64(String(cString: text)) ?? 0
  }()

  init(seed: UInt64) { state = seed &+ Self.offset &* 1_000_003 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// True once in `count` times.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  /// `text` with one character changed, dropped, doubled or put in, from `alphabet`.
  mutating func mutated(_ text: String, alphabet: [Unicode.Scalar]) -> String {
    var scalars = Array(text.unicodeScalars)
    let index = below(scalars.count + 1)
    switch below(4) {
    case 0 where index < scalars.count: scalars.remove(at: index)
    case 1 where index < scalars.count: scalars[index] = pick(alphabet)
    case 2 where index < scalars.count: scalars.insert(scalars[index], at: index)
    default: scalars.insert(pick(alphabet), at: index)
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
