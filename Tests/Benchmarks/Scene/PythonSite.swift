/// A virtual environment with many distributions, without PyPI: their metadata is all that anybody reads.
struct PythonSite {
  static let count = 150
  /// A quarter of them is required by name, the others through these.
  private static let requiredEvery = 4

  /// Requirement lines.
  let requirements: String
  /// Whether pip is in it, so that pip can be asked as well.
  let hasPip: Bool

  init(at folder: String) throws {
    do {
      try Launch(["python3", "-m", "venv", folder], expected: [0]).run()
      hasPip = true
    } catch {
      try Launch(["python3", "-m", "venv", "--without-pip", folder]).run()
      hasPip = false
    }
    let listing = "\(folder)/site"
    try Launch(["sh", "-c", "cd \(folder) && echo lib/python3.*/site-packages"]).run(output: listing)
    let site = try "\(folder)/" + text(of: listing).split(separator: "\n").joined()
    // pip and setuptools count.
    for number in 0..<(hasPip ? Self.count - 2 : Self.count) {
      let name = Self.name(number)
      let information = "\(site)/\(name)-\(Self.version(number)).dist-info"
      try write(Self.metadata(number), to: "\(information)/METADATA")
      try write("pip\n", to: "\(information)/INSTALLER")
      try write(
        "\(name)/__init__.py,,\n\(name)-\(Self.version(number)).dist-info/METADATA,,\n",
        to: "\(information)/RECORD")
      try write("", to: "\(site)/\(name)/__init__.py")
    }
    requirements = stride(from: 0, to: Self.count - 2, by: Self.requiredEvery)
      .map { "\(Self.name($0).replacing("_", with: "-"))>=\(Self.version($0))\n" }.joined()
  }

  static func name(_ number: Int) -> String { "sample_package_\(number)" }

  private static func version(_ number: Int) -> String { "\(1 + number % 7).\(number % 13).\(number % 5)" }

  /// As long as such files are: most of it is the description, which nobody reads.
  private static func metadata(_ number: Int) -> String {
    var text = """
      Metadata-Version: 2.1
      Name: \(name(number).replacing("_", with: "-"))
      Version: \(version(number))
      Summary: A package that does nothing
      Author: Nobody
      License: MIT
      Classifier: Programming Language :: Python :: 3
      Requires-Python: >=3.8
      Description-Content-Type: text/markdown
      Provides-Extra: test

      """
    for next in (number + 1)..<min(number + requiredEvery, count - 2) where number % requiredEvery == 0 {
      text += "Requires-Dist: \(name(next).replacing("_", with: "-"))>=1.0,<99\n"
    }
    text += """
      Requires-Dist: tomli>=2; python_version < "3.8"
      Requires-Dist: pytest>=7; extra == "test"


      """
    return text + String(repeating: "This paragraph is here because descriptions are long.\n", count: 100)
  }
}
