import CheckHost
import DurableFiles
import Glibc
import Processes

/// `kraken-simulator` on a port of its own, which it gets again when it is started again.
final class SimulatedVenueProcess {
  private let program: String
  private let folder: String
  private var pool: ProcessPool?
  private var port = 0

  /// - Parameter folder: for its output; made when it starts.
  init(program: String, folder: String) { (self.program, self.folder) = (program, folder) }

  deinit { end() }

  var origin: String { "http://127.0.0.1:\(port)" }

  /// Nothing happens where it runs already.
  func start() throws(GateFailure) {
    guard pool == nil else { return }
    let output = "\(folder)/output"
    do throws(FileError) {
      if try DurableFiles.statusIfPresent(folder) == nil { try DurableFiles.createFolder(folder) }
      if try DurableFiles.statusIfPresent(output) != nil { try DurableFiles.remove(output) }
    } catch {
      throw GateFailure("selftest.no-scratch", "\(error)", hint: "--scratch DIR", exitStatus: 74)
    }
    let pool = ProcessPool()
    // By a shell for its output's sake, and ended with this process, however that ends.
    pool.start(
      ProcessRequest(
        .path("/bin/sh"),
        arguments: [
          "-c", "exec setpriv --pdeathsig KILL -- \"$0\" --port \"$1\" >\"$2\" 2>\"$2.errors\"", program,
          "\(port)", output,
        ], environment: ["PATH": HostPrograms.searchPath, "HOME": folder], workingDirectory: folder),
      deadline: .now().advanced(byMilliseconds: 3_600_000))
    self.pool = pool
    for _ in 0..<300 {
      if let port = announcedPort(output) {
        self.port = port
        return
      }
      if pool.waitForEvent(until: .now().advanced(byMilliseconds: 100)) != .deadlineReached { break }
    }
    end()
    let errors = (try? DurableFiles.read("\(output).errors", limit: 1 << 16)) ?? []
    throw GateFailure(
      "selftest.no-venue", "the simulated venue does not start",
      details: TerminalStyle.printable(String(decoding: errors, as: UTF8.self)), exitStatus: 70)
  }

  func end() {
    pool?.killAll()
    pool = nil
  }

  /// From its first line: `listening on http://127.0.0.1:PORT`.
  private func announcedPort(_ output: String) -> Int? {
    let text = String(decoding: (try? DurableFiles.read(output, limit: 1 << 16)) ?? [], as: UTF8.self)
    guard text.hasPrefix("listening on http"), let line = text.split(separator: "\n").first,
      text.contains("\n")
    else { return nil }
    return line.split(separator: ":").last.flatMap { Int($0) }
  }
}
