/// The requirements in an egg's `requires.txt`, in the form that `Requires-Dist` has.
///
/// Sections are `[extra]`, `[:marker]` or `[extra:marker]`, and turn into markers as `importlib.metadata`
/// turns them.
enum EggRequirements {
  static func requiresDist(_ text: String) -> [String] {
    var suffix = ""
    var requirements: [String] = []
    for line in text.unicodeScalars.split(whereSeparator: PythonCharacter.endsLine) {
      let line = PythonCharacter.stripped(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        suffix = marker(ofSection: String(line.dropFirst().dropLast()))
      } else {
        // A URL ends at a blank, so one has to stand before the semicolon.
        requirements.append(suffix.isEmpty ? line : line.contains("@") ? "\(line) \(suffix)" : line + suffix)
      }
    }
    return requirements
  }

  private static func marker(ofSection section: String) -> String {
    let parts = section.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let extra = parts.first.map(String.init) ?? ""
    var conditions: [String] = []
    if parts.count == 2, !parts[1].isEmpty {
      conditions.append(extra.isEmpty ? String(parts[1]) : "(\(parts[1]))")
    }
    if !extra.isEmpty { conditions.append("extra == \"\(extra)\"") }
    return conditions.isEmpty ? "" : "; " + conditions.joined(separator: " and ")
  }
}
