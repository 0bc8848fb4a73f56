/// `pyvenv.cfg`: what venv, virtualenv and uv write into the environments they make (PEP 405).
struct VirtualEnvironmentConfiguration: Sendable, Hashable {
  let home: String?
  let includesSystemSitePackages: Bool
  /// `3.11.2`, in PEP 440 form, with a pre-release where the file tells one.
  let fullVersion: String?
  /// `CPython`, `PyPy`, as virtualenv and uv write; venv does not.
  let implementation: String?

  init(_ text: String) {
    var values: [String: String] = [:]
    for line in text.unicodeScalars.split(whereSeparator: PythonCharacter.endsLine) {
      guard let sign = line.firstIndex(of: "=") else { continue }
      let key = PythonCharacter.stripped(line[..<sign]).lowercased()
      values[key] = PythonCharacter.stripped(line[line.index(after: sign)...])
    }
    home = values["home"]
    includesSystemSitePackages = values["include-system-site-packages"]?.lowercased() == "true"
    implementation = values["implementation"]
    fullVersion = (values["version_info"] ?? values["version"]).flatMap(Self.fullVersion)
  }

  /// `3.11`, when the full version is known.
  var version: String? {
    fullVersion.flatMap { full in
      PythonVersion(full).map { "\($0.release[0]).\($0.release[1])" }
    }
  }

  /// `3.11.2`, `3.13.0rc1` or `3.13.0.candidate.1` as a version of three numbers; nil for fewer.
  private static func fullVersion(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    var version = text
    if parts.count == 5 {
      let letters = ["alpha": "a", "beta": "b", "candidate": "rc"]
      version = parts.prefix(3).joined(separator: ".")
      if parts[3] != "final" {
        guard let letter = letters[String(parts[3])] else { return nil }
        version += "\(letter)\(parts[4])"
      }
    }
    guard let parsed = PythonVersion(version), parsed.release.count == 3 else { return nil }
    return version
  }
}
