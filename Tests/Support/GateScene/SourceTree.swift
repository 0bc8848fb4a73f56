import DurableFiles

extension GateScene {
  /// Whether the package has a file.
  public static func packageHas(_ path: String) -> Bool {
    (try? DurableFiles.statusIfPresent("\(BuiltPrograms.package)/\(path)")).flatMap { $0 } != nil
  }

  /// The Swift files below folders of the package, by path relative to it.
  public static func sources(in folders: [String]) -> [String: String] {
    var found: [String: String] = [:]
    var rest = folders
    while let folder = rest.popLast() {
      for entry in (try? DurableFiles.list("\(BuiltPrograms.package)/\(folder)", limit: 10_000)) ?? [] {
        guard let name = entry.name else { continue }
        let path = "\(folder)/\(name)"
        if entry.kind == .folder {
          rest.append(path)
        } else if name.hasSuffix(".swift"),
          let bytes = try? DurableFiles.read("\(BuiltPrograms.package)/\(path)", limit: 4 << 20)
        {
          found[path] = String(decoding: bytes, as: UTF8.self)
        }
      }
    }
    return found
  }
}
