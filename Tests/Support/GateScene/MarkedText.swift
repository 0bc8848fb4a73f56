/// A text in which `»` marks where diagnostics have to point.
public struct MarkedText: Sendable {
  /// Without the marks.
  public let text: String
  /// `line:column` of each mark, from 1, in Unicode scalars.
  public let places: [String]

  public init(_ marked: String) {
    var text = String.UnicodeScalarView()
    var places: [String] = []
    var (line, column) = (1, 1)
    for scalar in marked.unicodeScalars {
      if scalar == "»" {
        places.append("\(line):\(column)")
        continue
      }
      text.append(scalar)
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    self.text = String(text)
    self.places = places
  }
}
