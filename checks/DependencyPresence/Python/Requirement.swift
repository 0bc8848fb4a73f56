/// A dependency as PEP 508 writes it: `name[extra] >=1.2, <2 ; marker` or `name @ url ; marker`.
public struct Requirement: Sendable, Hashable, CustomStringConvertible {
  /// The name as written; compare `distribution` instead.
  public let name: String
  /// The extras as written, in their order.
  public let extras: [String]
  /// Empty when the requirement names a URL.
  public let specifiers: SpecifierSet
  public let url: String?
  public let marker: Marker?
  public let distribution: DistributionName

  /// The extras in the form in which they compare (PEP 685).
  public var normalizedExtras: Set<String> { Set(extras.map(DistributionName.normalize)) }

  /// Reads a requirement with the grammar of pypa/packaging.
  public init(_ text: String) throws(DependencySyntaxError) {
    var parser = RequirementParser(ByteText(text))
    self = try parser.parse()
  }

  init(name: String, extras: [String], specifiers: SpecifierSet, url: String?, marker: Marker?) {
    self.name = name
    distribution = DistributionName(normalizing: name)
    self.extras = extras
    self.specifiers = specifiers
    self.url = url
    self.marker = marker
  }

  func with(extras: [String]) -> Requirement {
    Requirement(name: name, extras: extras, specifiers: specifiers, url: url, marker: marker)
  }

  /// The requirement without its marker, which has been judged wherever this is printed.
  public var description: String {
    let extras = extras.isEmpty ? "" : "[\(extras.joined(separator: ","))]"
    return name + extras + (url.map { " @ \($0)" } ?? specifiers.description)
  }
}
