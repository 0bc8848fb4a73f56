internal import CLibCurl
internal import Chronology

/// One easy handle with its buffers, used again and again: only what differs from request to request is set anew.
///
/// Touched by whoever drives its lane, and by nobody else.
@safe final class Transfer {
  let easy: OpaquePointer
  /// Nil for a request that only keeps a connection warm.
  private(set) var call: TransferCall?
  var answer: AnswerCollector
  /// Set when curl is about to send the request, and never unset: from then on nobody can say that nothing was sent.
  private(set) var isSent = false
  private(set) var sentAtNanoseconds: Int64 = 0
  /// Over which the request is sent.
  private(set) var connection: Connection?

  private unowned let lane: CurlLane
  private var bytes = RequestBytes()
  private let errorText = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  init(_ options: LaneOptions, lane: CurlLane) throws(TransportError) {
    guard let easy = unsafe curl_easy_init() else {
      throw TransportError(
        .setup, "libcurl has no memory for a request", hint: "check that memory is free",
        wasPossiblySent: false)
    }
    unsafe self.easy = unsafe easy
    self.lane = lane
    answer = AnswerCollector(maximumBodyBytes: options.maximumResponseBytes)
    unsafe errorText.initialize(repeating: 0)
    try configure(options)
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe errorText.deallocate()
  }

  /// Sets the request; it begins when the handle is added to the lane's multi handle.
  func prepare(_ request: HTTPRequest, for call: TransferCall?, maximumResponseBytes: Int)
    throws(TransportError)
  {
    self.call = call
    answer = AnswerCollector(maximumBodyBytes: maximumResponseBytes)
    isSent = false
    sentAtNanoseconds = 0
    connection = nil
    unsafe errorText[0] = 0
    bytes.fill(request)
    var options = unsafe CurlOptions(easy)
    unsafe options.set(CURLOPT_REQUEST_TARGET, bytes.target)
    unsafe options.set(CURLOPT_HTTPHEADER, pointer: bytes.headers)
    if request.method == .get {
      options.set(CURLOPT_HTTPGET, 1)
    } else {
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.bodyCount)
      unsafe options.set(CURLOPT_POSTFIELDS, pointer: bytes.body)
    }
    // POST with another word: curl's own PUT would send the body apart from the head.
    if request.method == .put {
      options.set(CURLOPT_CUSTOMREQUEST, "PUT")
    } else {
      unsafe options.set(CURLOPT_CUSTOMREQUEST, pointer: nil)
    }
    options.set(CURLOPT_CONNECTTIMEOUT_MS, Int(request.connectTimeout.count))
    options.set(CURLOPT_TIMEOUT_MS, Int(request.timeout.count))
    try options.check()
  }

  /// Makes this the handle of requests whose answer's body does not matter.
  func becomeWarming(isNewConnection: Bool) throws(TransportError) {
    var options = unsafe CurlOptions(easy)
    options.set(CURLOPT_NOBODY, 1)
    options.set(CURLOPT_FRESH_CONNECT, isNewConnection ? 1 : 0)
    try options.check()
  }

  /// Lets go of the call, which may be kept by its caller only.
  func finish() -> TransferCall? {
    defer {
      call = nil
      connection = nil
    }
    return call
  }

  /// libcurl's words about a failed connection: names, addresses and certificates, nothing of the request.
  var connectionTrouble: String {
    let text = unsafe errorText.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: text.prefix(200).map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }, as: UTF8.self)
  }

  private func configure(_ options: LaneOptions) throws(TransportError) {
    let own = unsafe Unmanaged.passUnretained(self).toOpaque()
    var curl = unsafe CurlOptions(easy)
    curl.setFixed(options)
    unsafe curl.set(CURLOPT_PRIVATE, pointer: own)
    unsafe curl.set(CURLOPT_ERRORBUFFER, pointer: errorText.baseAddress)
    unsafe curl.set(CURLOPT_HEADERDATA, pointer: own)
    unsafe curl.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      guard let bytes = unsafe bytes, let transfer = unsafe Transfer.from(context) else { return 0 }
      return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: size * count) {
        unsafe transfer.answer.take(line: UnsafeBufferPointer(start: $0, count: size * count))
          ? size * count : 0
      }
    }
    unsafe curl.set(CURLOPT_WRITEDATA, pointer: own)
    unsafe curl.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes = unsafe bytes, let transfer = unsafe Transfer.from(context) else { return 0 }
      return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: size * count) {
        unsafe transfer.answer.take(body: UnsafeBufferPointer(start: $0, count: size * count))
          ? size * count : 0
      }
    }
    unsafe curl.set(CURLOPT_PREREQDATA, pointer: own)
    unsafe curl.setBeforeRequest { context, _, _, _, localPort in
      unsafe Transfer.from(context)?.mayBeSent(localPort: localPort) == true
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
    unsafe curl.set(CURLOPT_OPENSOCKETDATA, pointer: own)
    unsafe curl.setOpenSocket { context, _, address in
      guard let transfer = unsafe Transfer.from(context), let address = unsafe address else { return -1 }
      return unsafe transfer.openSocket(address)
    }
    // A connection outlives the request that it was made for, and the lane outlives its connections.
    unsafe curl.set(CURLOPT_CLOSESOCKETDATA, pointer: Unmanaged.passUnretained(lane).toOpaque())
    unsafe curl.setCloseSocket { context, descriptor in
      guard let context = unsafe context else { return 1 }
      unsafe Unmanaged<CurlLane>.fromOpaque(context).takeUnretainedValue().closeSocket(descriptor)
      return 0
    }
    try curl.check()
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Asked each time that curl is about to send the request: yes, once.
  ///
  /// When a connection that was used before ends without a byte of an answer, curl sends the request again over
  /// another. The server may have acted on the first: an order would be there twice.
  private func mayBeSent(localPort: Int32) -> Bool {
    guard !isSent, let connection = lane.connection(of: self, localPort: localPort) else { return false }
    isSent = true
    sentAtNanoseconds = MonotonicClock.nanoseconds()
    self.connection = connection
    connection.user = self
    return true
  }

  /// Makes a socket, unless the request was sent already, or leaves this machine in plain text.
  private func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
    guard !isSent else { return -1 }
    return unsafe lane.openSocket(address, for: self)
  }
}
