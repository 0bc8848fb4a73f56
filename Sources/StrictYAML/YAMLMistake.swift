/// The mistakes that this module names. Raw values are the diagnostics' codes: add cases, never rename one.
public enum YAMLMistake: String, Sendable, CaseIterable {
  case tooLarge = "yaml.too-large"
  case tooDeep = "yaml.too-deep"
  case tooManyNodes = "yaml.too-many-nodes"
  case scalarTooLong = "yaml.scalar-too-long"
  case moreLeftOut = "yaml.more-left-out"

  case notUTF8 = "yaml.not-utf8"
  case byteOrderMark = "yaml.byte-order-mark"
  case controlCharacter = "yaml.control-character"
  case bidirectionalCharacter = "yaml.bidirectional-character"
  case invisibleCharacter = "yaml.invisible-character"
  case combiningCharacters = "yaml.combining-characters"
  case tab = "yaml.tab"
  case carriageReturn = "yaml.carriage-return"

  case syntax = "yaml.syntax"
  case outOfMemory = "yaml.out-of-memory"
  case emptyDocument = "yaml.empty-document"
  case secondDocument = "yaml.second-document"
  case directive = "yaml.directive"
  case duplicateKey = "yaml.duplicate-key"
  case emptyKey = "yaml.empty-key"
  case nonScalarKey = "yaml.non-scalar-key"
  case mergeKey = "yaml.merge-key"
  case anchor = "yaml.anchor"
  case alias = "yaml.alias"
  case tag = "yaml.tag"

  /// What to do about it. Nil for ``syntax``, whose hints depend on the place.
  public var hint: String? {
    switch self {
    case .tooLarge: "split the file, or check that it is the file you meant"
    case .tooDeep: "nest less deeply"
    case .tooManyNodes: "split the file"
    case .scalarTooLong: "keep long text in a file of its own and name that file here"
    case .moreLeftOut: "correct those above and run again"
    case .notUTF8: "save the file as UTF-8"
    case .byteOrderMark: "save the file as UTF-8 without a byte order mark"
    case .controlCharacter: "delete it; inside double quotes '\\t' and '\\n' stand for tab and line feed"
    case .bidirectionalCharacter: "delete it: it can make text read differently from what it is"
    case .invisibleCharacter: "delete it, or write an ordinary space"
    case .combiningCharacters: "delete them"
    case .tab: "indent and separate with spaces; inside double quotes write '\\t'"
    case .carriageReturn: "save the file with Unix line ends (LF)"
    case .syntax: nil
    case .outOfMemory: "give the process more memory"
    case .emptyDocument: "write at least one key and its value"
    case .secondDocument: "keep one document per file: delete the second '---' or move what follows"
    case .directive: "delete the line; quote a value that starts with '%'"
    case .duplicateKey: "keep one of the two"
    case .emptyKey: "write a key before the ':'"
    case .nonScalarKey: "write plain text as the key; quote it if it starts with '[' or '{'"
    case .mergeKey: "write the merged keys out"
    case .anchor: "write the value out wherever it is needed; quote a value that starts with '&'"
    case .alias: "write the value out; quote a value that starts with '*'"
    case .tag: "delete the tag: types come from the schema; quote a value that starts with '!'"
    }
  }
}
