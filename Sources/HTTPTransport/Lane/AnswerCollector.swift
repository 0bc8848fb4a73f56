/// An answer as it comes in, within its caps.
struct AnswerCollector {
  static let maximumHeaderBytes = 64 << 10
  static let maximumHeaderCount = 128

  private(set) var status = 0
  private(set) var headers: [HTTPHeader] = []
  private(set) var body: [UInt8] = []
  /// Why no more is taken, nil while all is well.
  private(set) var refusal: (code: TransportError.Code, message: String)?

  private var headerBytes = 0
  private var headerLines = 0
  private var contentLength: [UInt8]?
  private var isChunked = false
  /// Whether the empty line after the final answer's head has come. Without it curl takes a connection's end for it.
  private(set) var isHeadOver = false
  private let maximumBodyBytes: Int

  init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

  /// Takes one line of the head, or of the trailers, with its line end.
  ///
  /// - Returns: false when the answer is refused.
  mutating func take(line: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytes += line.count
    headerLines += 1
    guard headerBytes <= Self.maximumHeaderBytes, headerLines <= Self.maximumHeaderCount else {
      return refuse(
        .tooLarge,
        "the answer's head has more than \(Self.maximumHeaderCount) lines or \(Self.maximumHeaderBytes) bytes"
      )
    }
    var end = line.count
    while end > 0, unsafe line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
    let text = unsafe UnsafeBufferPointer(rebasing: line[..<end])
    guard !isHeadOver else { return true }
    if text.isEmpty {
      // An interim answer's head is followed by another head.
      isHeadOver = status >= 200
      return true
    }
    if text.count >= 5, unsafe text[0] == 0x48, unsafe text[4] == 0x2F, unsafe !text.contains(0x3A) {
      return unsafe begin(text)
    }
    return unsafe takeField(text)
  }

  /// Takes the next bytes of the body.
  ///
  /// - Returns: false when the answer is refused.
  mutating func take(body bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= maximumBodyBytes - body.count else {
      return refuse(.tooLarge, "the answer has more than \(maximumBodyBytes) bytes")
    }
    unsafe body.append(contentsOf: bytes)
    return true
  }

  /// `HTTP/1.1 200 OK`: a new head, of the final answer after interim ones.
  private mutating func begin(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    headers.removeAll(keepingCapacity: true)
    contentLength = nil
    isChunked = false
    status = 0
    guard let space = unsafe text.firstIndex(of: 0x20), text.count >= space + 4 else {
      return refuse(.malformed, "the answer's first line has no status")
    }
    for byte in unsafe Array(text[(space + 1)..<(space + 4)]) {
      guard (0x30...0x39).contains(byte) else {
        return refuse(.malformed, "the answer's first line has no status")
      }
      status = status * 10 + Int(byte - 0x30)
    }
    return true
  }

  private mutating func takeField(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = unsafe text.firstIndex(of: 0x3A), colon > 0 else {
      return refuse(.malformed, "the answer's head has a line that is no header")
    }
    var begin = colon + 1
    var end = text.count
    while begin < end, unsafe text[begin] == 0x20 || text[begin] == 0x09 { begin += 1 }
    while end > begin, unsafe text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
    let name = unsafe UnsafeBufferPointer(rebasing: text[..<colon])
    let value = unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    if headers.isEmpty { headers.reserveCapacity(12) }
    unsafe headers.append(
      HTTPHeader(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    return unsafe frame(name, value)
  }

  /// RFC 9112 §6.3: two lengths, or a length beside chunks, are how one answer is made to look like two.
  private mutating func frame(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool
  {
    if unsafe isEqual(name, "content-length") {
      let length = unsafe Array(value)
      guard contentLength == nil || contentLength == length else {
        return refuse(.malformed, "the answer has two lengths")
      }
      contentLength = length
      if let count = Int(String(decoding: length, as: UTF8.self)), count > 0 {
        body.reserveCapacity(min(count, maximumBodyBytes, 1 << 20))
      }
    } else if unsafe isEqual(name, "transfer-encoding") {
      // No other coding was asked for, and none is undone.
      guard !isChunked, unsafe isEqual(value, "chunked") else {
        return refuse(.malformed, "the answer has a transfer coding that is not chunked")
      }
      isChunked = true
    }
    guard contentLength == nil || !isChunked else {
      return refuse(.malformed, "the answer has both a length and a transfer encoding")
    }
    return true
  }

  private func isEqual(_ name: UnsafeBufferPointer<UInt8>, _ lowerCase: StaticString) -> Bool {
    guard name.count == lowerCase.utf8CodeUnitCount else { return false }
    return lowerCase.withUTF8Buffer { expected in
      unsafe zip(name, expected).allSatisfy { lowered($0) == $1 }
    }
  }

  private mutating func refuse(_ code: TransportError.Code, _ message: String) -> Bool {
    refusal = (code, message)
    return false
  }
}
