/// An environment marker (PEP 508): a condition on the interpreter and platform under which a requirement
/// applies, such as `python_version < "3.11" and extra == "test"`.
public struct Marker: Sendable, Hashable {
  enum Operand: Sendable, Hashable {
    /// A variable in its modern spelling: `os.name` is `os_name` here.
    case variable(String)
    case literal(String)

    var text: String {
      switch self {
      case .variable(let text), .literal(let text): text
      }
    }
  }

  indirect enum Term: Sendable, Hashable {
    /// The operator is one of the version operators, `in` or `not in`.
    case comparison(Operand, String, Operand)
    case group([[Term]])
  }

  /// `or` of `and`s.
  let alternatives: [[Term]]

  /// Reads a marker expression.
  public init(_ text: String) throws(DependencySyntaxError) {
    var parser = MarkerParser(ByteText(text), at: 0)
    alternatives = try parser.parseExpression()
    try parser.expectEnd(of: "the marker")
  }

  init(alternatives: [[Term]]) { self.alternatives = alternatives }

  /// Whether a variable of this name is compared anywhere.
  func mentions(_ variable: String) -> Bool { Self.mention(variable, in: alternatives) }

  private static func mention(_ variable: String, in alternatives: [[Term]]) -> Bool {
    alternatives.contains { terms in
      terms.contains { term in
        switch term {
        case .group(let inner): mention(variable, in: inner)
        case .comparison(let left, _, let right):
          left == .variable(variable) || right == .variable(variable)
        }
      }
    }
  }
}
