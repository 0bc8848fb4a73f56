internal import CLibCurl
internal import Glibc

/// The C form of one request, in memory that is used again for the next.
///
/// A `curl_slist` is a linked list that curl only reads; nodes in one block cost no allocation each.
@safe struct RequestBytes: ~Copyable {
  private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 16)
  private var nodes = UnsafeMutableBufferPointer<curl_slist>.allocate(capacity: 16)
  private(set) var bodyCount = 0
  private var bodyOffset = 0

  /// Set in every list: curl would add these of its own.
  private static let unwanted = ["Accept:", "Content-Type:", "Expect:"]

  deinit {
    unsafe bytes.deallocate()
    unsafe nodes.deallocate()
  }

  /// Zero-terminated; valid until the next fill.
  var target: UnsafePointer<CChar> {
    unsafe UnsafePointer(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
  }
  var headers: UnsafeMutablePointer<curl_slist>? { unsafe nodes.baseAddress }
  var body: UnsafeMutableRawPointer? { unsafe bytes.baseAddress.map { unsafe $0 + bodyOffset } }

  mutating func fill(_ request: HTTPRequest) {
    var needed = request.target.utf8.count + 1 + request.body.count + 64
    for header in request.headers { needed += header.name.utf8.count + header.value.utf8.count + 3 }
    reserve(byteCount: needed, nodeCount: request.headers.count + Self.unwanted.count)

    var end = 0
    write(request.target.utf8, at: &end)
    write(CollectionOfOne(0), at: &end)
    var node = 0
    var hasContentType = false
    var hasAccept = false
    for header in request.headers {
      unsafe nodes[node].data = unsafe bytes.baseAddress?.advanced(by: end).assumingMemoryBound(
        to: CChar.self)
      write(header.name.utf8, at: &end)
      // curl takes "Name:" for a header that is to be left out and "Name;" for an empty one.
      write(header.value.isEmpty ? [0x3B, 0] : [0x3A, 0x20], at: &end)
      if !header.value.isEmpty {
        write(header.value.utf8, at: &end)
        write(CollectionOfOne(0), at: &end)
      }
      hasContentType = hasContentType || isName(header.name, lowerCase: "content-type")
      hasAccept = hasAccept || isName(header.name, lowerCase: "accept")
      node += 1
    }
    for name in Self.unwanted {
      if name == "Accept:" && hasAccept || name == "Content-Type:" && hasContentType { continue }
      unsafe nodes[node].data = unsafe bytes.baseAddress?.advanced(by: end).assumingMemoryBound(
        to: CChar.self)
      write(name.utf8, at: &end)
      write(CollectionOfOne(0), at: &end)
      node += 1
    }
    for index in 0..<node {
      unsafe nodes[index].next = index + 1 < node ? nodes.baseAddress?.advanced(by: index + 1) : nil
    }
    bodyOffset = end
    bodyCount = request.body.count
    write(request.body, at: &end)
  }

  private mutating func reserve(byteCount: Int, nodeCount: Int) {
    if unsafe bytes.count < byteCount {
      unsafe bytes.deallocate()
      unsafe bytes = .allocate(byteCount: byteCount * 2, alignment: 16)
    }
    if unsafe nodes.count < nodeCount {
      unsafe nodes.deallocate()
      unsafe nodes = .allocate(capacity: nodeCount * 2)
    }
  }

  private func write(_ source: some Collection<UInt8>, at end: inout Int) {
    let place = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[end..<(end + source.count)])
    unsafe place.copyBytes(from: source)
    end += source.count
  }
}
