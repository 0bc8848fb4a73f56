import FilePaths
import Testing

@Suite("A path") struct FilePathsTests {
  /// U+0301, which makes one character of a slash and itself.
  static let mark = "\u{301}"

  @Test(
    "is cut at every slash, whatever stands behind it",
    arguments: [
      ("", []), ("/", []), ("a", ["a"]), ("/a//b/", ["a", "b"]), ("./../a", [".", "..", "a"]),
      ("../\(mark)x", ["..", "\(mark)x"]), ("/\(mark)/..", [mark, ".."]),
      ("a/\u{200D}b", ["a", "\u{200D}b"]),
    ] as [(String, [String])])
  func components(path: String, names: [String]) {
    #expect(path.pathComponents == names)
    #expect(path.lastPathComponent == names.last)
  }

  @Test(
    "has a folder and a name",
    arguments: [
      ("x", nil, nil), ("/x", "/", "x"), ("a/b", "a", "b"), ("a/b/", "a/b", ""),
      ("/\(mark)x", "/", "\(mark)x"),
      ("/a/\(mark)", "/a", mark),
    ] as [(String, String?, String?)])
  func split(path: String, folder: String?, name: String?) {
    #expect(path.splitAtLastSlash?.folder == folder)
    #expect(path.splitAtLastSlash?.name == name)
  }

  @Test("begins at the root when its first byte is a slash, also with a mark behind it")
  func absolute() {
    #expect("/".isAbsolutePath && "/\(Self.mark)x".isAbsolutePath)
    #expect(!"".isAbsolutePath && !"x/".isAbsolutePath && !"./".isAbsolutePath)
    #expect("x/".endsInSlash && !"x/\(Self.mark)".endsInSlash)
  }

  @Test("lies below a folder by its bytes, not by how the text looks")
  func below() {
    #expect(
      "/a/b".path(below: "/a") == "b" && "/a/b".path(below: "/a/") == "b" && "/a".path(below: "/") == "a")
    #expect("/a".path(below: "/a") == nil && "/ab".path(below: "/a") == nil)
    #expect("/a/\(Self.mark)b".path(below: "/a") == "\(Self.mark)b")
    // Equal to Unicode, two folders to the kernel.
    #expect("/\u{E9}/b".path(below: "/e\(Self.mark)") == nil)
    #expect(!"/\u{E9}".isSamePath(as: "/e\(Self.mark)") && "/\u{E9}".isSamePath(as: "/\u{E9}"))
    #expect(":\(Self.mark)x".hasBytes(prefix: ":"))
  }

  @Test("of an entry has one slash more than its folder's, if that lacks it")
  func appending() {
    #expect(
      "/a".appendingPath("b") == "/a/b" && "/".appendingPath("b") == "/b" && "".appendingPath("b") == "b")
  }
}
