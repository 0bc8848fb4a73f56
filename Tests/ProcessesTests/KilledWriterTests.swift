import DurableFiles
import Processes
import Testing

@Suite("A writer that is killed at any moment leaves a whole file")
struct KilledWriterTests {
  @Test("the file is the old one or the new one, never a part of either")
  func whole() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/state"
    for round in 0..<8 {
      let writer = ProcessRequest(.path(try probePath()), arguments: ["replace-forever", path])
      let result = Processes.run(writer, deadline: soon(150 + 17 * round))
      #expect(result.termination == .deadline, "\(result.output)")
      guard try DurableFiles.statusIfPresent(path) != nil else { continue }
      let content = try DurableFiles.read(path, limit: 1 << 20)
      #expect(content.count == 200_000)
      #expect(content.allSatisfy { $0 == content[0] })
    }
    #expect(try DurableFiles.statusIfPresent(path) != nil)
    // What the killed writers left behind is told from the file by its name.
    let others = try DurableFiles.list(scratch.path, limit: 100).compactMap(\.name).filter { $0 != "state" }
    #expect(others.count <= 8)
    #expect(others.allSatisfy { $0.hasPrefix(".state.") && $0.hasSuffix(".tmp") })
  }
}
