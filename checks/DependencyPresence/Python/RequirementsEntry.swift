import FilePaths

/// What one line of a requirements file asks for.
enum RequirementsEntry: Sendable {
  case requirement(RequirementsItem, notes: [String])
  case include(path: String, isConstraints: Bool)
  /// It asks nothing of what is installed; the note says so.
  case nothing(note: String)
  case refused(subject: String, message: String, hint: String?)
}

/// A requirement by name, by place, or by both.
struct RequirementsItem: Sendable {
  /// As written.
  let text: String
  /// Nil when only the place is known: `./folder`, `git+https://…` without `#egg=`.
  let requirement: Requirement?
  /// A marker that stands behind a place.
  let marker: Marker?
  let extras: [String]
  let source: Source?
  let isEditable: Bool

  enum Source: Sendable {
    case url(DistributionSource)
    /// As written, relative to where pip runs.
    case path(String)
  }
}

extension RequirementsEntry {
  /// Reads a logical line; several entries when it includes several files.
  static func entries(of line: String) -> [RequirementsEntry] {
    if let variable = environmentVariable(in: line) {
      return [
        .refused(
          subject: subject(of: line),
          message: "the line uses the environment variable \(variable), which pip would replace",
          hint: "write the value itself")
      ]
    }
    let (text, optionText) = split(line)
    let options: [RequirementsOption]
    do {
      options = try RequirementsOption.options(in: optionText)
    } catch {
      return [.refused(subject: subject(of: line), message: error.message, hint: nil)]
    }
    if !text.isEmpty { return [item(text, options)] }
    if let editable = options.first(where: { $0.meaning == .editable })?.value {
      return [self.editable(editable, options)]
    }
    let includes = options.compactMap { option -> RequirementsEntry? in
      guard let value = option.value else { return nil }
      switch option.meaning {
      case .requirements: return .include(path: value, isConstraints: false)
      case .constraints: return .include(path: value, isConstraints: true)
      default: return nil
      }
    }
    let names = options.map(\.name).joined(separator: ", ")
    return includes.isEmpty ? [.nothing(note: "\(names) is for installers and not checked")] : includes
  }

  /// The first `${NAME}` of capitals, digits and underscores.
  private static func environmentVariable(in line: String) -> String? {
    for part in line.split(separator: "${", omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: "}") else { continue }
      let name = part[..<end].utf8
      let isName = name.allSatisfy { ($0 &- 0x41 < 26) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
      if !name.isEmpty, isName { return "${\(part[..<end])}" }
    }
    return nil
  }

  /// pip's rule: options begin at the first word, between single blanks, that begins with a hyphen.
  private static func split(_ line: String) -> (text: String, options: String) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let count = words.firstIndex { $0.hasPrefix("-") } ?? words.count
    return (words[..<count].joined(separator: " "), words[count...].joined(separator: " "))
  }

  /// What a line that cannot be read is called: the name that it begins with, or the line.
  private static func subject(of line: String) -> String {
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    if !name.hasPrefix("-"), let name = DistributionName(String(name)) { return name.normalized }
    return String(line.prefix(200))
  }

  private static func notes(_ options: [RequirementsOption]) -> [String] {
    var notes: [String] = []
    if options.contains(where: { $0.meaning == .hash }) {
      notes.append("hashes are of archives and not checked against what is installed")
    }
    for option in options where option.meaning == .installerOnly {
      notes.append("\(option.name) is for installers and not checked")
    }
    return notes
  }

  private static func item(_ text: String, _ options: [RequirementsOption]) -> RequirementsEntry {
    if let option = options.first(where: { [.requirements, .constraints, .editable].contains($0.meaning) }) {
      return .refused(
        subject: subject(of: text),
        message: "\(option.name) stands behind a requirement, where pip ignores it",
        hint: "give it a line of its own")
    }
    let isURL = DistributionSource.isURL(text)
    let (body, markerText) = splitMarker(text, isURL: isURL)
    do {
      let marker = markerText.isEmpty ? nil : try Marker(markerText)
      if isURL {
        return .requirement(
          try place(.url(DistributionSource(url: body)), body, marker), notes: notes(options))
      }
      if looksLikePath(body) {
        return .requirement(try place(.path(body), body, marker), notes: notes(options))
      }
      let requirement = try Requirement(body)
      let item = RequirementsItem(
        text: body, requirement: requirement, marker: marker, extras: requirement.extras,
        source: requirement.url.map { .url(DistributionSource(url: $0)) }, isEditable: false)
      return .requirement(item, notes: notes(options))
    } catch {
      return .refused(
        subject: subject(of: text), message: "\"\(text)\" is no requirement: \(error.message)",
        hint: hint(for: body))
    }
  }

  private static func editable(_ text: String, _ options: [RequirementsOption]) -> RequirementsEntry {
    do {
      if let requirement = try? Requirement(text), let url = requirement.url {
        let item = RequirementsItem(
          text: text, requirement: requirement, marker: requirement.marker, extras: requirement.extras,
          source: .url(DistributionSource(url: url)), isEditable: true)
        return .requirement(item, notes: notes(options))
      }
      let source: RequirementsItem.Source =
        DistributionSource.isURL(text) ? .url(DistributionSource(url: text)) : .path(text)
      return .requirement(try place(source, text, nil, isEditable: true), notes: notes(options))
    } catch {
      return .refused(
        subject: subject(of: text), message: "\"\(text)\" is no editable requirement: \(error.message)",
        hint: nil)
    }
  }

  /// pip cuts at the first semicolon, behind a URL only where a blank follows.
  private static func splitMarker(_ text: String, isURL: Bool) -> (body: String, marker: String) {
    guard let cut = text.ranges(of: isURL ? "; " : ";").first else { return (text, "") }
    return (
      PythonCharacter.stripped(text[..<cut.lowerBound].unicodeScalars),
      PythonCharacter.stripped(text[cut.upperBound...].unicodeScalars)
    )
  }

  private static let archives = [
    ".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tbz", ".tar.bz2", ".tar.xz", ".txz", ".tlz", ".tar.lz",
    ".tar.lzma",
  ]

  private static func looksLikePath(_ text: String) -> Bool {
    let bytes = text.utf8
    let isMarked = bytes.first == UInt8(ascii: ".") || text.isAbsolutePath
    if bytes.contains(UInt8(ascii: "@")) { return isMarked }
    return isMarked || bytes.contains(UInt8(ascii: "/"))
      || archives.contains { text.lowercased().hasSuffix($0) }
  }

  /// A place, with the name it tells: a wheel's file name, or `#egg=`.
  private static func place(
    _ source: RequirementsItem.Source, _ text: String, _ marker: Marker?, isEditable: Bool = false
  ) throws(DependencySyntaxError) -> RequirementsItem {
    var source = source
    var extras: [String] = []
    let named: Requirement?
    switch source {
    case .url(let url):
      named = try requirement(wheel: WheelName(url.fileName), egg: url.egg)
    case .path(let path):
      let (bare, inBrackets) = splitExtras(path)
      source = .path(bare)
      extras = inBrackets
      named = try requirement(wheel: WheelName((bare.lastPathComponent ?? "")[...]), egg: nil)
    }
    return RequirementsItem(
      text: text, requirement: named, marker: marker, extras: extras + (named?.extras ?? []), source: source,
      isEditable: isEditable)
  }

  private static func requirement(
    wheel: WheelName?, egg: String?
  ) throws(DependencySyntaxError) -> Requirement? {
    if let wheel { return try Requirement("\(wheel.name)==\(wheel.version)") }
    return if let egg { try Requirement(egg) } else { nil }
  }

  /// `path[extra,extra]`.
  private static func splitExtras(_ path: String) -> (path: String, extras: [String]) {
    guard path.hasSuffix("]"), let open = path.lastIndex(of: "["), open > path.startIndex else {
      return (path, [])
    }
    let extras = path[path.index(after: open)...].dropLast().split(separator: ",")
      .map { PythonCharacter.stripped($0.unicodeScalars) }
    return (String(path[..<open]), extras)
  }

  private static func hint(for text: String) -> String? {
    text.contains("=") && !["~=", "==", "!=", "<=", ">="].contains { text.contains($0) }
      ? "\"=\" is no operator; did you mean \"==\"?" : nil
  }
}
