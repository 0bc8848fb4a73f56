/// Cuts chunks into lines, with memory for one line. What comes after the last newline is torn and left out.
struct LineSplitter {
  private let limit: Int
  private var open: [UInt8] = []

  /// - Parameter limit: bytes of a line.
  init(limit: Int) { self.limit = limit }

  /// - Parameter body: takes a line without its newline; what it returns stops the splitting.
  /// - Returns: why it stopped, nil when the chunk is used up.
  mutating func split(_ chunk: Span<UInt8>, _ body: ([UInt8]) -> String?) -> String? {
    for index in chunk.indices {
      let byte = chunk[index]
      if byte == 0x0A {
        if let stop = body(open) { return stop }
        open.removeAll(keepingCapacity: true)
      } else {
        guard open.count < limit else { return "a line has more than \(limit) bytes" }
        open.append(byte)
      }
    }
    return nil
  }
}
