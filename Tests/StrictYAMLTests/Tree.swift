import StrictYAML

/// A document's content without places, for comparing.
indirect enum Tree: Equatable {
  case text(String)
  case list([Tree])
  case mapping([Entry])

  struct Entry: Equatable {
    let key: String
    let value: Tree
  }

  init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let text): self = .text(text)
    case .sequence(let items): self = .list(items.map(Tree.init))
    case .mapping(let members):
      self = .mapping(members.map { Entry(key: $0.key, value: Tree($0.value)) })
    }
  }
}

extension Tree: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral elements: Tree...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, Tree)...) {
    self = .mapping(elements.map { Entry(key: $0.0, value: $0.1) })
  }
}
