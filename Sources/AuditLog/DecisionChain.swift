import Cryptography
import ReadinessReport

/// Checks lines one after the other: each names the digest of the one before it and counts one further.
struct DecisionChain {
  struct Broken: Error {
    let reason: String
  }

  /// How far the chain is intact.
  private(set) var anchor: ReadinessReport.Anchor

  init() {
    anchor = ReadinessReport.Anchor(entries: 0, headSha256: DecisionEntry.firstPrevious)
  }

  /// A chain whose last line is known.
  init(endingAt anchor: ReadinessReport.Anchor) { self.anchor = anchor }

  /// A chain that goes on after lines that nobody looked at.
  init(startingAt first: DecisionEntry) {
    anchor = ReadinessReport.Anchor(entries: first.number - 1, headSha256: first.previous)
  }

  mutating func link(_ line: [UInt8]) -> Result<DecisionEntry, Broken> {
    let number = anchor.entries + 1
    guard let entry = DecisionEntry(line: line) else {
      return .failure(Broken(reason: "line \(number) is not a decision in its one byte form"))
    }
    guard entry.number == number else {
      return .failure(Broken(reason: "line \(number) says that it is entry \(entry.number)"))
    }
    guard entry.previous == anchor.headSha256 else {
      return .failure(Broken(reason: "line \(number) does not follow from the line before it"))
    }
    anchor = ReadinessReport.Anchor(entries: number, headSha256: SHA256.digest(of: line).hex)
    return .success(entry)
  }
}
