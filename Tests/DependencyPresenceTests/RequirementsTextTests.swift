import ReadinessCheck
import Testing

@testable import DependencyPresence

@Suite("Requirements files")
struct RequirementsTextTests {
  @Test(
    "Lines are joined, stripped of comments and numbered as pip does",
    arguments: [
      ("a\nb\n", ["1:a", "2:b"]), ("a\r\nb\rc", ["1:a", "2:b", "3:c"]), ("", []), ("\n\n  \n", []),
      ("# c\na # c\n#c\nb#not\n", ["2:a", "4:b#not"]), ("a \\\n  >=1 \\\n  # end\nb", ["1:a   >=1", "4:b"]),
      ("a\\\n\\\nb", ["1:ab"]), ("a\\", ["1:a"]), ("\u{FEFF}a", ["1:a"]),
      ("a\u{2028}b\u{0B}c", ["1:a", "2:b", "3:c"]),
      ("a # c \\\nb", ["1:a"]),
    ])
  func lines(text: String, expected: [String]) {
    #expect(RequirementsText(Array(text.utf8))?.lines.map { "\($0.number):\($0.text)" } == expected)
  }

  @Test("Text that is not UTF-8 is refused, whether it says so or not")
  func encodings() {
    #expect(RequirementsText([0x61, 0xFF, 0x0A]) == nil)
    #expect(RequirementsText([0xFF, 0xFE, 0x61, 0x00]) == nil)
    #expect(RequirementsText(Array("# -*- coding: latin-1 -*-\na # é\n".utf8)) == nil)
    #expect(RequirementsText(Array("# -*- coding: latin-1 -*-\na\n".utf8)) != nil)
    #expect(RequirementsText(Array("# coding=utf-8\na # é\n".utf8)) != nil)
  }

  private func summary(_ line: String) -> String {
    RequirementsEntry.entries(of: line).map { entry in
      switch entry {
      case .requirement(let item, let notes):
        "\(item.requirement.map(\.description) ?? "?") \(item.isEditable ? "editable " : "")\(notes.count)"
      case .include(let path, let isConstraints): "\(isConstraints ? "-c" : "-r") \(path)"
      case .nothing(let note): "nothing: \(note)"
      case .refused(let subject, let message, _): "refused \(subject): \(message)"
      }
    }.joined(separator: " & ")
  }

  @Test(
    "A line is a requirement, an include, an option, or refused",
    arguments: [
      ("foo>=1", "foo>=1 0"), ("foo >=1 ; python_version > '3'", "foo>=1 0"), ("foo;", "foo 0"),
      ("foo --hash=sha256:ab --config-settings a=b", "foo 2"), ("-r other.txt", "-r other.txt"),
      ("--requirement=other.txt", "-r other.txt"), ("-rother.txt", "-r other.txt"),
      ("-c 'a b.txt'", "-c a b.txt"),
      ("--constraint c.txt", "-c c.txt"), ("-e ./here", "? editable 0"),
      ("-e git+https://x.y/z#egg=foo[bar]", "foo[bar] editable 0"),
      ("-e foo @ git+https://x.y/z", "refused -e foo @ git+https://x.y/z: \"@\" belongs to no option"),
      ("-e 'foo @ git+https://x.y/z'", "foo @ git+https://x.y/z editable 0"),
      ("--pre", "nothing: --pre is for installers and not checked"),
      ("-i https://x.y", "nothing: -i is for installers and not checked"),
      ("--no-index --pre", "nothing: --no-index, --pre is for installers and not checked"),
      ("--unknown x", "refused --unknown x: \"--unknown\" is no option of a requirements file"),
      ("-r", "refused -r: \"-r\" lacks its value"), ("--pre=1", "refused --pre=1: \"--pre\" takes no value"),
      ("-r 'open", "refused -r 'open: a quotation is not closed"),
      ("foo -r x.txt", "refused foo: -r stands behind a requirement, where pip ignores it"),
      (
        "foo==${VERSION}",
        "refused foo: the line uses the environment variable ${VERSION}, which pip would replace"
      ),
      (
        "foo==${lower}",
        "refused foo: \"foo==${lower}\" is no requirement: \"==${lower}\" is neither a version clause nor a marker"
      ),
      (
        "foo = 1",
        "refused foo: \"foo = 1\" is no requirement: \"= 1\" is neither a version clause nor a marker"
      ),
      ("./wheels/foo_x-1.0-py3-none-any.whl", "foo_x==1.0 0"),
      ("https://x.y/foo-1.0-py3-none-any.whl", "foo==1.0 0"),
      ("https://x.y/foo.tar.gz#egg=foo", "foo 0"), ("git+ssh://git@x.y/z.git@main", "? 0"),
      ("./folder[a,b]", "? 0"),
      ("foo @ https://x.y/z ; python_version > '3'", "foo @ https://x.y/z 0"), ("foo.zip", "? 0"),
      (
        "@@@",
        "refused @@@: \"@@@\" is no requirement: the requirement does not begin with a distribution's name"
      ),
    ])
  func entries(line: String, expected: String) {
    #expect(summary(line) == expected)
  }

  @Test("Includes are relative to the including file, read once, and cut short when they go in circles")
  func includes() {
    var reader = RequirementsReader(
      files: WorldInMemory([
        "/srv/requirements.txt": "-r sub/dev.txt\n-r sub/../common.txt\na\n",
        "/srv/sub/dev.txt": "-r ../common.txt\n-c pins.txt\nb\n",
        "/srv/common.txt": "c\n", "/srv/sub/pins.txt": "c==1\n-r ../loop.txt",
        "/srv/loop.txt": "-r loop.txt\nd\n",
      ]))
    reader.read("/srv/requirements.txt", named: "requirements.txt")
    #expect(
      reader.entries.map { "\($0.isConstraint ? "constraint " : "")\($0.item.text) \($0.position)" } == [
        "c common.txt:1", "constraint c==1 sub/pins.txt:1",
        "d loop.txt:2", "b sub/dev.txt:3", "a requirements.txt:3",
      ])
    #expect(reader.refusals.map(\.message) == ["loop.txt includes itself, by way of 4 files"])
  }

  @Test("Too many files, too deep includes, URLs and unreadable files are refused")
  func limits() {
    var files = ["/w/r0.txt": "-r https://example.com/r.txt\n-r absent.txt\n-r r1.txt\n", "/m/r.txt": ""]
    for index in 1...20 { files["/w/r\(index).txt"] = "-r r\(index + 1).txt\n" }
    for index in 0..<70 {
      files["/m/r.txt", default: ""] += "-r f\(index).txt\n"
      files["/m/f\(index).txt"] = "x\n"
    }
    var deep = RequirementsReader(files: WorldInMemory(files))
    deep.read("/w/r0.txt", named: "r0.txt")
    #expect(
      deep.refusals.map(\.message) == [
        "a file at a URL is included, and nothing is fetched",
        "the requirements file cannot be read: cannot open '/w/absent.txt': no such file or directory (ENOENT)",
        "files include each other more than 16 deep",
      ])
    var many = RequirementsReader(files: WorldInMemory(files))
    many.read("/m/r.txt", named: "r.txt")
    #expect(many.refusals.count == 7)
    #expect(many.entries.count == 63)
  }

  @Test(
    "Options are split into words as a shell splits them",
    arguments: [
      ("a b", ["a", "b"]), ("'a b'c", ["a bc"]), (#""a\"b\\c\d""#, [#"a"b\c\d"#]), (#"a\ b"#, ["a b"]),
      ("''", [""]),
      ("  ", []), ("'a", nil), ("a\\", nil),
    ] as [(String, [String]?)])
  func words(text: String, expected: [String]?) {
    #expect(OptionWords.split(text) == expected)
  }
}
