/// An option of a requirements file, with its value where it takes one.
struct RequirementsOption: Sendable, Hashable {
  enum Meaning: Sendable, Hashable {
    case requirements, constraints, editable, hash
    /// It tells an installer where and how to look; nothing of that is asked of what is installed.
    case installerOnly
  }

  let name: String
  let meaning: Meaning
  let value: String?

  struct Mistake: Error, Hashable {
    let message: String
  }

  /// What pip 26.3 knows, and the options that older ones knew.
  private static let known: [String: (meaning: Meaning, takesValue: Bool)] = [
    "-r": (.requirements, true), "--requirement": (.requirements, true),
    "-c": (.constraints, true), "--constraint": (.constraints, true),
    "-e": (.editable, true), "--editable": (.editable, true),
    "--hash": (.hash, true),
    "-i": (.installerOnly, true), "--index-url": (.installerOnly, true), "--pypi-url": (.installerOnly, true),
    "--extra-index-url": (.installerOnly, true), "--no-index": (.installerOnly, false),
    "-f": (.installerOnly, true), "--find-links": (.installerOnly, true),
    "--no-binary": (.installerOnly, true), "--only-binary": (.installerOnly, true),
    "--prefer-binary": (.installerOnly, false), "--require-hashes": (.installerOnly, false),
    "--no-require-hashes": (.installerOnly, false), "--pre": (.installerOnly, false),
    "--all-releases": (.installerOnly, true), "--only-final": (.installerOnly, true),
    "--trusted-host": (.installerOnly, true), "--use-feature": (.installerOnly, true),
    "-C": (.installerOnly, true), "--config-setting": (.installerOnly, true),
    "--config-settings": (.installerOnly, true), "--global-option": (.installerOnly, true),
    "--install-option": (.installerOnly, true), "--always-unzip": (.installerOnly, false),
    "-Z": (.installerOnly, false),
  ]

  /// Reads `--name value`, `--name=value`, `-x value` and `-xvalue`.
  static func options(in text: String) throws(Mistake) -> [RequirementsOption] {
    guard let words = OptionWords.split(text) else { throw Mistake(message: "a quotation is not closed") }
    var options: [RequirementsOption] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      var name = word
      var value: String?
      if word.hasPrefix("--") {
        if let sign = word.firstIndex(of: "=") {
          name = String(word[..<sign])
          value = String(word[word.index(after: sign)...])
        }
      } else if word.hasPrefix("-"), word.count > 2 {
        name = String(word.prefix(2))
        value = String(word.dropFirst(2))
      }
      guard let (meaning, takesValue) = known[name] else {
        throw Mistake(
          message: word.hasPrefix("-")
            ? "\"\(name)\" is no option of a requirements file" : "\"\(word)\" belongs to no option")
      }
      if takesValue, value == nil { value = rest.popFirst() }
      guard (value != nil) == takesValue else {
        throw Mistake(message: takesValue ? "\"\(name)\" lacks its value" : "\"\(name)\" takes no value")
      }
      options.append(RequirementsOption(name: name, meaning: meaning, value: value))
    }
    return options
  }
}
