import Testing

@testable import DependencyPresence

@Suite("Distribution metadata")
struct DistributionMetadataTests {
  @Test("Headers end at the first empty line and fold as mail headers do")
  func headers() {
    let metadata = DistributionMetadata(
      Array(
        """
        Metadata-Version: 2.1\r
        NAME:  Foo.Bar \r
        Version: 1.0\r
        Version: 2.0\r
        Requires-Dist: a
        \t(>=1)
        requires-dist: b; extra == 'x'
        Provides-Extra: x
        Requires-Python: >=3.8
        Description: Requires-Dist: no

        Requires-Dist: decoy
        """.utf8))
    #expect(metadata.name == "Foo.Bar")
    #expect(metadata.version == "1.0")
    #expect(metadata.requiresDist == ["a\t(>=1)", "b; extra == 'x'"])
    #expect(metadata.providesExtras == ["x"])
    #expect(metadata.requiresPython == ">=3.8")
    #expect(metadata.isComplete)
  }

  @Test("A line that is no header ends them; a header that is cut off is not complete")
  func ends() {
    #expect(DistributionMetadata(Array("Name: a\nno header\nVersion: 1\n".utf8)).version == nil)
    #expect(DistributionMetadata(Array("Name: a\n: empty\nVersion: 1\n".utf8)).version == nil)
    #expect(!DistributionMetadata(Array("Name: a\nVersi".utf8)).isComplete)
    #expect(DistributionMetadata([]).name == nil)
    #expect(DistributionMetadata(Array("\u{FEFF}Name: a\n".utf8)).name == "a")
  }

  @Test("A header longer than the first read is read on, up to a bound")
  func longHeaders() throws {
    for (count, expected) in [(1_000, "fail end: not installed"), (60_000, "unknown long: unreadable in /t")]
    {
      var world = WorldInMemory()
      let requires =
        (0..<count).map { "Requires-Dist: d\($0); extra == 'x'\n" }.joined() + "Requires-Dist: end\n"
      world.contents["/t/long-1.dist-info/METADATA"] = Array("Name: long\nVersion: 1\n\(requires)\ntext".utf8)
      #expect(try CheckRun(world: world).lines("python: { environment: /t }").last == expected)
    }
  }

  @Test("Sections of requires.txt become markers")
  func eggRequirements() {
    let text =
      "a>=1\n# comment\n\n[x]\nb\n[:python_version<'3']\nc\nd @ https://e.f/g\n[x:os_name=='nt' or 1]\ne\n[]\nf\n"
    #expect(
      EggRequirements.requiresDist(text) == [
        "a>=1", "b; extra == \"x\"", "c; python_version<'3'", "d @ https://e.f/g ; python_version<'3'",
        "e; (os_name=='nt' or 1) and extra == \"x\"", "f",
      ])
  }

  @Test("Any bytes at all are read without harm")
  func anyBytes() {
    var random = SeededGenerator(seed: 81)
    for _ in 0..<500 {
      let bytes = (0..<random.below(200)).map { _ in
        random.pick(Array("Name: \n\r\t;=<>'\"()[]@,.v1!+~|\\#${}é".utf8) + [0, 0xFF])
      }
      let text = String(decoding: bytes, as: UTF8.self)
      _ = DistributionMetadata(bytes)
      _ = RequirementsText(bytes)
      _ = RequirementsEntry.entries(of: text)
      _ = EggRequirements.requiresDist(text)
      _ = try? DebianRelation.list(text)
      _ = try? DebianVersion(text)
      _ = try? VersionedName(text)
      _ = DottedVersion.first(in: text)
      _ = DirectURL(bytes)
      ControlStanzas.read(bytes, wanted: ["name"]) { _ = $0.text(0) }
      _ = VirtualEnvironmentConfiguration(text)
    }
  }
}
