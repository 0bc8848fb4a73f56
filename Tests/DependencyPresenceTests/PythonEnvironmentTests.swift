import Testing

@testable import DependencyPresence

@Suite("Python environments on disk")
struct PythonEnvironmentTests {
  private func locate(_ folder: String, _ world: WorldInMemory) throws -> PythonEnvironment {
    try PythonEnvironmentLocator(files: world, kernel: CheckRun.kernel).locate(folder)
  }

  @Test(
    "pyvenv.cfg tells the full version",
    arguments: [
      ("version = 3.11.2", "3.11.2"), ("version_info = 3.11.2.final.0", "3.11.2"),
      ("version_info=3.11.0.candidate.1", "3.11.0rc1"),
      ("version_info = 3.11.9", "3.11.9"), ("VERSION = 3.11.2\r", "3.11.2"), ("version = 3.11", nil),
      ("", nil),
      ("version_info = 3.11.2.odd.0", nil),
    ] as [(String, String?)])
  func version(line: String, expected: String?) throws {
    var world = WorldInMemory.environment()
    world.contents["/opt/venv/pyvenv.cfg"] = Array("home = /usr/bin\n\(line)\n".utf8)
    let markers = try locate("/opt/venv", world).markers
    #expect(markers.values["python_full_version"] == expected)
    #expect(markers.values["python_version"] == "3.11")
    #expect(markers.values["platform_python_implementation"] == "CPython")
    #expect(markers.values["implementation_version"] == expected)
    #expect(markers.values["platform_machine"] == "x86_64")
    #expect(markers.values["sys_platform"] == "linux")
  }

  @Test("An environment whose folder and configuration disagree is in doubt")
  func disagreement() throws {
    var world = WorldInMemory.environment()
    world.contents["/opt/venv/pyvenv.cfg"] = Array("version = 3.12.1\n".utf8)
    let environment = try locate("/opt/venv", world)
    #expect(environment.doubts == ["pyvenv.cfg says Python 3.12, but the packages are in lib/python3.11"])
    #expect(environment.markers.values["python_full_version"] == nil)
    world.contents["/opt/venv/lib/python3.12/site-packages/x.py"] = []
    #expect(try locate("/opt/venv", world).searchPath == ["/opt/venv/lib/python3.12/site-packages"])
  }

  @Test("System packages are behind the environment's own when it includes them")
  func systemPackages() throws {
    var world = WorldInMemory.environment()
    world.contents["/opt/venv/pyvenv.cfg"] = Array(
      "home = /usr/bin\ninclude-system-site-packages = True\nversion = 3.11.2\n".utf8)
    world.contents["/usr/lib/python3/dist-packages/a.py"] = []
    world.contents["/usr/local/lib/python3.11/dist-packages/a.py"] = []
    world.links["/opt/venv/lib64"] = "/opt/venv/lib"
    #expect(
      try locate("/opt/venv", world).searchPath == [
        "/opt/venv/lib/python3.11/site-packages", "/usr/local/lib/python3.11/dist-packages",
        "/usr/lib/python3/dist-packages",
      ])
  }

  @Test("Prefixes, whole roots and plain folders are environments")
  func plain() throws {
    var world = WorldInMemory([
      "/usr/lib/python3/dist-packages/a.py": "", "/usr/lib/python3.11/os.py": "",
      "/usr/local/lib/python3.11/dist-packages/b.py": "",
      "/image/usr/local/bin/python3": "", "/image/usr/local/lib/python3.12/site-packages/a.py": "",
      "/image/usr/local/include/python3.12/patchlevel.h":
        "#define PY_VERSION_HEX 1\n#define PY_VERSION      \"3.12.4\"\n",
      "/image/usr/lib/python3.11/dist-packages/a.py": "",
      "/target/thing-1.0.dist-info/METADATA": "Name: thing\nVersion: 1.0\n",
      "/pypy/lib/pypy3.10/site-packages/a.py": "",
      "/two/lib/python3.9/site-packages/a.py": "", "/two/lib/python3.10/site-packages/a.py": "",
    ])
    for folder in ["/usr", "/"] {
      let debian = try locate(folder, world)
      #expect(
        debian.searchPath == ["/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages"])
      #expect(debian.markers.values["python_version"] == "3.11")
      #expect(debian.markers.values["python_full_version"] == nil)
    }
    let image = try locate("/image", world)
    #expect(image.searchPath == ["/image/usr/local/lib/python3.12/site-packages"])
    #expect(image.markers.values["python_full_version"] == "3.12.4")
    #expect(try locate("/target", world).searchPath == ["/target"])
    #expect(try locate("/target", world).markers.values["python_version"] == nil)
    let pypy = try locate("/pypy", world).markers.values
    #expect(pypy["implementation_name"] == "pypy")
    #expect(pypy["implementation_version"] == nil)
    #expect(
      try locate("/opt/venv/lib/python3.11/site-packages", .environment()).markers.values[
        "python_full_version"] == "3.11.2")
    #expect(try locate("/two", world).doubts == ["/two/lib holds several Pythons: python3.10, python3.9"])
    world.links["/two/bin/python3"] = "/two/bin/python3.9"
    world.contents["/two/bin/python3.9"] = []
    #expect(try locate("/two", world).searchPath == ["/two/lib/python3.9/site-packages"])
  }

  @Test(
    "A full version that is not known leaves a marker open only where it matters",
    arguments: [
      ("python_full_version >= '3.6.2'", true), ("python_full_version < '3.8'", false),
      ("python_full_version >= '3.11.3'", nil), ("python_full_version < '3.11.3' and os_name == 'nt'", false),
      ("python_full_version < '3.11.3' or os_name == 'posix'", true),
      ("python_full_version == '3.11.*'", true),
      ("implementation_version >= '3'", nil), ("'3.11' in python_full_version", true),
    ] as [(String, Bool?)])
  func unknownFullVersion(text: String, expected: Bool?) throws {
    var values = PackagingPeer.environment
    values["python_full_version"] = nil
    values["implementation_version"] = nil
    let marker = try Marker(text)
    #expect((try? marker.evaluate(MarkerEnvironment(values))) == expected)
  }

  @Test("A Python built from an untagged tree has a local version")
  func untagged() throws {
    let environment = MarkerEnvironment(["python_full_version": "3.14.0a1+"])
    #expect(try Marker("python_full_version == '3.14.0a1+local'").evaluate(environment))
  }
}
