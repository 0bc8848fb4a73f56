import EngineProcesses
import GateScene
import Glibc
import KrakenWorld

/// `DELETE /simulator/faults`, a method that no client of the venue has.
extension TradingScene {
  func endFaults() throws {
    guard let port = simulator.origin.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw SceneError(simulator.origin)
    }
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(number) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(number, $0, size) == 0
      }
    }
    let request = Array(
      "DELETE /simulator/faults HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        .utf8)
    let sent = unsafe request.withUnsafeBytes {
      unsafe send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    var answer = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe recv(number, &answer, answer.count, 0)
    guard isConnected, sent == request.count, count > 0,
      String(decoding: answer[..<count], as: UTF8.self).contains(" 200 ")
    else { throw SceneError("faults not ended") }
  }
}
